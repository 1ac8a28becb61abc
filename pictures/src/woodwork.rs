//! Carved spoons, boards and shelves.

use crate::scene::{Shape, Surface};
use crate::sheet::wood_grain;
use crate::vector::{Vec3, hypotenuse, ink, smooth_min, v};

/// The carver's forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carving {
    /// A long cooking spoon.
    Spoon,
    /// A short coffee scoop with a deep bowl.
    Scoop,
}

/// A piece lying on its back on the ground, handle towards the top of the picture (-z).
pub struct Carved {
    kind: Carving,
    wood: Vec3,
}

impl Carved {
    pub fn new(kind: Carving, wood: u32) -> Self {
        Self {
            kind,
            wood: ink(wood),
        }
    }

    pub fn half_length(&self) -> f32 {
        match self.kind {
            Carving::Scoop => 6.2,
            _ => 14.5,
        }
    }

    fn ellipsoid(p: Vec3, size: Vec3) -> f32 {
        let k = v(p.x / size.x, p.y / size.y, p.z / size.z).length();
        let g = v(
            p.x / (size.x * size.x),
            p.y / (size.y * size.y),
            p.z / (size.z * size.z),
        )
        .length();
        // Inside, the usual estimate is too long and would step through thin walls.
        if k < 1.0 {
            (k - 1.0) * size.x.min(size.y).min(size.z)
        } else {
            k * (k - 1.0) / g.max(1e-4)
        }
    }

    fn handle(p: Vec3, from: f32, to: f32, thin: f32, thick: f32) -> f32 {
        let t = ((p.z - from) / (to - from)).clamp(0.0, 1.0);
        let lift = 1.15 - 0.9 * t * t + 0.15 * (t * 6.0).sin();
        let r = thin + (thick - thin) * t * t;
        let d = v(
            p.x,
            (p.y - lift) * 1.25,
            (p.z - from.max(to)).max(0.0) + (from.min(to) - p.z).max(0.0),
        )
        .length()
            - r;
        d * 0.8
    }
}

impl Shape for Carved {
    fn distance(&self, p: Vec3) -> f32 {
        match self.kind {
            Carving::Spoon | Carving::Scoop => {
                let (centre, size, hollow) = if self.kind == Carving::Spoon {
                    (v(0.0, 1.45, 10.6), v(2.95, 1.45, 4.1), v(2.6, 1.55, 3.75))
                } else {
                    (v(0.0, 2.1, 3.4), v(2.7, 2.1, 2.8), v(2.35, 1.9, 2.45))
                };
                let outer = Self::ellipsoid(p - centre, size).max(p.y - centre.y - 0.05);
                let inner = Self::ellipsoid(p - centre - v(0.0, 0.45, 0.0), hollow);
                let handle = if self.kind == Carving::Spoon {
                    Self::handle(p, 6.4, -14.2, 0.52, 0.8)
                } else {
                    Self::handle(p - v(0.0, 0.9, 0.0), 1.6, -6.0, 0.62, 0.85)
                };
                smooth_min(outer, handle, 1.0).max(-inner)
            }
        }
    }

    fn bounds(&self) -> (Vec3, f32) {
        let shift = if self.kind == Carving::Scoop {
            0.2
        } else {
            0.3
        };
        (v(0.0, 1.0, shift), self.half_length() + 1.2)
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        wood_grain(self.wood, p.z, p.x, p.y, 1.0)
    }

    fn fineness(&self) -> f32 {
        0.05
    }
}

/// A board with slightly rounded edges, centred on the origin.
pub struct Plank {
    pub half: Vec3,
    pub wood: Vec3,
}

impl Shape for Plank {
    fn distance(&self, p: Vec3) -> f32 {
        let r = 0.15;
        let q = v(
            p.x.abs() - self.half.x + r,
            p.y.abs() - self.half.y + r,
            p.z.abs() - self.half.z + r,
        );
        v(q.x.max(0.0), q.y.max(0.0), q.z.max(0.0)).length() + q.x.max(q.y).max(q.z).min(0.0) - r
    }

    fn bounds(&self) -> (Vec3, f32) {
        (v(0.0, 0.0, 0.0), self.half.length())
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        if self.half.y > self.half.x {
            wood_grain(self.wood, p.y, p.x, p.z, 0.6)
        } else {
            wood_grain(self.wood, p.x, p.z * 0.8 + p.y, p.y, 0.6)
        }
    }
}

/// Dried stems with seed heads, for a vase; they grow from the origin.
pub struct Stems {
    pub height: f32,
    pub colour: u32,
}

impl Stems {
    fn stem(&self, i: i32, y: f32) -> (f32, f32) {
        let a = i as f32 * 2.4;
        let spread = 0.16 + 0.05 * (i % 3) as f32;
        let t = y / self.height;
        (
            a.sin() * (0.3 + spread * y * (0.5 + 0.6 * t)),
            a.cos() * (0.3 + spread * y * (0.35 + 0.4 * t)),
        )
    }
}

impl Shape for Stems {
    fn distance(&self, p: Vec3) -> f32 {
        let mut d = f32::MAX;
        for i in 0..6 {
            let top = self.height * (0.72 + 0.28 * ((i * 5 % 7) as f32 / 6.0));
            let y = p.y.clamp(0.0, top);
            let (x, z) = self.stem(i, y);
            let stalk = v(p.x - x, p.y - y, p.z - z).length() - 0.09;
            let (hx, hz) = self.stem(i, top);
            let head = v(p.x - hx, (p.y - top) * 0.72, p.z - hz);
            let angle = head.z.atan2(head.x);
            let pod = head.length() - 0.85 - 0.06 * (angle * 9.0).cos();
            let crown = hypotenuse(head.x, head.z) - 0.5;
            let crown = crown.max((p.y - top - 1.25).abs() - 0.09);
            d = d.min(stalk).min(pod).min(crown);
        }
        d * 0.75
    }

    fn bounds(&self) -> (Vec3, f32) {
        (v(0.0, self.height * 0.52, 0.0), self.height * 0.62)
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        let tone = crate::noise::clouds(p * 1.8);
        Surface::dry(ink(self.colour) * (0.7 + 0.5 * tone))
    }
}
