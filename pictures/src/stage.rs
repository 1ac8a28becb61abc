//! Sets the scene for each subject and view: what stands where, and where the camera stands.

mod beads;
mod pots;
mod scenery;
mod walls;

pub use scenery::{studio, worktable};

use crate::scene::{Camera, Scene};
use crate::subject::{Subject, View};
use crate::vector::{Vec3, v};

/// Seamless paper in the shop's own off-white.
const STUDIO: u32 = 0xEFE6D8;
const LINEN: u32 = 0xD9CDB8;
const OAK: u32 = 0xAD8D68;
const WALL: u32 = 0xE9E1D4;

fn camera(target: Vec3, distance: f32, pitch: f32, yaw: f32) -> Camera {
    Camera {
        target,
        distance,
        pitch,
        yaw,
        view_angle: 21.0,
    }
}

/// Distance at which something `size` centimetres tall fills `share` of the picture's height.
fn standoff(size: f32, share: f32) -> f32 {
    size / share / (2.0 * 10.5_f32.to_radians().tan())
}

pub fn scene(subject: &Subject, view: View) -> Scene {
    match *subject {
        Subject::Vessel { form, glaze } => pots::vessel(form, glaze, view),
        Subject::Set { form, glaze, count } => pots::set(form, glaze, count, view),
        Subject::Carving { kind, wood } => pots::carving(kind, wood, view),
        Subject::LighterSleeve {
            pattern,
            palette,
            plastic,
        } => beads::lighter_sleeve(pattern, palette, plastic, view),
        Subject::Earrings {
            kind,
            pattern,
            palette,
        } => beads::earrings(kind, pattern, palette, view),
        Subject::Necklace { palette } => beads::necklace(palette, view),
        Subject::Brooch { palette } => beads::brooch(palette, view),
        Subject::Cuff { pattern, palette } => beads::cuff(pattern, palette, view),
        Subject::Print {
            design,
            inks,
            paper,
        } => walls::print(design, inks, paper, view),
        Subject::FramedPrint {
            design,
            inks,
            paper,
            wood,
        } => walls::framed_print(design, inks, paper, wood, view),
        Subject::Hanging { weave, palette } => walls::hanging(weave, palette, view),
    }
}

/// Moves the wall to the origin, for things that hang.
fn on_the_wall(s: &mut Scene) {
    s.wall_distance = 0.0;
    s.cove = 0.0;
    s.key = v(-0.72, 0.62, 0.74).unit();
    s.lower_ground(400.0);
}
