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
    /// At each corner of the grid, how far the nearest bead is.
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
        // One more column and row of corners than of cells.
        let clearance = (0..(size.0 + 1) * (size.1 + 1))
            .map(|i| {
                let x = corner.0 + (i % (size.0 + 1)) as f32 * CELL;
                let z = corner.1 + (i / (size.0 + 1)) as f32 * CELL;
                beads
                    .iter()
                    .map(|b| hypotenuse(b.x - x, b.z - z) - b.radius.max(b.half))
                    .fold(f32::MAX, f32::min)
            })
            .collect();
        let thickest = beads.iter().map(|b| b.radius).fold(0.05, f32::max);
        let centre = v((left + right) * 0.5, thickest, (back + front) * 0.5);
        let reach = hypotenuse(right - left, front - back) * 0.5 + 0.5;
        let wire = wires.iter().map(|w| (Strap::thin(w.0), w.1)).collect();
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

    /// Distance to the beads seen from above, a little less than the true one, and the cell that `p` lies over or beside.
    fn clear(&self, p: Vec3) -> (f32, usize, bool) {
        let (gx, gz) = ((p.x - self.corner.0) / CELL, (p.z - self.corner.1) / CELL);
        let (cx, cz) = (
            gx.clamp(0.0, self.size.0 as f32 - 0.001),
            gz.clamp(0.0, self.size.1 as f32 - 0.001),
        );
        let (c, r) = (cx as usize, cz as usize);
        let (tx, tz) = (cx - c as f32, cz - r as f32);
        let wide = self.size.0 as usize + 1;
        let at = |c: usize, r: usize| self.clearance[r * wide + c];
        let back = at(c, r) + (at(c + 1, r) - at(c, r)) * tx;
        let front = at(c, r + 1) + (at(c + 1, r + 1) - at(c, r + 1)) * tx;
        let outside = hypotenuse(gx - cx, gz - cz) * CELL;
        let clear = back + (front - back) * tz - 0.05 + outside;
        (clear, r * self.size.0 as usize + c, outside > 0.0)
    }

    /// The nearest bead when one is near, and the distance to go in any case.
    fn nearest(&self, p: Vec3) -> (f32, Option<&Bead>) {
        let (clear, cell, outside) = self.clear(p);
        let above = (p.y - self.thickest * 2.0).max(0.0);
        let far = hypotenuse(clear.max(0.0), above);
        if outside || far > 0.2 {
            return (far.max(SIGHT), None);
        }
        let mut best = (far.max(SIGHT), None);
        for &i in &self.grid[cell] {
            let bead = &self.beads[i as usize];
            let d = Self::bead_distance(bead, p);
            if d < best.0 || best.1.is_none() {
                best = (d, Some(bead));
            }
        }
        best
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
        self.nearest(p).0.min(self.wire_distance(p))
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
