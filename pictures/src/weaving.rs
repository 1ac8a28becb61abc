//! Handwoven wall hangings: rows of wool packed over a warp, with a fringe, hung from a rod.

use crate::noise::{chance, clouds, noise};
use crate::scene::{Shape, Surface};
use crate::sheet::wood_grain;
use crate::vector::{Vec3, floor, hypotenuse, ink, line_distance, smoothstep, v};

/// The weaver's compositions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weave {
    /// A low sun over layered ground.
    Horizon,
    /// Steps that climb from the corner.
    Terraces,
    /// Bands of looped and flat wool.
    Strata,
}

/// A hanging in front of the wall, its top rod at the origin, hanging down.
pub struct Hanging {
    weave: Weave,
    palette: [Vec3; 4],
    half_width: f32,
    length: f32,
    fringe: f32,
}

const ROW: f32 = 0.42;
const WARP: f32 = 0.46;

impl Hanging {
    pub fn new(weave: Weave, palette: [u32; 4]) -> Self {
        Self {
            weave,
            palette: palette.map(ink),
            half_width: 11.0,
            length: 27.0,
            fringe: 9.0,
        }
    }

    fn yarn(&self, column: i32, row: i32) -> usize {
        let rows = (self.length / ROW) as i32;
        let (x, t) = (
            column as f32 * WARP / self.half_width,
            row as f32 / rows as f32,
        );
        match self.weave {
            Weave::Horizon => {
                let (dx, dy) = (x * self.half_width, (t - 0.44) * self.length);
                let hill = 0.60 + 0.06 * (x * 2.6 + 0.7).sin();
                let near = 0.78 + 0.05 * (x * 3.4 + 2.6).sin();
                if t > near {
                    3
                } else if t > hill {
                    2
                } else if dx * dx + dy * dy < 30.0 {
                    1
                } else {
                    0
                }
            }
            Weave::Terraces => {
                let climb = floor((x + 1.0) * 3.5) as f32 / 7.0;
                let level = (t + climb * 0.55) * 5.4;
                [0, 2, 1, 3, 0, 2, 1, 3][(level as usize).min(7)]
            }
            Weave::Strata => {
                [0, 0, 1, 0, 2, 2, 0, 3, 3, 1, 0, 2, 0, 0][((t * 14.0) as usize).min(13)]
            }
        }
    }

    /// Relief of the cloth (0..1) and the yarn it belongs to.
    fn cloth(&self, p: Vec3) -> (f32, usize, f32) {
        let sway = (noise(v(p.x * 0.35, p.y * 0.3, 2.0)) - 0.5) * 0.5;
        let w = (-p.y + sway) / ROW;
        let row = floor(w);
        let u = p.x / WARP + 0.5 * row.rem_euclid(2) as f32;
        let column = floor(u + 0.5);
        let yarn = self.yarn(floor(p.x / WARP + 0.5), row);
        let b = (w - row as f32 - 0.5) * 2.0;
        let a = (u - column as f32) * 2.0;
        let round = (1.0 - 0.9 * b * b).max(0.0).sqrt();
        let over = 0.72 + 0.28 * (a * std::f32::consts::FRAC_PI_2).cos();
        // Two plies twisted together.
        let ply = 0.86 + 0.14 * ((p.x * 9.0 + b * 2.4 + row as f32).sin()).abs();
        (round * over * ply, yarn, chance(row, yarn as i32, 1, 6))
    }

    fn fringe_distance(&self, p: Vec3) -> (f32, i32) {
        let pitch = 0.62;
        let strand = floor(p.x / pitch + 0.5).clamp(
            -(self.half_width / pitch) as i32,
            (self.half_width / pitch) as i32,
        );
        let mut best = (f32::MAX, strand);
        for i in strand - 1..=strand + 1 {
            if i.abs() > (self.half_width / pitch) as i32 {
                continue;
            }
            let long = self.fringe * (0.90 + 0.1 * chance(i, 1, 1, 3));
            let down = (-p.y - self.length).clamp(-0.2, long);
            let drift =
                (chance(i, 2, 1, 3) - 0.5) * 0.10 * down + 0.10 * (down * 0.9 + i as f32).sin();
            let thick = 0.20 + 0.05 * ((p.y * 7.0 + p.x * 3.0).sin()).abs() - 0.01 * down;
            let d = v(
                p.x - i as f32 * pitch - drift,
                p.y + self.length + down,
                p.z - 0.1,
            )
            .length()
                - thick;
            if d < best.0 {
                best = (d, i);
            }
        }
        best
    }

    fn rod(&self, p: Vec3) -> f32 {
        let end = self.half_width + 2.0;
        line_distance(p, v(-end, 0.55, 0.2), v(end, 0.55, 0.2)).0 - 0.62
    }

    fn cord(&self, p: Vec3) -> f32 {
        let q = v(p.x.abs(), p.y, p.z);
        line_distance(q, v(self.half_width + 1.2, 0.9, 0.2), v(0.0, 9.5, 0.0)).0 - 0.14
    }
}

impl Shape for Hanging {
    fn distance(&self, p: Vec3) -> f32 {
        let middle = self.length * 0.5;
        let wobble = 0.12 * (p.y * 1.1).sin() + 0.08 * (p.y * 2.7).sin();
        let edge = (p.x.abs() - self.half_width + wobble).max((p.y + middle).abs() - middle - 0.3);
        let slab = (p.z - 0.1).abs() - 0.30;
        let coarse = hypotenuse(edge.max(0.0), slab.max(0.0)) + edge.max(slab).min(0.0);
        let cloth = if coarse > 0.5 {
            coarse - 0.2
        } else {
            edge.max(slab - 0.26 * self.cloth(p).0 + 0.1) * 0.6
        };
        let fringe = if p.y < 1.0 - self.length {
            self.fringe_distance(p).0 * 0.85
        } else {
            f32::MAX
        };
        cloth.min(fringe).min(self.rod(p)).min(self.cord(p))
    }

    fn bounds(&self) -> (Vec3, f32) {
        let low = -(self.length + self.fringe);
        (
            v(0.0, (low + 9.5) * 0.5, 0.2),
            hypotenuse((9.5 - low) * 0.5, self.half_width * 0.6) + 1.0,
        )
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        let hair = noise(v(p.x * 26.0, p.y * 26.0, 1.0)) - 0.5;
        let fuzz = v(
            hair * 0.25,
            (noise(v(p.y * 26.0, p.x * 26.0, 4.0)) - 0.5) * 0.25,
            0.0,
        );
        if self.rod(p) < 0.05 && p.y > -0.1 {
            return wood_grain(ink(0xA9794C), p.x, p.y, p.z, 0.8);
        }
        if p.y > 0.2 {
            return Surface::dry(ink(0xE2D6BF) * (0.9 + 0.2 * hair));
        }
        if p.y < -self.length - 0.05 {
            let (_, strand) = self.fringe_distance(p);
            let tone = 0.9 + 0.2 * chance(strand, 5, 1, 1) + 0.2 * hair;
            return Surface::dry(self.palette[0].mix(ink(0xE9DFCB), 0.5) * tone).bumped(fuzz);
        }
        let (relief, yarn, shade) = self.cloth(p);
        let tone = (0.86 + 0.22 * shade + 0.16 * (clouds(p * 0.5) - 0.5) + 0.22 * hair)
            * (0.42 + 0.58 * smoothstep(0.1, 0.75, relief));
        Surface::dry(self.palette[yarn & 3] * tone).bumped(fuzz)
    }

    fn fineness(&self) -> f32 {
        0.03
    }
}
