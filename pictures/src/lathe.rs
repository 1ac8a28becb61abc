//! Turned forms: a profile drawn in radius and height becomes a solid of revolution.

use crate::vector::{hypotenuse, segment_distance};

/// The distance field of a turned wall, tabulated in radius and height.
pub struct Lathe {
    table: Vec<f32>,
    columns: usize,
    rows: usize,
    cell: f32,
    bottom: f32,
    pub height: f32,
    pub widest: f32,
    outline: Vec<f32>,
}

/// A smooth curve through the given points (Catmull-Rom).
pub fn curve(points: &[(f32, f32)], steps: usize) -> Vec<(f32, f32)> {
    let mut out = Vec::new();
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    for i in 0..points.len() as isize - 1 {
        let (a, b, c, d) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        for s in 0..steps {
            let t = s as f32 / steps as f32;
            let blend = |a: f32, b: f32, c: f32, d: f32| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            out.push((blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1)));
        }
    }
    out.push(at(points.len() as isize - 1));
    out
}

const SOFT: f32 = 0.07;
const OUTLINE: usize = 256;

impl Lathe {
    /// A hollow vessel: `outer` runs from the foot to the rim, in centimetres; the wall is `wall` thick.
    pub fn thrown(outer: &[(f32, f32)], wall: f32) -> Self {
        let outside = curve(outer, 12);
        let foot = outside[0].0;
        let rim = outside[outside.len() - 1];
        let floor = wall * 1.5;
        let mut inside: Vec<(f32, f32)> = outside
            .windows(2)
            .map(|w| {
                let (dx, dy) = (w[1].0 - w[0].0, w[1].1 - w[0].1);
                let length = hypotenuse(dx, dy).max(1e-6);
                (w[0].0 - dy / length * wall, w[0].1 + dx / length * wall)
            })
            .filter(|p| p.1 > floor && p.0 > 0.05 && p.1 < rim.1 + wall)
            .collect();
        inside.reverse();
        // The recess under the foot ring, then up the outside, over the rim, down the inside.
        let mut polygon = vec![
            (-1.0, 0.22),
            (foot - 0.55, 0.22),
            (foot - 0.42, 0.0),
            (foot - 0.05, 0.0),
        ];
        polygon.extend(&outside[1..]);
        polygon.extend(inside);
        polygon.push((0.3, floor));
        polygon.push((-1.0, floor));
        Self::solid_of(&polygon, outside)
    }

    /// A solid form such as a lid or a knob: `outer` runs from the bottom to the axis at the top.
    pub fn solid(outer: &[(f32, f32)]) -> Self {
        let outside = curve(outer, 12);
        let (first, last) = (outside[0], outside[outside.len() - 1]);
        let mut polygon = vec![(-1.0, first.1)];
        polygon.extend(&outside);
        polygon.push((-1.0, last.1));
        Self::solid_of(&polygon, outside)
    }

    fn solid_of(polygon: &[(f32, f32)], profile: Vec<(f32, f32)>) -> Self {
        let margin = 0.5;
        let widest = polygon.iter().map(|p| p.0).fold(0.0, f32::max);
        let height = polygon.iter().map(|p| p.1).fold(0.0, f32::max);
        let bottom = polygon.iter().map(|p| p.1).fold(f32::MAX, f32::min) - margin;
        let cell = ((widest + margin) / 110.0).max((height - bottom + margin) / 200.0);
        let columns = ((widest + margin) / cell) as usize + 2;
        let rows = ((height + margin - bottom) / cell) as usize + 2;
        let mut table = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let p = (column as f32 * cell, bottom + row as f32 * cell);
                table.push(polygon_distance(polygon, p) - SOFT);
            }
        }
        let outline = outline(&profile, height, widest);
        Self {
            table,
            columns,
            rows,
            cell,
            bottom,
            height,
            widest,
            outline,
        }
    }

    /// Signed distance at this radius and height.
    pub fn distance(&self, radius: f32, y: f32) -> f32 {
        let (gx, gy) = (radius / self.cell, (y - self.bottom) / self.cell);
        let (mx, my) = ((self.columns - 2) as f32, (self.rows - 2) as f32);
        let (cx, cy) = (gx.clamp(0.0, mx), gy.clamp(0.0, my));
        let (ix, iy) = (cx as usize, cy as usize);
        let (tx, ty) = (cx - ix as f32, cy - iy as f32);
        let at = |i: usize, j: usize| self.table[j * self.columns + i];
        let low = at(ix, iy) + (at(ix + 1, iy) - at(ix, iy)) * tx;
        let high = at(ix, iy + 1) + (at(ix + 1, iy + 1) - at(ix, iy + 1)) * tx;
        let inside = low + (high - low) * ty;
        let beyond = hypotenuse(gx - cx, gy - cy) * self.cell;
        if beyond > 0.0 {
            hypotenuse(inside.max(0.0), beyond).max(inside)
        } else {
            inside
        }
    }

    /// Outer radius at a height, for what hangs on the wall.
    pub fn radius_at(&self, y: f32) -> f32 {
        let row = (y / self.height * (OUTLINE - 1) as f32).clamp(0.0, (OUTLINE - 1) as f32);
        self.outline[row as usize]
    }
}

/// Outer radius at evenly spaced heights.
fn outline(profile: &[(f32, f32)], height: f32, widest: f32) -> Vec<f32> {
    (0..OUTLINE)
        .map(|i| {
            let y = (i as f32 + 0.5) / OUTLINE as f32 * height;
            profile
                .windows(2)
                .find(|w| (w[0].1 <= y) != (w[1].1 <= y))
                .map_or(widest, |w| {
                    w[0].0 + (w[1].0 - w[0].0) * (y - w[0].1) / (w[1].1 - w[0].1)
                })
        })
        .collect()
}

fn polygon_distance(polygon: &[(f32, f32)], p: (f32, f32)) -> f32 {
    let mut nearest = f32::MAX;
    let mut inside = false;
    let mut previous = polygon[polygon.len() - 1];
    for &point in polygon {
        nearest = nearest.min(segment_distance(p.0, p.1, previous, point).0);
        if (point.1 > p.1) != (previous.1 > p.1) {
            let crossing =
                (previous.0 - point.0) * (p.1 - point.1) / (previous.1 - point.1) + point.0;
            inside ^= p.0 < crossing;
        }
        previous = point;
    }
    if inside { -nearest } else { nearest }
}
