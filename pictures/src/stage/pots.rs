//! Pots and carved things, alone, in sets and in use.

use super::{LINEN, OAK, STUDIO, WALL, camera, standoff};
use crate::glaze::Glaze;
use crate::glaze::OFF_WHITE;
use crate::scene::{Backdrop, Scene};
use crate::subject::View;
use crate::vector::{ink, v};
use crate::vessel::{Form, Vessel};
use crate::woodwork::{Carved, Carving, Stems};

pub fn vessel(form: Form, glaze: Glaze, view: View) -> Scene {
    let pot = Vessel::new(form, glaze);
    let (h, w) = (pot.full_height(), pot.widest());
    let flat = matches!(form, Form::Plate | Form::WideBowl);
    // The picture is narrower than tall, so wide things set the distance.
    let width = match form {
        Form::Teapot => w * 2.7,
        Form::Mug | Form::Jug => w * 2.6,
        _ => w * 2.0,
    };
    let size = h.max(width * 1.12);
    let turn = match form {
        Form::Teapot => 14.0,
        _ => 24.0,
    };
    let middle = v(
        match form {
            Form::Teapot => -w * 0.22,
            Form::Mug | Form::Jug => w * 0.2,
            _ => 0.0,
        },
        h * 0.47,
        0.0,
    );
    match view {
        View::Front => {
            let pitch = if flat { 36.0 } else { 15.0 };
            let mut s = Scene::new(
                camera(middle, standoff(size, 0.60), pitch, 0.0),
                Backdrop::Paper(ink(STUDIO)),
            );
            s.put(pot, v(0.0, 0.0, 0.0), turn, 0.0, 0.0);
            s
        }
        View::Other => {
            let pitch = if flat { 76.0 } else { 48.0 };
            let mut s = Scene::new(
                camera(
                    v(-middle.x, middle.y, 0.0),
                    standoff(size, 0.58),
                    pitch,
                    0.0,
                ),
                Backdrop::Paper(ink(STUDIO)),
            );
            s.wall_distance = 90.0;
            s.put(pot, v(0.0, 0.0, 0.0), 180.0 + turn * 1.6, 0.0, 0.0);
            s
        }
        View::Detail => {
            let mut s = Scene::new(
                camera(
                    v(-w * 0.25, h * 0.74, w * 0.5),
                    standoff(size, 1.45),
                    24.0,
                    -20.0,
                ),
                Backdrop::Paper(ink(STUDIO)),
            );
            s.put(pot, v(0.0, 0.0, 0.0), turn, 0.0, 0.0);
            s
        }
        View::Context => {
            let mut s = Scene::new(
                camera(
                    v(middle.x + w * 0.2, h * 0.5, -2.0),
                    standoff(size, 0.47),
                    19.0,
                    12.0,
                ),
                Backdrop::Plaster(ink(WALL)),
            );
            s.ground = Backdrop::Boards(ink(OAK));
            s.wall_distance = w * 2.0 + 14.0;
            s.cove = 0.0;
            let tall = matches!(form, Form::Vase | Form::Bottle | Form::MoonJar);
            s.put(pot, v(0.0, 0.0, 0.0), turn, 0.0, 0.0);
            if tall {
                s.put(
                    Stems {
                        height: h * 1.05,
                        colour: 0x8A6B45,
                    },
                    v(0.0, h * 0.62, 0.0),
                    0.0,
                    0.0,
                    0.0,
                );
                s.camera.target.y = h * 0.8;
                s.camera.distance *= 1.35;
                s.put(
                    Vessel::new(Form::Bowl, OFF_WHITE),
                    v(w + 9.0, 0.0, 5.0),
                    0.0,
                    0.0,
                    0.0,
                );
            } else {
                s.put(
                    Vessel::new(Form::Bottle, OFF_WHITE),
                    v(w + 8.0, 0.0, -9.0),
                    0.0,
                    0.0,
                    0.0,
                );
                s.put(
                    Carved::new(Carving::Spoon, 0xA87648),
                    v(-w - 4.0, 0.0, 5.0),
                    64.0,
                    0.0,
                    0.0,
                );
            }
            s
        }
    }
}

pub fn set(form: Form, glaze: Glaze, count: u8, view: View) -> Scene {
    let first = Vessel::new(form, glaze);
    let (h, w) = (first.full_height(), first.widest());
    let spread = [(0.0, 0.0), (1.9, -1.5), (-1.9, -1.7), (0.2, -3.4)];
    let (share, pitch, ground) = match view {
        View::Detail => (0.9, 26.0, Backdrop::Paper(ink(STUDIO))),
        View::Other => (0.52, 52.0, Backdrop::Paper(ink(STUDIO))),
        View::Context => (0.46, 24.0, Backdrop::Boards(ink(OAK))),
        View::Front => (0.70, 22.0, Backdrop::Paper(ink(STUDIO))),
    };
    let across = if count > 2 { w * 5.8 } else { w * 4.0 };
    let shift = if count == 2 { w * 0.95 } else { 0.0 };
    let mut s = Scene::new(
        camera(v(shift, h * 0.42, -w), standoff(across, share), pitch, 6.0),
        ground,
    );
    s.wall_distance = 60.0;
    if view == View::Context {
        s.wall = Backdrop::Plaster(ink(WALL));
        s.cove = 0.0;
    }
    for (i, (x, z)) in spread.into_iter().take(count as usize).enumerate() {
        s.put(
            Vessel::new(form, glaze),
            v(x * w * 1.1, 0.0, z * w),
            40.0 + i as f32 * 95.0,
            0.0,
            0.0,
        );
    }
    s
}

pub fn carving(kind: Carving, wood: u32, view: View) -> Scene {
    let piece = Carved::new(kind, wood);
    let long = piece.half_length() * 2.0;
    let (share, pitch, ground) = match view {
        View::Front => (0.78, 66.0, Backdrop::Paper(ink(STUDIO))),
        View::Detail => (1.9, 40.0, Backdrop::Paper(ink(STUDIO))),
        View::Other => (0.74, 48.0, Backdrop::Linen(ink(LINEN))),
        View::Context => (0.62, 44.0, Backdrop::Boards(ink(0x7A5638))),
    };
    let target = if view == View::Detail {
        v(0.5, 1.0, long * 0.26)
    } else {
        v(0.0, 0.5, 0.0)
    };
    let mut s = Scene::new(camera(target, standoff(long, share), pitch, 0.0), ground);
    s.wall_distance = 400.0;
    s.hardness = 6.0;
    s.put(
        piece,
        v(0.0, 0.0, 0.0),
        if view == View::Detail { 12.0 } else { 24.0 },
        0.0,
        0.0,
    );
    if view == View::Context {
        s.put(
            Vessel::new(Form::Bowl, OFF_WHITE),
            v(9.5, 0.0, -8.0),
            0.0,
            0.0,
            0.0,
        );
        s.put(Carved::new(kind, wood), v(-9.0, 0.0, 1.0), 17.0, 0.0, 0.0);
    }
    s
}
