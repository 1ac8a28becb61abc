//! Printed paper, loose with deckle edges or behind a mount in a wooden frame.

use std::sync::Arc;

use crate::linocut::Impression;
use crate::noise::{chance, clouds, noise};
use crate::scene::{Shape, Surface};
use crate::vector::{Vec3, hypotenuse, ink, smoothstep, v};

/// A sheet of paper that carries an impression, upright, facing the viewer; the origin is its centre.
pub struct Sheet {
    half: (f32, f32),
    /// Half size of the printed picture; it sits a little above the middle.
    plate: (f32, f32),
    plate_rise: f32,
    paper: Vec3,
    impression: Arc<Impression>,
    /// How far the corners rise, in centimetres.
    curl: f32,
    frame: Option<Vec3>,
}

const MOULDING: f32 = 1.5;
const MOUNT: f32 = 3.2;

impl Sheet {
    /// A loose sheet of the given size in centimetres.
    pub fn loose(width: f32, impression: Arc<Impression>, paper: u32, curl: f32) -> Self {
        let half = (width * 0.5, width * 0.66);
        let plate = (half.0 * 0.76, half.0 * 0.76 * 1.25);
        Self {
            half,
            plate,
            plate_rise: half.1 * 0.06,
            paper: ink(paper),
            impression,
            curl,
            frame: None,
        }
    }

    /// The same print behind a mount in a frame of the given wood.
    pub fn framed(width: f32, impression: Arc<Impression>, paper: u32, wood: u32) -> Self {
        let mut sheet = Self::loose(width, impression, paper, 0.0);
        sheet.half = (sheet.plate.0 + MOUNT + 1.0, sheet.plate.1 + MOUNT + 1.3);
        sheet.frame = Some(ink(wood));
        sheet
    }

    pub fn half_height(&self) -> f32 {
        self.half.1 + if self.frame.is_some() { MOULDING } else { 0.0 }
    }

    fn rise(&self, p: Vec3) -> f32 {
        let (x, y) = (p.x / self.half.0, p.y / self.half.1);
        let corner = (x * y).clamp(0.0, 1.4);
        self.curl * corner * corner * (0.6 + 0.4 * x)
    }

    fn moulding(&self, p: Vec3) -> f32 {
        let (x, y) = (
            p.x.abs() - self.half.0 - MOULDING * 0.5,
            p.y.abs() - self.half.1 - MOULDING * 0.5,
        );
        let across = x.max(y);
        let q = (
            across.abs() - MOULDING * 0.5 + 0.08,
            (p.z - 0.5).abs() - 0.9 + 0.08,
        );
        hypotenuse(q.0.max(0.0), q.1.max(0.0)) + q.0.max(q.1).min(0.0) - 0.08
    }

    fn fibre(&self, p: Vec3) -> (Vec3, f32) {
        let cloud = clouds(v(p.x * 0.8, p.y * 0.8, 2.0)) - 0.5;
        let tooth = noise(v(p.x * 11.0, p.y * 11.0, 7.0)) - 0.5;
        // Single darker hairs, as in handmade paper.
        let hair = noise(v(p.x * 2.1 + p.y * 1.3, p.y * 9.0 - p.x * 4.0, 3.0));
        let hair = smoothstep(0.955, 0.99, hair) * 0.28;
        (
            self.paper * (1.0 + 0.035 * cloud + 0.025 * tooth - hair),
            tooth,
        )
    }
}

impl Shape for Sheet {
    fn distance(&self, p: Vec3) -> f32 {
        let mut edge = (p.x.abs() - self.half.0).max(p.y.abs() - self.half.1);
        if self.frame.is_none() && edge.abs() < 0.3 {
            edge += (noise(v(p.x * 1.9, p.y * 1.9, 1.0)) - 0.5) * 0.16;
        }
        let flat = (p.z - self.rise(p)).abs() - 0.045;
        let sheet = (hypotenuse(edge.max(0.0), flat.max(0.0)) + edge.max(flat).min(0.0))
            * if self.curl > 0.0 { 0.85 } else { 1.0 };
        if self.frame.is_some() {
            sheet.min(self.moulding(p))
        } else {
            sheet
        }
    }

    fn bounds(&self) -> (Vec3, f32) {
        let border = if self.frame.is_some() {
            MOULDING + 1.4
        } else {
            0.3
        };
        (
            v(0.0, 0.0, 0.3),
            hypotenuse(self.half.0 + border, self.half.1 + border) + self.curl * 0.5,
        )
    }

