//! The photographs of the demonstration shop: pots, beadwork, prints and more, modelled as solids and
//! ray-marched under one soft studio light, so that a seeded shop looks like a shop.

mod backdrop;
mod bead_pattern;
mod bead_strand;
mod beadwork;
mod design;
mod glaze;
mod grade;
mod jewellery;
mod lathe;
mod light;
mod linocut;
mod noise;
mod render;
mod scene;
mod sheet;
mod stage;
mod strap;
mod subject;
mod vector;
mod vessel;
mod weaving;
mod woodwork;

pub use bead_pattern::{Palette, Pattern};
pub use design::Design;
pub use glaze::{Glaze, Motif, OFF_WHITE};
pub use image::RgbImage;
pub use jewellery::Earring;
pub use subject::{Subject, View};
pub use vessel::Form;
pub use weaving::Weave;
pub use woodwork::Carving;

/// Photographs `subject` as seen in `view`, `width` pixels wide, in portrait format 4:5.
/// The same arguments give the same pixels.
pub fn paint(subject: &Subject, view: View, width: u32) -> RgbImage {
    render::photograph(&stage::scene(subject, view), width, width * 5 / 4, 17)
}

/// The home page's picture, a worktable with a little of everything; `width` pixels wide, 3:2.
pub fn paint_worktable(width: u32) -> RgbImage {
    render::photograph(&stage::worktable(), width, width * 2 / 3, 18)
}

/// The about page's picture, the potter's shelves; `width` pixels wide, 4:3.
pub fn paint_studio(width: u32) -> RgbImage {
    render::photograph(&stage::studio(), width, width * 3 / 4, 19)
}
