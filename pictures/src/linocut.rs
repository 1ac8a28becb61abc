//! Cutting and printing the block: shapes are inked, lines are carved out, and the ink takes unevenly.

use tiny_skia::{
    BlendMode, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform,
};

use crate::lathe::curve;
use crate::noise::{chance, clouds, noise};
use crate::vector::{Vec3, ink, smoothstep, v};

/// Blocks are drawn 1000 units wide and 1250 high.
pub const WIDTH: u32 = 1000;
pub const HEIGHT: u32 = 1250;

/// One carved block of linoleum; where it is opaque, it prints.
pub struct Block {
    map: Pixmap,
}

impl Block {
    pub fn blank() -> Self {
        // The size is a constant above zero, so the only failure left is memory.
        let map = Pixmap::new(WIDTH, HEIGHT)
            .unwrap_or_else(|| unreachable!("a block of {WIDTH} by {HEIGHT} is a valid size"));
        Self { map }
    }

    fn paint(carve: bool) -> Paint<'static> {
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        paint.set_color_rgba8(255, 255, 255, 255);
        paint.blend_mode = if carve {
            BlendMode::DestinationOut
        } else {
            BlendMode::SourceOver
        };
        paint
    }

    fn area(&mut self, path: Option<Path>, carve: bool) {
        if let Some(path) = path {
            self.map.fill_path(
                &path,
                &Self::paint(carve),
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    /// Inks the smooth closed shape through the points.
    pub fn shape(&mut self, points: &[(f32, f32)]) {
        self.area(outline(points, true), false);
    }

    /// Carves the smooth closed shape out again.
    pub fn carve_shape(&mut self, points: &[(f32, f32)]) {
        self.area(outline(points, true), true);
    }

    pub fn disc(&mut self, x: f32, y: f32, r: f32, carve: bool) {
        self.area(PathBuilder::from_circle(x, y, r), carve);
    }

    pub fn rectangle(&mut self, x: f32, y: f32, w: f32, h: f32) {
        let corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)];
        self.area(polygon(&corners), false);
    }

    fn line(&mut self, points: &[(f32, f32)], width: f32, carve: bool) {
        let Some(path) = outline(points, false) else {
            return;
        };
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.map.stroke_path(
            &path,
            &Self::paint(carve),
            &stroke,
            Transform::identity(),
            None,
        );
    }

    pub fn stroke(&mut self, points: &[(f32, f32)], width: f32) {
        self.line(points, width, false);
    }

    /// One cut of a V-gouge: pointed at both ends, widest in the middle.
    pub fn cut(&mut self, points: &[(f32, f32)], width: f32) {
        let spine = curve(points, 6);
        let last = (spine.len() - 1).max(1) as f32;
        let mut left = Vec::new();
        let mut right = Vec::new();
        for (i, p) in spine.iter().enumerate() {
            let (a, b) = (
                spine[i.saturating_sub(1)],
                spine[(i + 1).min(spine.len() - 1)],
            );
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let length = (dx * dx + dy * dy).sqrt().max(1e-3);
            let t = i as f32 / last;
            let half = width * 0.5 * (4.0 * t * (1.0 - t)).max(0.0).sqrt();
            left.push((p.0 - dy / length * half, p.1 + dx / length * half));
            right.push((p.0 + dy / length * half, p.1 - dx / length * half));
        }
        right.reverse();
        left.extend(right);
        self.area(polygon(&left), true);
    }

    /// Ridges that the gouge left standing where the block was cleared, as every hand-cut block has them.
    pub fn chatter(&mut self, seed: u32, amount: i32, direction: f32) {
        for i in 0..amount {
            let roll = |salt| chance(i, salt, 3, seed);
            let (x, y) = (roll(1) * WIDTH as f32, roll(2) * HEIGHT as f32);
            let angle = direction + (roll(3) - 0.5) * 0.9;
            let length = 14.0 + 40.0 * roll(4);
            let end = (x + angle.cos() * length, y + angle.sin() * length);
            let middle = (
                (x + end.0) * 0.5 + (roll(5) - 0.5) * 8.0,
                (y + end.1) * 0.5 + (roll(6) - 0.5) * 8.0,
            );
            self.stroke(&[(x, y), middle, end], 1.2 + 2.2 * roll(7));
        }
    }

    fn alpha(&self, x: u32, y: u32) -> f32 {
        f32::from(self.map.data()[((y * WIDTH + x) * 4 + 3) as usize]) / 255.0
    }
}

