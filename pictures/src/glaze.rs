//! Clay and glaze: what a fired surface looks like from foot to rim.

use crate::noise::{clouds, noise, speckles};
use crate::scene::Surface;
use crate::vector::{Vec3, floor, hypotenuse, ink, smoothstep, v};

/// A brushed or carved decoration over the glaze.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motif {
    Plain,
    /// Brushed rings of this colour around the shoulder.
    Rings(u32),
    /// Upright lines scratched through to the clay.
    Scratched,
    /// Brushed leaves of this colour.
    Leaves(u32),
    /// A wide wax-resist band with dots of this colour.
    Dots(u32),
}

/// The recipe of a finish; colours are sRGB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glaze {
    pub clay: u32,
    pub base: u32,
    /// Where the glaze is thin, on rims and edges.
    pub rim: u32,
    pub inside: u32,
    /// A second glaze poured over the top: its colour and how far down it reaches (0..1 of the height).
    pub dip: Option<(u32, f32)>,
    /// Share of iron specks, 0..1.
    pub specks: f32,
    pub speck: u32,
    /// Bare clay above the foot, in centimetres.
    pub bare: f32,
    /// 0 matt, 1 wet.
    pub shine: f32,
    pub motif: Motif,
}

/// A quiet white glaze for the things that only keep others company.
pub const OFF_WHITE: Glaze = Glaze {
    clay: 0xA87B57,
    base: 0xE4DBCB,
    rim: 0xB68F68,
    inside: 0xE8E0D2,
    dip: None,
    specks: 0.35,
    speck: 0x5B4636,
    bare: 0.9,
    shine: 0.4,
    motif: Motif::Plain,
};

impl Glaze {
    /// The surface at `p` of a vessel `height` tall; `inside` tells which side of the wall is seen.
    pub fn surface(&self, p: Vec3, n: Vec3, height: f32, radius: f32, inside: bool) -> Surface {
        let angle = p.x.atan2(p.z);
        let wobble = noise(v(angle.sin() * 2.2, angle.cos() * 2.2, 4.0)) - 0.5;
        let fine = clouds(p * 2.6) - 0.5;
        if !inside && p.y < self.bare + wobble * 0.35 {
            return self.raw(p, n);
        }
        let mut colour = if inside {
            ink(self.inside)
        } else {
            ink(self.base)
        };
        let mut sheen = self.shine;
        if let Some((dip, down_to)) = self.dip
            && !inside
        {
            let runs = noise(v(angle.sin() * 3.6, angle.cos() * 3.6, 11.0)) * 0.10 + wobble * 0.07;
            let edge = (1.0 - down_to - runs) * height;
            let over = smoothstep(edge - 0.05, edge + 0.05, p.y);
            let thick = smoothstep(edge + 0.7, edge, p.y) * over;
            colour = colour.mix(ink(dip), over) * (1.0 - 0.16 * thick);
            sheen += over * 0.1;
        }
        colour = self.motif_over(colour, p, angle, height, radius, inside);
        // Glaze flows off edges and gathers in hollows.
        let thin = smoothstep(0.62, 0.05, (height - p.y).abs()) * 0.85
            + smoothstep(0.25, 0.0, (p.y - self.bare).abs()) * 0.25;
        colour = colour.mix(ink(self.rim), thin * (0.75 + fine));
        colour = colour * (1.0 + 0.22 * fine + 0.07 * (noise(p * 9.0) - 0.5));
        if self.specks > 0.0 {
            let iron = speckles(p * 2.3, self.specks, 3)
                .max(speckles(p * 4.6 + v(9.0, 3.0, 1.0), self.specks, 5) * 0.8);
            colour = colour.mix(ink(self.speck), iron * 0.85);
        }
        // Rings left by the throwing hand.
        let ring = (p.y * 5.2 + wobble * 2.0).cos() * 0.018
            + (noise(v(p.y * 3.0, wobble, 1.0)) - 0.5) * 0.03;
        let skin = noise(p * 3.1) - 0.5;
        Surface {
            mirror: 0.02 + 0.035 * sheen,
            ..Surface::glossy(colour, 0.72 - 0.6 * sheen)
        }
        .bumped(v(
            skin * 0.03,
            ring,
            (noise(p * 3.1 + v(7.0, 7.0, 7.0)) - 0.5) * 0.03,
        ))
    }

