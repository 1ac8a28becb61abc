//! Peyote stitch around a form: the sleeve of a lighter and the open cuff, every bead in relief.

use crate::bead_pattern::{Palette, Pattern};
use crate::noise::chance;
use crate::scene::{Shape, Surface};
use crate::vector::{Vec3, floor, hypotenuse, ink, smoothstep, v};

/// Size of one bead, in centimetres.
const WIDE: f32 = 0.163;
const TALL: f32 = 0.140;
const RELIEF: f32 = 0.055;

/// The look of a bead of this colour.
pub fn bead_surface(hex: u32, variation: f32) -> Surface {
    let colour = ink(hex & 0xff_ffff) * (0.90 + 0.2 * variation);
    if hex >> 24 != 0 {
        Surface::metal(colour, 0.28)
    } else {
        Surface {
            mirror: 0.06,
            ..Surface::glossy(colour, 0.16)
        }
    }
}

/// A sheet of peyote stitch bent around a stadium (two half circles joined by straight sides), standing upright.
pub struct Wrap {
    /// Half the length of the straight sides.
    half: f32,
    radius: f32,
    bottom: f32,
    top: f32,
    /// Half width of the opening at the back; 0 for a closed tube.
    gap: f32,
    columns: i32,
    levels: i32,
    pitch: f32,
    pattern: Pattern,
    palette: Palette,
}

struct Cell {
    column: i32,
    level: i32,
    /// Relief, 0 in the groove and 1 on the crown.
    crown: f32,
}

impl Wrap {
    fn new(
        half: f32,
        radius: f32,
        bottom: f32,
        rows: i32,
        gap: f32,
        pattern: Pattern,
        palette: Palette,
    ) -> Self {
        let around = 4.0 * half + std::f32::consts::TAU * radius;
        // An even number of columns closes the half-bead steps.
        let columns = (around / WIDE * 0.5).round() as i32 * 2;
        Self {
            half,
            radius,
            bottom,
            top: bottom + rows as f32 * TALL,
            gap,
            columns,
            levels: rows * 2,
            pitch: around / columns as f32,
            pattern,
            palette,
        }
    }

    /// Distance from the wrapped surface seen from above.
    fn plan(&self, p: Vec3) -> f32 {
        hypotenuse((p.x.abs() - self.half).max(0.0), p.z) - self.radius
    }

    /// Arc length from the middle of the front, around clockwise.
    fn along(&self, p: Vec3) -> f32 {
        let side = p.x.signum();
        let beyond = (p.x.abs() - self.half).max(0.0);
        if p.x.abs() <= self.half {
            if p.z > 0.0 {
                p.x
            } else {
                side * (2.0 * self.half - p.x.abs() + std::f32::consts::PI * self.radius)
            }
        } else {
            side * (self.half + self.radius * beyond.atan2(p.z))
        }
    }

    fn cell(&self, p: Vec3) -> Cell {
        let u = self.along(p) / self.pitch + 0.5;
        let column = floor(u);
        let odd = column.rem_euclid(2);
        let w = (p.y - self.bottom) / TALL - 0.5 * odd as f32;
        let row = floor(w);
        let (a, b) = (
            (u - column as f32 - 0.5) * 2.0,
            (w - row as f32 - 0.5) * 2.0,
        );
        let a4 = a * a * a * a;
        let round = (1.0 - 0.92 * b * b).max(0.0).sqrt();
        Cell {
            column,
            level: row * 2 + odd,
            crown: round * (1.0 - 0.75 * a4 * a4),
        }
    }

    fn surface(&self, p: Vec3) -> Surface {
        let cell = self.cell(p);
        let colour = self
            .pattern
            .colour(cell.column, cell.level, self.columns, self.levels)
            & 3;
        let mut surface =
            bead_surface(self.palette[colour], chance(cell.column, cell.level, 0, 31));
        let groove = smoothstep(0.1, 0.75, cell.crown);
        surface.albedo = surface.albedo * (0.16 + 0.84 * groove);
        surface.mirror *= groove;
        surface
    }
}

fn rounded_box(p: Vec3, half: Vec3, round: f32) -> f32 {
    let q = v(
        p.x.abs() - half.x + round,
        p.y.abs() - half.y + round,
        p.z.abs() - half.z + round,
    );
    v(q.x.max(0.0), q.y.max(0.0), q.z.max(0.0)).length() + q.x.max(q.y).max(q.z).min(0.0) - round
}

/// A pocket lighter in a beaded sleeve, standing on the origin, 8 cm tall.
pub struct LighterSleeve {
    wrap: Wrap,
    plastic: Vec3,
}

impl LighterSleeve {
    pub fn new(pattern: Pattern, palette: Palette, plastic: u32) -> Self {
        Self {
            wrap: Wrap::new(0.52, 0.76, 0.28, 42, 0.0, pattern, palette),
            plastic: ink(plastic),
        }
    }

    fn body(&self, p: Vec3) -> f32 {
        let plan = hypotenuse((p.x.abs() - 0.52).max(0.0), p.z) - 0.62;
        let up = (p.y - 3.25).abs() - 3.25;
        hypotenuse((plan + 0.08).max(0.0), (up + 0.08).max(0.0))
            + (plan + 0.08).max(up + 0.08).min(0.0)
            - 0.08
    }

