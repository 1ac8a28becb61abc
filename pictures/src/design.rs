//! The pictures that are cut into the blocks.

mod creatures;
mod land;
mod plants;

use std::f32::consts::PI;

use crate::linocut::{Block, Impression, print};
use crate::noise::chance;

/// The motifs of the print series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    MoonOverHills,
    Wren,
    Fern,
    Waves,
    Fishes,
    SeedHeads,
}

type Point = (f32, f32);

impl Design {
    /// Cuts the blocks and pulls one impression; `inks` are the colour block's and the key block's.
    pub fn impression(self, inks: [u32; 2], paper: u32) -> Impression {
        let (colour, key) = match self {
            Self::MoonOverHills => land::moon_over_hills(),
            Self::Wren => creatures::wren(),
            Self::Fern => plants::fern(),
            Self::Waves => land::waves(),
            Self::Fishes => creatures::fishes(),
            Self::SeedHeads => plants::seed_heads(),
        };
        print(&[(colour, inks[0]), (key, inks[1])], paper, self as u32)
    }
}

fn roll(i: i32, salt: i32) -> f32 {
    chance(i, salt, 17, 2)
}

/// A leaf with midrib and side veins carved out.
fn leaf(block: &mut Block, base: Point, angle: f32, length: f32, width: f32) {
    let at = |along: f32, across: f32| {
        let (c, s) = (angle.cos(), angle.sin());
        (
            base.0 + c * along * length - s * across * width,
            base.1 + s * along * length + c * across * width,
        )
    };
    block.shape(&[
        at(0.0, 0.0),
        at(0.22, 0.36),
        at(0.5, 0.5),
        at(0.8, 0.26),
        at(1.0, 0.0),
        at(0.8, -0.26),
        at(0.5, -0.5),
        at(0.22, -0.36),
    ]);
    block.cut(
        &[at(0.02, 0.0), at(0.5, 0.02), at(0.94, 0.0)],
        width * 0.085,
    );
    for i in 1..7 {
        let t = i as f32 / 7.5;
        let wide = (t * PI).sin() * 0.40;
        for side in [-1.0, 1.0] {
            block.cut(
                &[
                    at(t, 0.03 * side),
                    at(t + 0.07, wide * 0.55 * side),
                    at(t + 0.15, wide * side),
                ],
                width * 0.05,
            );
        }
    }
}
<<<<<<< HEAD

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

fn moon_over_hills() -> (Block, Block) {
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
        let points = ridge(height, swing, index as f32 * 3.7 + 1.0);
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

fn wren() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.disc(520.0, 520.0, 350.0, false);
    for i in 0..60 {
        let y = 180.0 + i as f32 * 11.8;
        let x = 200.0 + 600.0 * roll(i, 1);
        colour.cut(
            &[
                (x, y),
                (x + 60.0, y + 3.0),
                (x + 130.0 * roll(i, 2) + 30.0, y),
            ],
            4.0,
        );
    }
    // Branch, with leaves left and right of the bird.
    let branch = [
        (-30.0, 1010.0),
        (200.0, 955.0),
        (430.0, 930.0),
        (700.0, 900.0),
        (1030.0, 800.0),
    ];
    key.stroke(&branch, 34.0);
    key.stroke(&[(660.0, 905.0), (760.0, 985.0), (900.0, 1040.0)], 20.0);
    for i in 0..26 {
        let x = i as f32 * 40.0;
        key.cut(
            &[
                (x, 995.0 - x * 0.17),
                (x + 40.0, 985.0 - x * 0.17),
                (x + 80.0, 982.0 - x * 0.175),
            ],
            4.0,
        );
    }
    for (x, y, angle, length) in [
        (110.0, 985.0, -1.9, 190.0),
        (190.0, 960.0, 0.9, 200.0),
        (60.0, 1000.0, 1.2, 190.0),
        (800.0, 860.0, -1.2, 210.0),
        (890.0, 845.0, 0.75, 180.0),
        (770.0, 985.0, 1.7, 190.0),
        (900.0, 1035.0, 0.5, 150.0),
        (950.0, 820.0, -0.9, 160.0),
    ] {
        leaf(&mut key, (x, y), angle, length, length * 0.44);
    }
    // A plump body, head to the left, tail cocked up on the right.
    let body = [
        (262.0, 478.0),
        (300.0, 418.0),
        (372.0, 392.0),
        (446.0, 414.0),
        (540.0, 470.0),
        (640.0, 520.0),
        (716.0, 560.0),
        (700.0, 640.0),
        (620.0, 740.0),
        (510.0, 800.0),
        (400.0, 790.0),
        (312.0, 720.0),
        (275.0, 620.0),
        (280.0, 540.0),
    ];
    key.carve_shape(&body.map(|p| ((p.0 - 480.0) * 1.06 + 480.0, (p.1 - 600.0) * 1.06 + 600.0)));
    key.shape(&[
        (610.0, 600.0),
        (690.0, 470.0),
        (770.0, 330.0),
        (800.0, 240.0),
        (850.0, 250.0),
        (868.0, 330.0),
        (820.0, 450.0),
        (740.0, 600.0),
        (670.0, 660.0),
    ]);
    key.shape(&body);
    key.shape(&[
        (290.0, 452.0),
        (230.0, 470.0),
        (165.0, 470.0),
        (225.0, 492.0),
        (288.0, 500.0),
    ]);
    key.cut(&[(185.0, 474.0), (230.0, 480.0), (285.0, 478.0)], 6.0);
    // Eye and the pale stripe over it.
    key.disc(345.0, 462.0, 19.0, true);
    key.disc(345.0, 463.0, 11.0, false);
    key.cut(&[(300.0, 440.0), (360.0, 422.0), (450.0, 452.0)], 15.0);
    // Breast flecks, wing feathers, tail bars.
    for i in 0..95 {
        let (t, s) = (roll(i, 5), roll(i, 6));
        let (x, y) = (310.0 + 150.0 * t + 30.0 * s, 540.0 + 230.0 * s);
        key.cut(&[(x, y), (x + 6.0, y + 14.0), (x + 18.0, y + 26.0)], 7.0);
    }
    key.cut(
        &[
            (440.0, 500.0),
            (420.0, 600.0),
            (480.0, 690.0),
            (600.0, 720.0),
        ],
        12.0,
    );
    for row in 0..5 {
        for i in 0..8 {
            let (x, y) = (
                462.0 + i as f32 * 31.0 - row as f32 * 3.0,
                512.0 + row as f32 * 36.0 + i as f32 * 8.0,
            );
            key.cut(&[(x, y), (x + 22.0, y + 14.0), (x + 30.0, y + 30.0)], 9.0);
        }
    }
    for i in 0..6 {
        let x = 640.0 + i as f32 * 13.0;
        key.cut(
            &[
                (x, 620.0 - i as f32 * 12.0),
                (x + 60.0, 470.0),
                (x + 110.0 + i as f32 * 4.0, 290.0),
            ],
            7.0,
        );
    }
    for x in [430.0, 520.0] {
        key.stroke(&[(x, 780.0), (x - 6.0, 850.0), (x + 4.0, 915.0)], 13.0);
        for toe in [-44.0, -10.0, 36.0] {
            key.stroke(
                &[(x + 2.0, 905.0), (x + toe * 0.6, 922.0), (x + toe, 940.0)],
                10.0,
            );
        }
    }
    key.chatter(3, 150, 0.1);
    (colour, key)
}

