//! Bent strips such as handles: distance to a smooth curve in the plane, tabulated.

use crate::lathe::curve;
use crate::vector::{hypotenuse, segment_distance};

/// Distance to a curve, and how far along it the nearest point lies.
pub struct Strap {
    table: Vec<(f32, f32)>,
    columns: usize,
    rows: usize,
    corner: (f32, f32),
    cell: f32,
}

impl Strap {
    /// A curve that solids up to about a centimetre thick are bent along.
    pub fn thick(points: &[(f32, f32)]) -> Self {
        Self::new(points, 0.12, 1.6)
    }

    /// A curve for wire.
    pub fn thin(points: &[(f32, f32)]) -> Self {
        Self::new(points, 0.035, 0.4)
    }

    /// Tabulated in squares of `cell`, up to `margin` beyond the curve.
    fn new(points: &[(f32, f32)], cell: f32, margin: f32) -> Self {
        let line = curve(points, 8);
        let least =
            |f: fn(&(f32, f32)) -> f32| line.iter().map(f).fold(f32::MAX, f32::min) - margin;
        let most = |f: fn(&(f32, f32)) -> f32| line.iter().map(f).fold(f32::MIN, f32::max) + margin;
        let corner = (least(|p| p.0), least(|p| p.1));
        let columns = ((most(|p| p.0) - corner.0) / cell) as usize + 2;
        let rows = ((most(|p| p.1) - corner.1) / cell) as usize + 2;
        let mut table = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (
                    corner.0 + column as f32 * cell,
                    corner.1 + row as f32 * cell,
                );
                let mut nearest = (f32::MAX, 0.0);
                for (i, w) in line.windows(2).enumerate() {
                    let (d, t) = segment_distance(x, y, w[0], w[1]);
                    if d < nearest.0 {
                        nearest = (d, (i as f32 + t) / (line.len() - 1) as f32);
                    }
                }
                table.push(nearest);
            }
        }
        Self {
            table,
            columns,
            rows,
            corner,
            cell,
        }
    }

    /// Distance from `(x, y)` to the curve and the position along it, 0..1.
    pub fn at(&self, x: f32, y: f32) -> (f32, f32) {
        let (gx, gy) = (
            (x - self.corner.0) / self.cell,
            (y - self.corner.1) / self.cell,
        );
        let (cx, cy) = (
            gx.clamp(0.0, (self.columns - 2) as f32),
            gy.clamp(0.0, (self.rows - 2) as f32),
        );
        let (ix, iy) = (cx as usize, cy as usize);
        let (tx, ty) = (cx - ix as f32, cy - iy as f32);
        let at = |i: usize, j: usize| self.table[j * self.columns + i];
        let (a, b, c, d) = (
            at(ix, iy),
            at(ix + 1, iy),
            at(ix, iy + 1),
            at(ix + 1, iy + 1),
        );
        let blend = |a: f32, b: f32, c: f32, d: f32| {
            (a + (b - a) * tx) * (1.0 - ty) + (c + (d - c) * tx) * ty
        };
        let beyond = hypotenuse(gx - cx, gy - cy) * self.cell;
        let near = blend(a.0, b.0, c.0, d.0);
        (near.max(beyond), blend(a.1, b.1, c.1, d.1))
    }
}
