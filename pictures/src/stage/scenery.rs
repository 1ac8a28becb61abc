//! The two large pictures: the worktable and the potter's shelves.

use std::sync::Arc;

use super::OAK;
use crate::bead_pattern::Pattern;
use crate::bead_strand::Strung;
use crate::beadwork::{Cuff, LighterSleeve};
use crate::design::Design;
use crate::glaze::{Glaze, Motif, OFF_WHITE};
use crate::jewellery::Earring;
use crate::scene::{Backdrop, Camera, Scene};
use crate::sheet::Sheet;
use crate::vector::{ink, v};
use crate::vessel::{Form, Vessel};
use crate::woodwork::{Carved, Carving, Plank, Stems};

/// The home page's picture: a worktable with a little of everything.
pub fn worktable() -> Scene {
    let mut s = Scene::new(
        Camera {
            target: v(1.0, 11.5, -4.0),
            distance: 160.0,
            pitch: 19.0,
            yaw: -4.0,
            view_angle: 21.0,
        },
        Backdrop::Plaster(ink(0xE6DCCB)),
    );
    s.ground = Backdrop::Boards(ink(0xB48A5F));
    s.wall_distance = 24.0;
    s.cove = 0.0;
    s.hardness = 4.0;
    let celadon = Glaze {
        base: 0x9DB8A4,
        rim: 0xC9C9AC,
        inside: 0xA9C2AE,
        specks: 0.0,
        shine: 0.85,
        bare: 0.5,
        ..OFF_WHITE
    };
    let impression = Arc::new(Design::MoonOverHills.impression([0x9CB0B5, 0x25324A], 0xF3EDE0));
    let framed = Sheet::framed(26.0, impression, 0xF3EDE0, 0x6E4A30);
    let rise = framed.half_height();
    s.put(framed, v(-19.0, rise + 0.1, -19.0), 5.0, 6.0, 0.0);
    s.put(
        Vessel::new(
            Form::Vase,
            Glaze {
                motif: Motif::Leaves(0x35517A),
                ..OFF_WHITE
            },
        ),
        v(5.0, 0.0, -11.0),
        10.0,
        0.0,
        0.0,
    );
    s.put(
        Stems {
            height: 20.0,
            colour: 0x8A6B45,
        },
        v(5.0, 14.0, -11.0),
        0.0,
        0.0,
        0.0,
    );
    s.put(
        Vessel::new(Form::Teapot, celadon),
        v(24.0, 0.0, -7.0),
        16.0,
        0.0,
        0.0,
    );
    s.put(
        Vessel::new(
            Form::Mug,
            Glaze {
                dip: Some((0x2F4468, 0.5)),
                inside: 0x2F4468,
                rim: 0x7A5A3C,
                ..OFF_WHITE
            },
        ),
        v(-8.5, 0.0, 6.0),
        -6.0,
        0.0,
        0.0,
    );
    s.put(
        Vessel::new(
            Form::Bowl,
            Glaze {
                base: 0xB4583A,
                inside: 0xC97B55,
                rim: 0xE0B58C,
                shine: 0.6,
                ..OFF_WHITE
            },
        ),
        v(9.5, 0.0, 5.5),
        0.0,
        0.0,
        0.0,
    );
    s.put(
        LighterSleeve::new(
            Pattern::Diamond,
            [0x23395B, 0xC8643C, 0xE2A93B, 0xF1E7D3],
            0xE9E2D2,
        ),
        v(1.0, 0.0, 11.0),
        22.0,
        0.0,
        0.0,
    );
    s.put(
        Cuff::new(Pattern::Chevron, [0xF1E7D3, 0xB4583A, 0x2F4468, 0x01D2A24C]),
        v(28.5, 0.0, 5.5),
        160.0,
        0.0,
        0.0,
    );
    s.put(
        Carved::new(Carving::Spoon, 0xA87648),
        v(-22.0, 0.0, 8.0),
        70.0,
        0.0,
        0.0,
    );
    s.put(
        Strung::earring(
            Earring::Fringe,
            Pattern::Chevron,
            [0x7FA79B, 0x23395B, 0xE2A93B, 0xF1E7D3],
        ),
        v(-12.5, 0.0, 14.5),
        30.0,
        0.0,
        0.0,
    );
    s.put(
        Strung::earring(
            Earring::Fringe,
            Pattern::Chevron,
            [0x7FA79B, 0x23395B, 0xE2A93B, 0xF1E7D3],
        ),
        v(-8.2, 0.0, 15.2),
        12.0,
        0.0,
        0.0,
    );
    s.put(
        Strung::necklace([0x23395B, 0xC8643C, 0xE2A93B, 0xF1E7D3]),
        v(15.0, 0.0, 13.0),
        34.0,
        0.0,
        0.0,
    );
    s
}

