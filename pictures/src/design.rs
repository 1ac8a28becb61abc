//! The pictures that are cut into the blocks.

mod creatures;
mod land;
mod plants;

use std::f32::consts::PI;

use crate::linocut::{Block, Impression, print};
use crate::noise::chance;

/// The motifs of the print series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    MoonOverHills,
    Wren,
    Fern,
    Waves,
    Fishes,
    SeedHeads,
}

type Point = (f32, f32);

impl Design {
    /// Cuts the blocks and pulls one impression; `inks` are the colour block's and the key block's.
    pub fn impression(self, inks: [u32; 2], paper: u32) -> Impression {
        let (colour, key) = match self {
            Self::MoonOverHills => land::moon_over_hills(),
            Self::Wren => creatures::wren(),
            Self::Fern => plants::fern(),
            Self::Waves => land::waves(),
            Self::Fishes => creatures::fishes(),
            Self::SeedHeads => plants::seed_heads(),
        };
        print(&[(colour, inks[0]), (key, inks[1])], paper, self as u32)
    }
}

fn roll(i: i32, salt: i32) -> f32 {
    chance(i, salt, 17, 2)
}

/// A leaf with midrib and side veins carved out.
fn leaf(block: &mut Block, base: Point, angle: f32, length: f32, width: f32) {
    let at = |along: f32, across: f32| {
        let (c, s) = (angle.cos(), angle.sin());
        (
            base.0 + c * along * length - s * across * width,
            base.1 + s * along * length + c * across * width,
        )
    };
    block.shape(&[
        at(0.0, 0.0),
        at(0.22, 0.36),
        at(0.5, 0.5),
        at(0.8, 0.26),
        at(1.0, 0.0),
        at(0.8, -0.26),
        at(0.5, -0.5),
        at(0.22, -0.36),
    ]);
    block.cut(
        &[at(0.02, 0.0), at(0.5, 0.02), at(0.94, 0.0)],
        width * 0.085,
    );
    for i in 1..7 {
        let t = i as f32 / 7.5;
        let wide = (t * PI).sin() * 0.40;
        for side in [-1.0, 1.0] {
            block.cut(
                &[
                    at(t, 0.03 * side),
                    at(t + 0.07, wide * 0.55 * side),
                    at(t + 0.15, wide * side),
                ],
                width * 0.05,
            );
        }
    }
}
