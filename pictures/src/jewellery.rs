//! Where the beads of earrings, rosettes and necklaces go.

use crate::bead_pattern::{Palette, Pattern};
use crate::bead_strand::{Bead, Strung};
use crate::noise::chance;
use crate::vector::hypotenuse;

/// The kinds of earring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earring {
    /// A triangle of brick stitch with a fringe that ends in a point.
    Fringe,
    /// A long leaf of brick stitch.
    Leaf,
    /// A brass hoop with short strands along its lower half.
    Hoop,
}

const WIDE: f32 = 0.165;
const TALL: f32 = 0.195;

impl Strung {
    /// One earring, its hook at the back and its fringe towards the viewer; about 7 cm long.
    pub fn earring(kind: Earring, pattern: Pattern, palette: Palette) -> Self {
        let mut beads = Vec::new();
        let mut put = |x: f32, z: f32, colour: u32| {
            beads.push(Bead {
                x,
                z,
                radius: WIDE * 0.5,
                half: TALL * 0.48,
                axis: (0.0, 1.0),
                colour,
            });
        };
        let chart = |column: i32, level: i32| palette[pattern.colour(column, level, 26, 60) & 3];
        let hook: &[(f32, f32)] = &[
            (0.0, -0.1),
            (-0.02, -0.5),
            (0.35, -1.05),
            (0.72, -1.55),
            (0.45, -2.05),
            (-0.1, -1.95),
            (-0.4, -1.4),
            (-0.5, -0.7),
            (-0.62, -0.25),
        ];
        let hoop: Vec<(f32, f32)> = (0..=24)
            .map(|i| i as f32 / 24.0 * std::f32::consts::TAU)
            .map(|a| (1.75 * a.sin(), 1.85 - 1.75 * a.cos()))
            .collect();
        match kind {
            Earring::Fringe => {
                let widest = 13;
                for row in 0..widest {
                    for i in 0..=row {
                        let x = i as f32 - row as f32 * 0.5;
                        put(
                            x * WIDE,
                            row as f32 * TALL * 0.92 + 0.1,
                            chart((x * 2.0) as i32 / 2 + 13, 58 - row * 2),
                        );
                    }
                }
                let start = widest as f32 * TALL * 0.92 + 0.1;
                for i in 0..widest {
                    let from_middle = (i - widest / 2).abs();
                    let length = 17 - from_middle * 3 / 2;
                    let sway = (chance(i, 1, 1, 4) - 0.5) * 0.02;
                    for j in 0..length {
                        let x = (i as f32 - (widest / 2) as f32) * WIDE + sway * j as f32 * 0.6;
                        let tip = j + 3 >= length;
                        put(
                            x,
                            start + j as f32 * TALL,
                            if tip {
                                palette[3]
                            } else {
                                chart(i - widest / 2 + 13, 34 - j * 2 + from_middle)
                            },
                        );
                    }
                }
            }
            Earring::Leaf => {
                let rows = 31;
                for row in 0..rows {
                    let t = row as f32 / (rows - 1) as f32;
                    let count =
                        (1.0 + 10.5 * (t.powf(0.75) * std::f32::consts::PI).sin().max(0.0)) as i32;
                    for i in 0..count {
                        let x = i as f32 - (count - 1) as f32 * 0.5;
                        let rib = x.abs() < 0.6;
                        let vein = (row * 2 + (x.abs() * 2.0) as i32).rem_euclid(10) < 2;
                        let edge = x.abs() > (count - 1) as f32 * 0.5 - 0.6;
                        let colour = if rib || edge {
                            palette[3]
                        } else if vein {
                            palette[2]
                        } else {
                            palette[usize::from(t > 0.5)]
                        };
                        put(x * WIDE, row as f32 * TALL * 0.92 + 0.1, colour);
                    }
                }
            }
            Earring::Hoop => {
                for i in 0..17 {
                    let x = (i as f32 - 8.0) * 0.19;
                    let top = 1.85 + (1.75_f32 * 1.75 - x * x).max(0.0).sqrt() + 0.16;
                    let length = 14 - (i - 8_i32).abs();
                    for j in 0..length {
                        let tip = j + 2 >= length;
                        put(
                            x * (1.0 + j as f32 * 0.004),
                            top + j as f32 * TALL,
                            if tip {
                                palette[3]
                            } else {
                                chart(i + 5, 50 - j * 3)
                            },
                        );
                    }
                }
            }
        }
        let wires: Vec<(&[(f32, f32)], f32)> = match kind {
            Earring::Hoop => vec![(hook, 0.06), (&hoop, 0.075)],
            _ => vec![(hook, 0.06)],
        };
        Self::new(beads, &wires, 0xD2A24C)
    }

