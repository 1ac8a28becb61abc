//! Loose beads and wire placed one by one, lying flat: their distance field.

use crate::beadwork::bead_surface;
use crate::noise::chance;
use crate::scene::{Shape, Surface};
use crate::strap::Strap;
use crate::vector::{Vec3, floor, hypotenuse, ink, v};

#[derive(Clone, Copy)]
pub struct Bead {
    /// Position on the table: right, and towards the viewer.
    pub x: f32,
    pub z: f32,
    pub radius: f32,
    /// Half length along the hole.
    pub half: f32,
    /// Direction of the hole.
    pub axis: (f32, f32),
    pub colour: u32,
}

const CELL: f32 = 0.2;
/// Beads further than this from a cell are not listed in it.
const SIGHT: f32 = 0.09;

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
    pub fn new(beads: Vec<Bead>, wires: &[(&[(f32, f32)], f32)], wire_colour: u32) -> Self {
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
    fn distance_from_above(&self, p: Vec3, above: f32) -> f32 {
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
}

impl Shape for Strung {
    fn distance(&self, p: Vec3) -> f32 {
        let above = (p.y - self.thickest * 2.0).max(0.0);
        if above > 0.2 {
            return self
                .distance_from_above(p, above)
                .min(self.wire_distance(p));
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
