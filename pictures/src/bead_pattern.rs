//! Charts for beadwork: which colour each bead of a pattern takes.

use crate::noise::{chance, noise};
use crate::vector::v;

/// A beadwork chart; each uses up to four colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Zigzag bands.
    Chevron,
    /// Nested diamonds.
    Diamond,
    /// Rolling rows of waves.
    Waves,
    /// Ears of barley on upright stems.
    Barley,
    /// Scattered stars over a darkening sky.
    Stars,
    /// Random chips, as in terrazzo.
    Terrazzo,
    /// Ridges of hills under a plain sky.
    Hills,
    /// Horizontal bands of uneven width.
    Bands,
}

impl Pattern {
    /// Colour number (0..4) of the bead in `column` of `columns`; `level` counts half beads from the bottom of `levels`.
    pub fn colour(self, column: i32, level: i32, columns: i32, levels: i32) -> usize {
        let mirrored = |period: i32| {
            let m = column.rem_euclid(period);
            m.min(period - m)
        };
        match self {
            Self::Chevron => match (level + 2 * mirrored(18)).rem_euclid(36) {
                0..=7 => 1,
                8..=10 => 3,
                11..=20 => 0,
                21..=26 => 2,
                _ => 0,
            },
            Self::Diamond => {
                let y = level.rem_euclid(44);
                match 2 * mirrored(22) + y.min(44 - y) {
                    0..=3 => 3,
                    4..=9 => 2,
                    10..=13 => 0,
                    14..=19 => 1,
                    20..=24 => 0,
                    25..=27 => 3,
                    _ => 0,
                }
            }
            Self::Waves => {
                let row = level.div_euclid(14);
                let x = (column + row * 6) as f32 / 12.0 * std::f32::consts::TAU;
                let crest =
                    level.rem_euclid(14) as f32 - 6.0 - 3.6 * x.sin() - 1.5 * (2.0 * x + 0.7).sin();
                let deep = if row * 2 * 14 < levels { 1 } else { 2 };
                if crest.abs() < 1.4 {
                    3
                } else if crest < 0.0 {
                    deep
                } else {
                    0
                }
            }
            Self::Barley => {
                let x = column.rem_euclid(14) - 7;
                let y = level - 12;
                let ear = levels - 34;
                let grain = (y - x.abs() * 2).rem_euclid(12);
                if x == 0 && y < ear + 26 {
                    2
                } else if y > ear - 24 && y < ear + 18 && x.abs() <= 3 && grain < 7 {
                    if grain < 2 { 3 } else { 1 }
                } else if y > 0 && y < ear - 24 && x.abs() == (y / 5).rem_euclid(6) {
                    2
                } else {
                    0
                }
            }
            Self::Stars => {
                let star = |c: i32, l: i32| chance(c.div_euclid(9), l.div_euclid(18), 1, 77) < 0.8;
                let (cx, cy) = (column.rem_euclid(9) - 4, level.rem_euclid(18) - 8);
                let lit = star(column, level)
                    && ((cx == 0 && cy.abs() < 5)
                        || (cy.abs() < 1 && cx.abs() < 3)
                        || (cx.abs() == 1 && cy.abs() < 3));
                let dusk =
                    level as f32 / levels as f32 + (chance(column, level, 2, 5) - 0.5) * 0.22;
                if lit || chance(column, level, 3, 6) < 0.018 {
                    3
                } else if dusk < 0.26 {
                    2
                } else if dusk < 0.52 {
                    1
                } else {
                    0
                }
            }
            Self::Terrazzo => {
                let chip = noise(v(column as f32 * 0.42, level as f32 * 0.2, 1.0));
                let kind = noise(v(column as f32 * 0.17 + 9.0, level as f32 * 0.085, 4.0));
                if chip < 0.56 {
                    0
                } else if kind < 0.43 {
                    1
                } else if kind < 0.63 {
                    2
                } else {
                    3
                }
            }
            Self::Hills => {
                let at = |base: f32, size: f32, pace: f32, shift: f32| {
                    let turn = column as f32 / columns as f32 * std::f32::consts::TAU;
                    (base
                        + size * (turn * pace + shift).sin()
                        + size * 0.45 * (turn * (pace * 2.0 + 1.0) + shift * 3.0).sin())
                        * levels as f32
                };
                let level = level as f32;
                if level < at(0.24, 0.07, 2.0, 0.3) {
                    2
                } else if level < at(0.48, 0.09, 3.0, 2.1) {
                    1
                } else if level < at(0.50, 0.09, 3.0, 2.1) + 2.5 {
                    3
                } else {
                    let (x, y) = (
                        (column + 11).rem_euclid(22) as f32 - 11.0,
                        (level - levels as f32 * 0.79) * 0.5,
                    );
                    if x * x + y * y < 15.0 { 3 } else { 0 }
                }
            }
            Self::Bands => {
                let t = (level as f32 + 2.0 * ((column % 2) as f32)) / levels as f32;
                match (t * 23.0) as i32 {
                    0..=1 | 21..=23 => 1,
                    2 | 20 => 3,
                    3..=6 | 16..=19 => 0,
                    7 | 15 => 2,
                    8 | 14 => {
                        if column % 2 == 0 {
                            3
                        } else {
                            2
                        }
                    }
                    9..=13 if (column + level / 2).rem_euclid(6) < 2 => 1,
                    _ => 0,
                }
            }
        }
    }
}

/// Four bead colours in sRGB; `0x1` in the top byte makes a galvanised metal bead.
pub type Palette = [u32; 4];
