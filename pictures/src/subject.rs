//! What can be photographed, and from where.

use crate::bead_pattern::{Palette, Pattern};
use crate::design::Design;
use crate::glaze::Glaze;
use crate::jewellery::Earring;
use crate::vessel::Form;
use crate::weaving::Weave;
use crate::woodwork::Carving;

/// The thing in the picture. All colours are sRGB, as in `0xC8643C`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Subject {
    Vessel {
        form: Form,
        glaze: Glaze,
    },
    /// The same form twice to four times, set out together.
    Set {
        form: Form,
        glaze: Glaze,
        count: u8,
    },
    LighterSleeve {
        pattern: Pattern,
        palette: Palette,
        plastic: u32,
    },
    Earrings {
        kind: Earring,
        pattern: Pattern,
        palette: Palette,
    },
    Necklace {
        palette: Palette,
    },
    Brooch {
        palette: Palette,
    },
    Cuff {
        pattern: Pattern,
        palette: Palette,
    },
    /// `inks` are those of the colour block and the key block.
    Print {
        design: Design,
        inks: [u32; 2],
        paper: u32,
    },
    FramedPrint {
        design: Design,
        inks: [u32; 2],
        paper: u32,
        wood: u32,
    },
    Hanging {
        weave: Weave,
        palette: [u32; 4],
    },
    Carving {
        kind: Carving,
        wood: u32,
    },
}

/// How it is photographed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The whole object, as in a shop window.
    Front,
    /// From behind, from above, or lying down.
    Other,
    /// Close up.
    Detail,
    /// Among other things, in use.
    Context,
}