fn fern() -> (Block, Block) {
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

fn waves() -> (Block, Block) {
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

fn fish(key: &mut Block, at: Point, size: f32, flip: f32, seed: i32) {
    let p = |x: f32, y: f32| (at.0 + x * size * flip, at.1 + y * size);
    key.shape(&[
        p(-300.0, 8.0),
        p(-230.0, -56.0),
        p(-100.0, -98.0),
        p(60.0, -88.0),
        p(190.0, -40.0),
        p(262.0, -14.0),
        p(330.0, -88.0),
        p(356.0, -84.0),
        p(326.0, 4.0),
        p(352.0, 92.0),
        p(326.0, 92.0),
        p(258.0, 24.0),
        p(180.0, 48.0),
        p(40.0, 92.0),
        p(-110.0, 96.0),
        p(-240.0, 58.0),
    ]);
    key.shape(&[
        p(-70.0, -88.0),
        p(-20.0, -150.0),
        p(70.0, -142.0),
        p(110.0, -76.0),
        p(20.0, -80.0),
    ]);
    key.shape(&[
        p(-60.0, 84.0),
        p(-20.0, 142.0),
        p(40.0, 136.0),
        p(30.0, 82.0),
    ]);
    key.disc(p(-228.0, -16.0).0, p(-228.0, -16.0).1, 17.0 * size, true);
    key.disc(p(-228.0, -16.0).0, p(-228.0, -16.0).1, 9.0 * size, false);
    key.cut(
        &[p(-176.0, -76.0), p(-148.0, 0.0), p(-172.0, 74.0)],
        10.0 * size,
    );
    key.cut(
        &[p(-298.0, 14.0), p(-270.0, 22.0), p(-244.0, 20.0)],
        7.0 * size,
    );
    for column in 0..13 {
        for row in -3..=3_i32 {
            let x = -122.0 + column as f32 * 27.0;
            let y = row as f32 * 25.0 + if column % 2 == 0 { 0.0 } else { 12.5 };
            let room = 82.0 - (x - 0.0).max(0.0) * 0.29 - (-x).max(0.0) * 0.06;
            if y.abs() < room {
                key.cut(
                    &[p(x, y - 12.0), p(x + 13.0, y), p(x, y + 12.0)],
                    (6.0 + 2.0 * roll(column, row + seed)) * size,
                );
            }
        }
    }
    for i in 0..5 {
        let t = i as f32;
        key.cut(
            &[
                p(278.0, -6.0 + t * 3.0),
                p(305.0, -30.0 + t * 15.0),
                p(334.0, -66.0 + t * 33.0),
            ],
            5.5 * size,
        );
        key.cut(
            &[
                p(-40.0 + t * 26.0, -92.0),
                p(-18.0 + t * 24.0, -116.0),
                p(0.0 + t * 20.0, -136.0),
            ],
            5.0 * size,
        );
    }
}

fn fishes() -> (Block, Block) {
    let (mut colour, mut key) = (Block::blank(), Block::blank());
    colour.rectangle(0.0, 0.0, WIDTH as f32, HEIGHT as f32);
    for i in 0..190 {
        let (x, y) = (roll(i, 1) * 1040.0 - 40.0, (i as f32 / 190.0) * 1250.0);
        let l = 60.0 + 130.0 * roll(i, 2);
        colour.cut(
            &[
                (x, y),
                (x + l * 0.35, y - 9.0),
                (x + l * 0.65, y + 8.0),
                (x + l, y),
            ],
            5.0,
        );
    }
    fish(&mut key, (520.0, 260.0), 1.18, 1.0, 1);
    fish(&mut key, (470.0, 625.0), 1.18, -1.0, 2);
    fish(&mut key, (525.0, 990.0), 1.18, 1.0, 3);
    (colour, key)
}

fn seed_heads() -> (Block, Block) {
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
=======
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