    /// Unglazed clay.
    pub fn raw(&self, p: Vec3, _n: Vec3) -> Surface {
        let grit = noise(p * 22.0) - 0.5;
        let sand = speckles(p * 7.0, 0.25, 21);
        let colour = ink(self.clay) * (1.0 + 0.16 * (clouds(p * 1.7) - 0.5) + 0.12 * grit);
        Surface::dry(colour.mix(ink(self.clay) * 0.55, sand * 0.6)).bumped(v(
            grit * 0.12,
            (p.y * 9.0).cos() * 0.05,
            grit * 0.1,
        ))
    }

    fn motif_over(
        &self,
        colour: Vec3,
        p: Vec3,
        angle: f32,
        height: f32,
        radius: f32,
        inside: bool,
    ) -> Vec3 {
        if inside {
            return colour;
        }
        let t = p.y / height;
        let along = angle * radius;
        let dry_brush = 0.55 + 0.45 * smoothstep(0.25, 0.6, noise(v(along * 0.9, p.y * 14.0, 2.0)));
        match self.motif {
            Motif::Plain => colour,
            Motif::Rings(hex) => {
                let sway = (noise(v(angle.sin() * 1.5, angle.cos() * 1.5, 8.0)) - 0.5) * 0.03;
                let ring = |at: f32, half: f32| smoothstep(half, half * 0.7, (t + sway - at).abs());
                let cover = ring(0.74, 0.030)
                    .max(ring(0.655, 0.014))
                    .max(ring(0.36, 0.012));
                colour.mix(ink(hex), cover * dry_brush)
            }
            Motif::Scratched => {
                let count = (radius * 5.2).round();
                let u = angle / std::f32::consts::TAU * count;
                let lane = floor(u) as f32;
                let slant = (noise(v(lane * 5.1, 1.0, 1.0)) - 0.5) * 0.3;
                let top = 0.84 + 0.06 * (noise(v(lane * 3.3, 2.0, 9.0)) - 0.5);
                let line = smoothstep(
                    0.15,
                    0.09,
                    ((u - floor(u) as f32) - 0.5 + slant * (t - 0.5)).abs(),
                );
                let cover = line * smoothstep(0.24, 0.27, t) * smoothstep(top, top - 0.03, t);
                colour.mix(ink(self.clay), cover * 0.92)
            }
            Motif::Leaves(hex) => {
                let count = (radius * 1.15).round().max(3.0);
                let u = angle / std::f32::consts::TAU * count;
                let (x, y) = (
                    ((u - floor(u) as f32) - 0.5) * std::f32::consts::TAU * radius / count,
                    p.y - height * 0.28,
                );
                let stem_length = height * 0.46;
                let bend = 0.25 * (y * 0.7 + floor(u) as f32 * 2.0).sin();
                let stem = smoothstep(0.09, 0.05, (x - bend).abs())
                    * smoothstep(-0.2, 0.0, y)
                    * smoothstep(stem_length, stem_length - 0.2, y);
                let pair = floor(y / 1.25) as f32;
                let local = y - pair * 1.25 - 0.25;
                let side = (x - bend).abs();
                let leaf = (side - 0.5, local - side * 0.75);
                let blade = smoothstep(1.0, 0.82, (leaf.0 / 0.5).powi(2) + (leaf.1 / 0.23).powi(2));
                let cover = stem.max(if y > 0.2 && y < stem_length - 0.4 {
                    blade
                } else {
                    0.0
                });
                colour.mix(ink(hex), cover * dry_brush)
            }
            Motif::Dots(hex) => {
                let spacing = 0.95;
                let count = (std::f32::consts::TAU * radius / spacing).round();
                let row = floor(p.y / 0.8) as f32;
                let u = angle / std::f32::consts::TAU * count + row.rem_euclid(2.0) * 0.5;
                let (x, y) = (
                    ((u - floor(u) as f32) - 0.5) * spacing,
                    p.y - (row + 0.5) * 0.8,
                );
                let size = 0.2 + 0.07 * (noise(v(floor(u) as f32 * 3.7, row * 5.3, 1.0)) - 0.5);
                let band = smoothstep(0.40, 0.41, (row + 0.5) * 0.8 / height)
                    * smoothstep(0.92, 0.9, (row + 0.5) * 0.8 / height);
                colour.mix(
                    ink(hex),
                    smoothstep(size, size - 0.05, hypotenuse(x, y))
                        * band
                        * (0.7 + 0.3 * dry_brush),
                )
            }
        }
    }
}