/// The about page's picture: drying shelves full of pots.
pub fn studio() -> Scene {
    let mut s = Scene::new(
        Camera {
            target: v(0.0, 37.0, 0.0),
            distance: 270.0,
            pitch: 3.0,
            yaw: 9.0,
            view_angle: 21.0,
        },
        Backdrop::Plaster(ink(0xE2D8C8)),
    );
    s.wall_distance = 12.0;
    s.cove = 0.0;
    s.ground = Backdrop::Boards(ink(OAK));
    s.lower_ground(30.0);
    let celadon = Glaze {
        base: 0x9DB8A4,
        rim: 0xC9C9AC,
        inside: 0xA9C2AE,
        specks: 0.0,
        shine: 0.85,
        bare: 0.5,
        ..OFF_WHITE
    };
    let bisque = Glaze {
        bare: 90.0,
        clay: 0xC99A76,
        ..OFF_WHITE
    };
    let indigo = Glaze {
        dip: Some((0x2F4468, 0.5)),
        rim: 0x7A5A3C,
        ..OFF_WHITE
    };
    let dark = Glaze {
        base: 0x33302E,
        rim: 0x8A5634,
        inside: 0x3B3734,
        shine: 0.75,
        specks: 0.0,
        ..OFF_WHITE
    };
    let rust = Glaze {
        base: 0xB4583A,
        rim: 0xE0B58C,
        inside: 0xB4583A,
        shine: 0.6,
        ..OFF_WHITE
    };
    let shelves: [&[(Form, Glaze)]; 4] = [
        &[
            (Form::MoonJar, OFF_WHITE),
            (Form::Jug, rust),
            (Form::Vase, bisque),
            (Form::Vase, celadon),
            (Form::Bottle, dark),
        ],
        &[
            (Form::Mug, bisque),
            (Form::Mug, bisque),
            (Form::Mug, bisque),
            (Form::Mug, indigo),
            (Form::Mug, indigo),
            (Form::Tumbler, dark),
            (Form::Tumbler, celadon),
        ],
        &[
            (Form::Bowl, celadon),
            (Form::Bowl, OFF_WHITE),
            (Form::Bowl, rust),
            (Form::Teapot, dark),
            (Form::Bowl, bisque),
        ],
        &[
            (Form::Bottle, indigo),
            (Form::Jug, OFF_WHITE),
            (Form::MoonJar, rust),
            (
                Form::Vase,
                Glaze {
                    motif: Motif::Leaves(0x35517A),
                    ..OFF_WHITE
                },
            ),
            (Form::Tumbler, OFF_WHITE),
            (Form::Tumbler, bisque),
        ],
    ];
    let half = 58.0;
    for (i, pots) in shelves.into_iter().enumerate() {
        let y = 66.0 - i as f32 * 25.5;
        s.put(
            Plank {
                half: v(half, 0.9, 10.0),
                wood: ink(0xB48A5F),
            },
            v(0.0, y - 0.9, -1.5),
            0.0,
            0.0,
            0.0,
        );
        let made: Vec<Vessel> = pots
            .iter()
            .map(|(form, glaze)| Vessel::new(*form, *glaze))
            .collect();
        let filled: f32 = made.iter().map(|pot| pot.widest() * 2.0 + 1.2).sum();
        let space = (half * 2.0 - 6.0 - filled) / made.len() as f32;
        let mut x = 3.0 - half + space * 0.5;
        for (j, pot) in made.into_iter().enumerate() {
            let w = pot.widest();
            s.put(
                pot,
                v(x + w, y, -2.0 + 2.5 * ((i * 3 + j * 5) % 4) as f32 / 3.0),
                20.0 + 37.0 * j as f32,
                0.0,
                0.0,
            );
            x += w * 2.0 + 1.2 + space;
        }
    }
    for x in [-half + 0.5, half - 0.5] {
        s.put(
            Plank {
                half: v(1.1, 62.0, 9.0),
                wood: ink(0x9C7449),
            },
            v(x, 36.0, -2.0),
            0.0,
            0.0,
            0.0,
        );
    }
    s
}
