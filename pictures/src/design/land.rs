//! Hills under the moon, and the sea.

use std::f32::consts::{PI, TAU};

use super::{Point, roll};
use crate::linocut::Block;
use crate::noise::noise;
use crate::vector::v;

fn ridge(height: f32, swing: f32, seed: f32) -> Vec<Point> {
    let mut points: Vec<Point> = (0..=20)
        .map(|i| {
            let x = i as f32 / 20.0 * 1100.0 - 50.0;
            let up = noise(v(x * 0.0042, seed, 1.0)) + 0.35 * noise(v(x * 0.013, seed, 5.0));
            (x, height - (up - 0.6) * swing)
        })
        .collect();
    points.push((1060.0, 1300.0));
    points.push((-60.0, 1300.0));
    points
}

pub fn moon_over_hills() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.rectangle(0.0, 0.0, 1000.0, 1250.0);
    colour.disc(640.0, 330.0, 128.0, true);
    key.rectangle(0.0, 0.0, 1000.0, 760.0);
    key.disc(640.0, 330.0, 132.0, true);
    // The sky is cut in rings around the moon.
    for ring in 0..34 {
        let r = 158.0 + ring as f32 * 24.0;
        let pieces = 5 + ring;
        for i in 0..pieces {
            let a = (i as f32 + roll(i, ring)) / pieces as f32 * TAU;
            let span = (0.5 + 0.4 * roll(ring, i)) * TAU / pieces as f32;
            let arc: Vec<Point> = (0..5)
                .map(|k| a + span * k as f32 / 4.0)
                .map(|a| (640.0 + r * a.cos(), 330.0 + r * a.sin()))
                .collect();
            key.cut(&arc, 10.5 - ring as f32 * 0.22);
        }
    }
    for (index, (height, swing)) in [(660.0, 330.0), (800.0, 260.0), (960.0, 220.0)]
        .into_iter()
        .enumerate()
    {
        let points = ridge(height, swing, index as f32 * 5.3 + 2.4);
        key.carve_shape(&points.iter().map(|p| (p.0, p.1 - 11.0)).collect::<Vec<_>>());
        key.shape(&points);
        // Slopes are hatched downhill, closer on the side away from the moon.
        for i in 0..150 {
            let x = i as f32 * 6.9 + roll(i, index as i32) * 6.0 - 20.0;
            let spot = ((x + 50.0) / 55.0).clamp(0.0, 19.0);
            let (a, b) = (points[spot as usize], points[spot as usize + 1]);
            let top = a.1 + (b.1 - a.1) * spot.fract();
            let slope = ((b.1 - a.1) / 55.0).clamp(-1.0, 1.0);
            let length =
                (45.0 + 130.0 * roll(i, 40 + index as i32)) * if slope > 0.0 { 0.6 } else { 1.0 };
            let start = top + 14.0 + roll(i, 60) * 28.0;
            key.cut(
                &[
                    (x, start),
                    (x - slope * 20.0 + 4.0, start + length * 0.5),
                    (x - slope * 46.0, start + length),
                ],
                if slope > 0.0 { 4.0 } else { 7.0 },
            );
        }
    }
    (colour, key)
}

pub fn waves() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.disc(700.0, 300.0, 150.0, false);
    for i in 0..22 {
        let y = 170.0 + i as f32 * 12.5;
        colour.cut(
            &[
                (690.0 - 120.0 * roll(i, 1), y),
                (700.0, y + 2.0),
                (700.0 + 140.0 * roll(i, 2), y),
            ],
            3.6,
        );
    }
    for row in 0..7 {
        let depth = row as f32 / 6.0;
        let size = 95.0 + 150.0 * depth;
        let y = 470.0 + 700.0 * depth * (0.55 + 0.45 * depth);
        let shift = if row % 2 == 0 { 0.0 } else { size };
        let count = (1200.0 / (size * 2.0)) as i32 + 2;
        for i in 0..count {
            let cx = i as f32 * size * 2.0 - size + shift - 60.0;
            let swell = 0.86 + 0.22 * roll(i, row + 3);
            let crest: Vec<Point> = (0..=16)
                .map(|k| PI * (k as f32 / 16.0))
                .map(|a| (cx - a.cos() * size * 1.08, y - a.sin() * size * swell))
                .collect();
            let mut body = crest.clone();
            body.push((cx + size * 1.2, y + 260.0));
            body.push((cx - size * 1.2, y + 260.0));
            key.carve_shape(&body.iter().map(|p| (p.0, p.1 - 10.0)).collect::<Vec<_>>());
            key.shape(&body);
            // Each swell is cut in arcs that follow its back.
            let mut r = 0.88;
            while r > 0.12 {
                let wobble = 0.02 * (roll(i, row * 9 + (r * 30.0) as i32) - 0.5);
                let arc: Vec<Point> = (1..=11)
                    .map(|k| PI * (k as f32 / 12.0))
                    .map(|a| {
                        (
                            cx - a.cos() * size * (r + wobble) * 1.06,
                            y + 6.0 - a.sin() * size * swell * (r + wobble),
                        )
                    })
                    .collect();
                key.cut(&arc, size * 0.062);
                r -= 0.135;
            }
            for k in 0..7 {
                let a = PI * (0.22 + 0.09 * k as f32);
                let (x, yy) = (
                    cx - a.cos() * size * 0.97,
                    y - a.sin() * size * swell * 0.97,
                );
                key.disc(x, yy, 3.0 + 3.0 * depth * roll(k, i), true);
            }
        }
    }
    for (x, y, s) in [
        (230.0, 200.0, 1.0),
        (340.0, 270.0, 0.75),
        (180.0, 320.0, 0.6),
        (430.0, 160.0, 0.55),
    ] {
        key.stroke(
            &[
                (x - 62.0 * s, y - 14.0 * s),
                (x - 30.0 * s, y - 24.0 * s),
                (x, y + 8.0 * s),
                (x + 32.0 * s, y - 26.0 * s),
                (x + 66.0 * s, y - 8.0 * s),
            ],
            9.0 * s,
        );
    }
    key.chatter(6, 40, 0.0);
    (colour, key)
}