    fn hood(&self, p: Vec3) -> f32 {
        let shell = rounded_box(p - v(-0.42, 7.05, 0.0), v(0.62, 0.72, 0.56), 0.22);
        let vent = hypotenuse(p.x + 0.5, p.y - 7.1) - 0.17;
        let flame = hypotenuse(p.x + 0.5, p.z) - 0.24;
        shell
            .max(-vent.max(0.30 - p.z.abs()))
            .max(-flame.max(7.2 - p.y))
    }

    fn wheel(&self, p: Vec3) -> f32 {
        let (x, y) = (p.x - 0.42, p.y - 7.18);
        let teeth = if p.z.abs() < 0.2 {
            (y.atan2(x) * 26.0).sin() * 0.018
        } else {
            0.0
        };
        let rim = hypotenuse(x, y) - 0.42 + teeth;
        rim.max(p.z.abs() - 0.36)
    }

    fn lever(&self, p: Vec3) -> f32 {
        let (x, y) = (p.x - 0.86, p.y - 6.78);
        let turned = v(x * 0.94 + y * -0.34, y * 0.94 + x * 0.34, p.z);
        rounded_box(turned, v(0.34, 0.17, 0.5), 0.1)
    }
}

impl Shape for LighterSleeve {
    fn distance(&self, p: Vec3) -> f32 {
        let w = &self.wrap;
        let mut beads = w
            .plan(p)
            .max((p.y - (w.top + w.bottom) * 0.5).abs() - (w.top - w.bottom) * 0.5);
        if beads < RELIEF * 2.0 {
            // Rows end in whole beads, so the tube's ends follow the half-bead steps.
            let odd = floor(w.along(p) / w.pitch + 0.5).rem_euclid(2) as f32 * 0.5 * TALL;
            let ends = (w.bottom + odd * 0.9 - p.y).max(p.y - w.top - odd * 0.9);
            beads = ((w.plan(p) + RELIEF * (1.0 - w.cell(p).crown)).max(ends)) * 0.62;
        } else {
            beads -= RELIEF;
        }
        if p.y < 5.6 {
            return beads.min(self.body(p));
        }
        beads
            .min(self.body(p))
            .min(self.hood(p))
            .min(self.wheel(p) * 0.8)
            .min(self.lever(p))
    }

    fn bounds(&self) -> (Vec3, f32) {
        (v(0.0, 3.95, 0.0), 4.3)
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        if p.y > self.wrap.top + 0.02 || p.y < self.wrap.bottom || self.wrap.plan(p) < -0.1 {
            if self.hood(p) < 0.02 {
                return Surface::metal(ink(0xC9C7C2), 0.22);
            }
            if self.wheel(p) < 0.03 {
                return Surface::metal(
                    ink(if p.z.abs() < 0.2 { 0x6B6A68 } else { 0xA5A3A0 }),
                    0.42,
                );
            }
            return Surface::glossy(self.plastic, 0.22);
        }
        self.wrap.surface(p)
    }

    fn fineness(&self) -> f32 {
        0.012
    }
}

/// An open beaded cuff standing on its edge, the opening at the back.
pub struct Cuff {
    wrap: Wrap,
    lining: Vec3,
}

impl Cuff {
    pub fn new(pattern: Pattern, palette: Palette) -> Self {
        Self {
            wrap: Wrap::new(0.55, 2.35, 0.0, 22, 1.35, pattern, palette),
            lining: ink(0x8A5A3A),
        }
    }
}

impl Shape for Cuff {
    fn distance(&self, p: Vec3) -> f32 {
        let w = &self.wrap;
        let plan = w.plan(p);
        let middle = (w.top - w.bottom) * 0.5;
        let ends = (p.y - w.bottom - middle).abs() - middle;
        // The band opens at the back, its ends rounded.
        let mut opening = w.gap - p.x.abs();
        if p.z > 0.0 {
            opening = -9.0;
        }
        let shell = (plan + 0.08).abs() - 0.08;
        let coarse = shell.max(ends).max(opening);
        if coarse > RELIEF * 2.0 || plan < -0.07 {
            return if plan < -0.07 {
                coarse
            } else {
                coarse - RELIEF
            };
        }
        (plan + RELIEF * (1.0 - w.cell(p).crown))
            .max(-0.16 - plan)
            .max(ends)
            .max(opening)
            * 0.62
    }

    fn bounds(&self) -> (Vec3, f32) {
        let middle = self.wrap.top * 0.5;
        (
            v(0.0, middle, 0.0),
            hypotenuse(self.wrap.half + self.wrap.radius + 0.1, middle + 0.1),
        )
    }

    fn surface(&self, p: Vec3, n: Vec3) -> Surface {
        if self.wrap.plan(p) < -0.09 {
            let grain = crate::noise::clouds(p * 6.0) - 0.5;
            return Surface::dry(self.lining * (1.0 + 0.3 * grain)).bumped(v(
                grain * 0.2,
                grain * 0.2,
                0.0,
            ));
        }
        if n.y.abs() > 0.9 {
            let edge = self.wrap.cell(p);
            return bead_surface(self.wrap.palette[1], chance(edge.column, 3, 3, 3));
        }
        self.wrap.surface(p)
    }

    fn fineness(&self) -> f32 {
        0.012
    }
}