    fn surface(&self, p: Vec3, _n: Vec3) -> Surface {
        if let Some(wood) = self.frame
            && self.moulding(p) < 0.07
        {
            let upright = p.x.abs() - self.half.0 > p.y.abs() - self.half.1;
            let (along, across) = if upright { (p.y, p.x) } else { (p.x, p.y) };
            return wood_grain(wood, along, across, p.z, 0.5);
        }
        let (paper, tooth) = self.fibre(p);
        let (u, w) = (
            p.x / self.plate.0 * 0.5 + 0.5,
            0.5 - (p.y - self.plate_rise) / self.plate.1 * 0.5,
        );
        let outside = (p.x.abs() - self.plate.0).max((p.y - self.plate_rise).abs() - self.plate.1);
        let rough = v(
            tooth * 0.05,
            (noise(v(p.y * 11.0, p.x * 11.0, 4.0)) - 0.5) * 0.05,
            0.0,
        );
        if self.frame.is_some() && outside > 1.0 {
            // The bevel of the mount shows its white core.
            let bevel = smoothstep(1.18, 1.1, outside);
            return Surface::dry(ink(0xF4EFE4).mix(v(0.93, 0.93, 0.92), bevel)).bumped(
                rough * 0.3
                    + v(
                        bevel * -p.x.signum() * 0.1,
                        bevel * -p.y.signum() * 0.1,
                        0.0,
                    ),
            );
        }
        if outside > 0.0 {
            let press = smoothstep(0.25, 0.0, outside) * smoothstep(-0.02, 0.05, outside);
            let colour = paper * (1.0 - 0.05 * press);
            return Surface::dry(self.pencil(p, colour)).bumped(rough);
        }
        let (printed, cover) = self.impression.at(u, w);
        let step = 0.004;
        let slope = (
            self.impression.at(u + step, w).1 - cover,
            cover - self.impression.at(u, w + step).1,
        );
        let relief = v(-slope.0 * 0.22, -slope.1 * 0.22, 0.0);
        let colour = printed.mix(printed.tint(paper), 1.0 - cover);
        Surface {
            mirror: 0.025 * cover,
            rough: 0.5,
            ..Surface::dry(colour.mix(paper, 0.75 * (1.0 - cover)))
        }
        .bumped(rough + relief)
    }

    fn fineness(&self) -> f32 {
        0.03
    }
}

impl Sheet {
    /// Pencilled edition number and name under the picture, as illegible as most.
    fn pencil(&self, p: Vec3, colour: Vec3) -> Vec3 {
        let below = p.y - self.plate_rise + self.plate.1;
        if self.frame.is_some() || !(-1.3..-0.3).contains(&below) {
            return colour;
        }
        let mark = |from: f32, to: f32, seed: u32| {
            if p.x < from || p.x > to {
                return 0.0;
            }
            let s = p.x - from;
            let i = (s * 3.2) as i32;
            let tall = 0.10 + 0.16 * chance(i, 1, 1, seed) * if i == 0 { 2.0 } else { 1.0 };
            let height = -0.82 + tall * (s * 17.0 + chance(i, 2, 1, seed) * 2.0).sin();
            smoothstep(0.045, 0.02, (below - height).abs())
        };
        let end = self.plate.0;
        let stroke = mark(-end, -end + 1.1, 3).max(mark(end - 3.0, end, 5));
        colour.mix(ink(0x4B4A4C), stroke * 0.62)
    }
}

/// Oiled wood cut along its grain.
pub fn wood_grain(wood: Vec3, along: f32, across: f32, depth: f32, pace: f32) -> Surface {
    let wander = clouds(v(along * 0.16 * pace, across * 0.7, depth * 0.7));
    let ring = ((across * 1.1 + depth * 0.8 + wander * 5.0) * 1.6).sin() * 0.5 + 0.5;
    let fibre = noise(v(along * 1.3, across * 17.0, depth * 17.0));
    let pore = smoothstep(
        0.74,
        0.95,
        noise(v(along * 1.9, across * 24.0, depth * 24.0 + 9.0)),
    );
    let tone = 0.96 + 0.16 * (fibre - 0.5) - 0.20 * ring * ring - 0.2 * pore;
    Surface {
        mirror: 0.03,
        rough: 0.55,
        ..Surface::dry((wood * tone).mix((wood * tone).tint(v(0.92, 0.78, 0.64)), ring * 0.5))
    }
    .bumped(v(0.0, (fibre - 0.5) * 0.05, (fibre - 0.5) * 0.05))
}
