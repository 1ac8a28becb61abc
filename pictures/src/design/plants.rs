//! Ferns and the seed heads of hogweed.

use std::f32::consts::PI;

use super::{leaf, roll};
use crate::linocut::{Block, HEIGHT, WIDTH};

pub fn fern() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.rectangle(0.0, 0.0, WIDTH as f32, HEIGHT as f32);
    for (root, lean, size, seed) in [
        ((300.0, 1230.0), -0.16, 0.86, 1),
        ((560.0, 1245.0), 0.05, 1.0, 2),
        ((740.0, 1235.0), 0.30, 0.72, 3),
    ] {
        let spine = |t: f32| {
            let bend = lean * (1.0 + t * 0.9);
            (
                root.0 + bend * 900.0 * size * t,
                root.1 - 1130.0 * size * t * (1.0 - 0.08 * t),
            )
        };
        key.stroke(
            &(0..=10).map(|i| spine(i as f32 / 10.0)).collect::<Vec<_>>(),
            11.0 * size,
        );
        for i in 4..25 {
            let t = i as f32 / 25.5;
            let at = spine(t);
            let length = 330.0 * size * (1.0 - t).powf(0.72) * (0.55 + 0.45 * (t * 5.0).min(1.0));
            for side in [-1.0, 1.0] {
                let angle =
                    -PI * 0.5 + lean + side * (1.18 - 0.35 * t) + (roll(i, seed) - 0.5) * 0.1;
                // A frond is itself a row of small leaves.
                let tip = (
                    at.0 + angle.cos() * length,
                    at.1 + angle.sin() * length + 26.0 * size * (1.0 - t),
                );
                key.stroke(
                    &[at, ((at.0 + tip.0) * 0.5, (at.1 + tip.1) * 0.5 - 8.0), tip],
                    4.5 * size,
                );
                let count = (length / 21.0) as i32;
                for k in 1..count {
                    let s = k as f32 / count as f32;
                    let p = (
                        at.0 + (tip.0 - at.0) * s,
                        at.1 + (tip.1 - at.1) * s - 7.0 * (s * PI).sin(),
                    );
                    let small = 46.0 * size * (1.0 - s * 0.72) * (1.0 - t * 0.45);
                    for flip in [-1.0, 1.0] {
                        let a = angle + flip * 1.05;
                        let (c, n) = (a.cos(), a.sin());
                        let q = |u: f32, w: f32| {
                            (
                                p.0 + c * u * small - n * w * small,
                                p.1 + n * u * small + c * w * small,
                            )
                        };
                        key.shape(&[q(0.0, 0.0), q(0.5, 0.2), q(1.0, 0.0), q(0.5, -0.2)]);
                    }
                }
            }
        }
    }
    for i in 0..130 {
        let (x, y) = (roll(i, 8) * 1000.0, roll(i, 9) * 1250.0);
        colour.cut(&[(x, y), (x + 4.0, y + 30.0), (x + 2.0, y + 60.0)], 3.2);
    }
    (colour, key)
}

pub fn seed_heads() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.disc(600.0, 400.0, 300.0, false);
    colour.rectangle(0.0, 1010.0, 1000.0, 240.0);
    for i in 0..50 {
        let x = roll(i, 3) * 1000.0;
        let y = 1015.0 + roll(i, 4) * 230.0;
        colour.cut(&[(x, y), (x + 50.0, y - 4.0), (x + 110.0, y)], 4.5);
    }
    for (index, (x, top, size, sway)) in [
        (300.0, 330.0, 1.0, -60.0),
        (590.0, 210.0, 1.25, 40.0),
        (790.0, 520.0, 0.8, 70.0),
        (130.0, 620.0, 0.66, -40.0),
        (460.0, 660.0, 0.6, 20.0),
    ]
    .into_iter()
    .enumerate()
    {
        let root = (x * 0.6 + 200.0, 1230.0);
        key.stroke(
            &[
                root,
                ((root.0 + x) * 0.5 + sway, (root.1 + top) * 0.5),
                (x, top),
            ],
            11.0 * size,
        );
        let joint = ((root.0 + x) * 0.5 + sway, (root.1 + top) * 0.5);
        for side in [-1.0, 1.0] {
            leaf(
                &mut key,
                joint,
                -PI * 0.5 + side * 0.75,
                170.0 * size,
                50.0 * size,
            );
        }
        for ray in 0..17 {
            let a = -PI * 0.5 + (ray as f32 / 16.0 - 0.5) * 2.55;
            let long = 185.0 * size * (0.9 + 0.16 * roll(ray, index as i32));
            let tip = (x + a.cos() * long * 1.06, top + a.sin() * long * 0.82);
            key.stroke(
                &[
                    (x, top),
                    ((x + tip.0) * 0.5, (top + tip.1) * 0.5 - 10.0 * size),
                    tip,
                ],
                4.6 * size,
            );
            for seed in 0..11 {
                let b = a + (seed as f32 / 10.0 - 0.5) * 3.4;
                let far = 36.0 * size * (0.8 + 0.4 * roll(seed, ray));
                let end = (tip.0 + b.cos() * far, tip.1 + b.sin() * far);
                key.stroke(
                    &[tip, ((tip.0 + end.0) * 0.5, (tip.1 + end.1) * 0.5), end],
                    2.6 * size,
                );
                key.disc(end.0, end.1, 6.6 * size, false);
            }
        }
    }
    key.chatter(9, 170, -0.4);
    (colour, key)
}
