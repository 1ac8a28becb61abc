//! A wren on its branch, and three fishes.

use super::{Point, leaf, roll};
use crate::linocut::{Block, HEIGHT, WIDTH};

pub fn wren() -> (Block, Block) {
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

pub fn fishes() -> (Block, Block) {
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
