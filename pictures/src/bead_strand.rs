//! Loose beads placed one by one: earrings with fringe, rosettes and strung necklaces, lying flat.

use crate::bead_pattern::{Palette, Pattern};
use crate::beadwork::bead_surface;
use crate::noise::chance;
use crate::scene::{Shape, Surface};
use crate::strap::Strap;
use crate::vector::{Vec3, floor, hypotenuse, ink, v};

#[derive(Clone, Copy)]
struct Bead {
    /// Position on the table: right, and towards the viewer.
    x: f32,
    z: f32,
    radius: f32,
    /// Half length along the hole.
    half: f32,
    /// Direction of the hole.
    axis: (f32, f32),
    colour: u32,
}

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

const CELL: f32 = 0.2;
/// Beads further than this from a cell are not listed in it.
const SIGHT: f32 = 0.09;
const WIDE: f32 = 0.165;
const TALL: f32 = 0.195;

/// Beads and wire lying on the ground, grouped in a grid for quick look-up.
pub struct Strung {
    beads: Vec<Bead>,
    grid: Vec<Vec<u16>>,
    /// For each cell, how far its nearest bead is at least.
    clearance: Vec<f32>,
    corner: (f32, f32),
    size: (i32, i32),
    wire: Vec<(Strap, f32)>,
    wire_colour: Vec3,
    thickest: f32,
    centre: Vec3,
    reach: f32,
}

impl Strung {
    fn new(beads: Vec<Bead>, wires: &[(&[(f32, f32)], f32)], wire_colour: u32) -> Self {
        let xs = beads
            .iter()
            .map(|b| b.x)
            .chain(wires.iter().flat_map(|w| w.0.iter().map(|p| p.0)));
        let zs = beads
            .iter()
            .map(|b| b.z)
            .chain(wires.iter().flat_map(|w| w.0.iter().map(|p| p.1)));
        let (left, right) = xs.fold((f32::MAX, f32::MIN), |r, x| (r.0.min(x), r.1.max(x)));
        let (back, front) = zs.fold((f32::MAX, f32::MIN), |r, z| (r.0.min(z), r.1.max(z)));
        let corner = (left - 0.6, back - 0.6);
        let size = (
            ((right - left + 1.2) / CELL) as i32 + 1,
            ((front - back + 1.2) / CELL) as i32 + 1,
        );
        let mut grid = vec![Vec::new(); (size.0 * size.1) as usize];
        for (i, bead) in beads.iter().enumerate() {
            // Every cell knows the beads that come near it, so one look is enough.
            let reach = hypotenuse(bead.radius, bead.half) + SIGHT;
            let cell =
                |at: f32, from: f32, cells: i32| floor((at - from) / CELL).clamp(0, cells - 1);
            for r in cell(bead.z - reach, corner.1, size.1)..=cell(bead.z + reach, corner.1, size.1)
            {
                for c in
                    cell(bead.x - reach, corner.0, size.0)..=cell(bead.x + reach, corner.0, size.0)
                {
                    grid[(r * size.0 + c) as usize].push(i as u16);
                }
            }
        }
        let clearance = (0..grid.len() as i32)
            .map(|i| {
                let x = corner.0 + ((i % size.0) as f32 + 0.5) * CELL;
                let z = corner.1 + ((i / size.0) as f32 + 0.5) * CELL;
                let nearest = beads
                    .iter()
                    .map(|b| hypotenuse(b.x - x, b.z - z) - b.radius.max(b.half))
                    .fold(f32::MAX, f32::min);
                (nearest - CELL * 0.71).max(SIGHT)
            })
            .collect();
        let thickest = beads.iter().map(|b| b.radius).fold(0.05, f32::max);
        let centre = v((left + right) * 0.5, thickest, (back + front) * 0.5);
        let reach = hypotenuse(right - left, front - back) * 0.5 + 0.5;
        let wire = wires.iter().map(|w| (Strap::new(w.0), w.1)).collect();
        Self {
            beads,
            grid,
            clearance,
            corner,
            size,
            wire,
            wire_colour: ink(wire_colour),
            thickest,
            centre,
            reach,
        }
    }