    /// A round of beads sewn in rings, about 5 cm across, its centre on the origin.
    pub fn rosette(palette: Palette) -> Self {
        let mut beads = Vec::new();
        Self::add_rosette(&mut beads, (0.0, 0.0), 12, palette);
        Self::new(beads, &[], 0xD2A24C)
    }

    fn add_rosette(beads: &mut Vec<Bead>, at: (f32, f32), rings: i32, palette: Palette) {
        beads.push(Bead {
            x: at.0,
            z: at.1,
            radius: 0.16,
            half: 0.13,
            axis: (1.0, 0.0),
            colour: palette[3],
        });
        for ring in 1..=rings {
            let r = 0.06 + ring as f32 * 0.185;
            let count = (std::f32::consts::TAU * r / 0.172) as i32;
            for i in 0..count {
                let a = i as f32 / count as f32 * std::f32::consts::TAU;
                let petal = (a * 8.0).cos() * 0.5 + 0.5;
                let t = ring as f32 / rings as f32;
                let colour = if ring == rings || ring == 1 {
                    palette[3]
                } else if t < 0.28 {
                    palette[2]
                } else if t < 0.36 + 0.45 * petal {
                    palette[1]
                } else if t < 0.46 + 0.45 * petal {
                    palette[3]
                } else {
                    palette[0]
                };
                beads.push(Bead {
                    x: at.0 + r * a.sin(),
                    z: at.1 + r * a.cos(),
                    radius: 0.088,
                    half: 0.08,
                    axis: (a.cos(), -a.sin()),
                    colour,
                });
            }
        }
    }

    /// A strung loop with a rosette pendant, about 16 cm across, lying as if just taken off.
    pub fn necklace(palette: Palette) -> Self {
        let mut beads = Vec::new();
        let outline = |t: f32| {
            let a = t * std::f32::consts::TAU;
            // Pointed towards the pendant, a little uneven as a real string lies.
            let wide = 6.6 + 0.35 * (a * 2.0 + 0.6).sin() + 0.2 * (a * 3.0).cos();
            let pull = ((1.0 + a.cos()) * 0.5).powi(4);
            (
                wide * a.sin() * (1.0 - 0.32 * pull),
                7.4 * a.cos() + 1.6 * pull,
            )
        };
        let mut t = 0.0045;
        let mut i = 0;
        while t < 0.9925 {
            let here = outline(t);
            let ahead = outline(t + 0.001);
            let (dx, dz) = (ahead.0 - here.0, ahead.1 - here.1);
            let pace = hypotenuse(dx, dz) * 1000.0;
            let accent = i % 9 == 4;
            let (radius, half) = if accent { (0.24, 0.22) } else { (0.155, 0.135) };
            let colour = if accent {
                palette[3]
            } else if i % 9 == 3 || i % 9 == 5 {
                palette[2]
            } else {
                palette[usize::from((i / 9) % 2 == 1)]
            };
            t += (half + 0.005) / pace;
            let (here, ahead) = (outline(t), outline(t + 0.001));
            let length = hypotenuse(ahead.0 - here.0, ahead.1 - here.1).max(1e-6);
            beads.push(Bead {
                x: here.0,
                z: here.1,
                radius,
                half,
                axis: ((ahead.0 - here.0) / length, (ahead.1 - here.1) / length),
                colour,
            });
            t += (half + 0.005) / pace;
            i += 1;
        }
        Self::add_rosette(&mut beads, (0.0, 11.35), 12, palette);
        Self::new(beads, &[], 0xD2A24C)
    }
}