fn outline(points: &[(f32, f32)], close: bool) -> Option<Path> {
    let mut ring = points.to_vec();
    if close {
        // Wrapping the ends makes the curve smooth all the way round.
        ring.insert(0, points[points.len() - 1]);
        ring.push(points[0]);
        ring.push(points[1]);
    }
    let mut line = curve(&ring, 8);
    if close {
        line.drain(..8);
        line.truncate(points.len() * 8);
        return polygon(&line);
    }
    let mut path = PathBuilder::new();
    path.move_to(line[0].0, line[0].1);
    for p in &line[1..] {
        path.line_to(p.0, p.1);
    }
    path.finish()
}

fn polygon(points: &[(f32, f32)]) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(points.first()?.0, points.first()?.1);
    for p in &points[1..] {
        path.line_to(p.0, p.1);
    }
    path.close();
    path.finish()
}

/// A finished impression.
pub struct Impression {
    colours: Vec<[u8; 3]>,
    /// How much ink lies there, for sheen and relief.
    inked: Vec<u8>,
}

/// Prints the blocks over each other, each with its ink, on paper of the given colour.
pub fn print(blocks: &[(Block, u32)], paper: u32, seed: u32) -> Impression {
    let mut colours = Vec::with_capacity((WIDTH * HEIGHT) as usize);
    let mut inked = Vec::with_capacity((WIDTH * HEIGHT) as usize);
    let paper = ink(paper);
    let inks: Vec<Vec3> = blocks.iter().map(|b| ink(b.1)).collect();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let mut colour = paper;
            let mut most = 0.0_f32;
            for (layer, (block, _)) in blocks.iter().enumerate() {
                let alpha = block.alpha(x, y);
                if alpha < 0.01 {
                    continue;
                }
                let at = v(x as f32, y as f32, (layer as u32 * 50 + seed) as f32);
                // Pressure varies broadly, the roller's texture finely; the driest spots stay bare.
                let pressure = clouds(at * 0.011);
                let tooth = noise(v(at.x * 0.42, at.y * 0.42, at.z));
                let dry = smoothstep(0.20, 0.02, tooth + (pressure - 0.42) * 0.6);
                let cover = alpha * (1.0 - 0.85 * dry) * (0.93 + 0.07 * tooth);
                let body = inks[layer] * (0.88 + 0.24 * pressure);
                colour = colour.mix(
                    if layer == 0 {
                        body
                    } else {
                        body.mix(colour.tint(body), 0.35)
                    },
                    cover,
                );
                most = most.max(cover);
            }
            let byte = |c: f32| (c.clamp(0.0, 1.0).sqrt() * 255.0) as u8;
            colours.push([byte(colour.x), byte(colour.y), byte(colour.z)]);
            inked.push((most * 255.0) as u8);
        }
    }
    Impression { colours, inked }
}

impl Impression {
    /// Colour and ink cover at `u`, `w` in 0..1 from the top left, smoothly between the dots.
    pub fn at(&self, u: f32, w: f32) -> (Vec3, f32) {
        let x = (u * WIDTH as f32 - 0.5).clamp(0.0, (WIDTH - 2) as f32);
        let y = (w * HEIGHT as f32 - 0.5).clamp(0.0, (HEIGHT - 2) as f32);
        let (ix, iy) = (x as usize, y as usize);
        let (tx, ty) = (x - ix as f32, y - iy as f32);
        let mut colour = v(0.0, 0.0, 0.0);
        let mut cover = 0.0;
        for (dx, dy, k) in [
            (0, 0, (1.0 - tx) * (1.0 - ty)),
            (1, 0, tx * (1.0 - ty)),
            (0, 1, (1.0 - tx) * ty),
            (1, 1, tx * ty),
        ] {
            let i = (iy + dy) * WIDTH as usize + ix + dx;
            let c = self.colours[i].map(|b| f32::from(b) / 255.0);
            // Stored with a square-root curve, which keeps the darks.
            colour = colour + v(c[0] * c[0], c[1] * c[1], c[2] * c[2]) * k;
            cover += f32::from(self.inked[i]) / 255.0 * k;
        }
        (colour, cover)
    }
}