    fn bead_distance(bead: &Bead, p: Vec3) -> f32 {
        let (x, z) = (p.x - bead.x, p.z - bead.z);
        let along = (x * bead.axis.0 + z * bead.axis.1).abs();
        let across = z * bead.axis.0 - x * bead.axis.1;
        let y = p.y - bead.radius;
        let round = bead.radius * 0.42;
        let (a, b) = (
            hypotenuse(across, y) - bead.radius + round,
            along - bead.half + round,
        );
        hypotenuse(a.max(0.0), b.max(0.0)) + a.max(b).min(0.0) - round
    }

    fn nearest(&self, p: Vec3) -> (f32, Option<&Bead>) {
        let (gx, gz) = ((p.x - self.corner.0) / CELL, (p.z - self.corner.1) / CELL);
        let (c, r) = (
            floor(gx).clamp(0, self.size.0 - 1),
            floor(gz).clamp(0, self.size.1 - 1),
        );
        let beyond = |g: f32, cells: i32| (-g).max(g - cells as f32).max(0.0) * CELL;
        let outside = hypotenuse(beyond(gx, self.size.0), beyond(gz, self.size.1));
        let cell = (r * self.size.0 + c) as usize;
        let mut best = (self.clearance[cell] + outside, None);
        if outside > 0.0 {
            return best;
        }
        for &i in &self.grid[cell] {
            let bead = &self.beads[i as usize];
            let d = Self::bead_distance(bead, p);
            if d < best.0 {
                best = (d, Some(bead));
            }
        }
        best
    }

    /// Distance to the beads from well above them, without looking at each.
    fn from_above(&self, p: Vec3, above: f32) -> f32 {
        let (gx, gz) = ((p.x - self.corner.0) / CELL, (p.z - self.corner.1) / CELL);
        let (c, r) = (floor(gx), floor(gz));
        if !(0..self.size.0).contains(&c) || !(0..self.size.1).contains(&r) {
            return hypotenuse(self.nearest(p).0, above);
        }
        let cell = (r * self.size.0 + c) as usize;
        let aside = if self.grid[cell].is_empty() {
            self.clearance[cell]
        } else {
            0.0
        };
        hypotenuse(aside, above)
    }

    fn wire_distance(&self, p: Vec3) -> f32 {
        self.wire
            .iter()
            .map(|(strap, thick)| hypotenuse(strap.at(p.x, p.z).0, p.y - self.thickest) - thick)
            .fold(f32::MAX, f32::min)
    }

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
<<<<<<< HEAD
            .map(|i| (i as f32 / 24.0 * std::f32::consts::TAU))
=======
            .map(|i| i as f32 / 24.0 * std::f32::consts::TAU)
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
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
        Self::add_rosette(&mut beads, (0.0, 11.6), 12, palette);
        Self::new(beads, &[], 0xD2A24C)
    }
}

impl Shape for Strung {
    fn distance(&self, p: Vec3) -> f32 {
        let above = (p.y - self.thickest * 2.0).max(0.0);
        if above > 0.2 {
            return self.from_above(p, above).min(self.wire_distance(p));
        }
        let beads = self.nearest(p);
        let beads = if beads.1.is_some() {
            beads.0
        } else {
            hypotenuse(beads.0, above)
        };
        beads.min(self.wire_distance(p))
    }

    fn bounds(&self) -> (Vec3, f32) {
        (self.centre, self.reach)
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        let (d, bead) = self.nearest(p);
        match bead {
            Some(bead) if d < self.wire_distance(p) => bead_surface(
                bead.colour,
                chance((bead.x * 90.0) as i32, (bead.z * 90.0) as i32, 1, 8),
            ),
            _ => Surface::metal(self.wire_colour, 0.25),
        }
    }

    fn fineness(&self) -> f32 {
        0.012
    }
}
