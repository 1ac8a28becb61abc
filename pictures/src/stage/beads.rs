//! Beadwork before the camera: standing sleeves and cuffs, jewellery laid flat.

use super::{LINEN, OAK, STUDIO, camera, standoff};
use crate::bead_pattern::{Palette, Pattern};
use crate::bead_strand::Strung;
use crate::beadwork::{Cuff, LighterSleeve};
use crate::glaze::OFF_WHITE;
use crate::jewellery::Earring;
use crate::scene::{Backdrop, Scene};
use crate::subject::View;
use crate::vector::{ink, v};
use crate::vessel::{Form, Vessel};

pub fn lighter_sleeve(pattern: Pattern, palette: Palette, plastic: u32, view: View) -> Scene {
    let sleeve = |c: u32| LighterSleeve::new(pattern, palette, c);
    match view {
        View::Front | View::Other => {
            let turn = if view == View::Front { 14.0 } else { 158.0 };
            let mut s = Scene::new(
                camera(v(0.05, 3.85, 0.0), standoff(8.0, 0.68), 11.0, 0.0),
                Backdrop::Paper(ink(STUDIO)),
            );
            s.put(sleeve(plastic), v(0.0, 0.0, 0.0), turn, 0.0, 0.0);
            s
        }
        View::Detail => {
            let mut s = Scene::new(
                camera(v(0.0, 3.7, 0.3), standoff(8.0, 1.55), 16.0, -16.0),
                Backdrop::Paper(ink(STUDIO)),
            );
            s.put(sleeve(plastic), v(0.0, 0.0, 0.0), 8.0, 0.0, 0.0);
            s
        }
        View::Context => {
            let mut s = Scene::new(
                camera(v(0.4, 2.4, 0.0), standoff(10.0, 0.62), 30.0, 10.0),
                Backdrop::Linen(ink(LINEN)),
            );
            s.wall_distance = 60.0;
            s.put(sleeve(plastic), v(-0.8, 0.86, 2.6), 62.0, -90.0, 0.0);
            s.put(
                Vessel::new(Form::Bowl, OFF_WHITE),
                v(4.6, 0.0, -7.0),
                0.0,
                0.0,
                0.0,
            );
            s.put(Strung::rosette(palette), v(-5.0, 0.0, -1.0), 20.0, 0.0, 0.0);
            s
        }
    }
}

pub fn earrings(kind: Earring, pattern: Pattern, palette: Palette, view: View) -> Scene {
    let one = || Strung::earring(kind, pattern, palette);
    let top = |target, share: f32| {
        let mut s = Scene::new(
            camera(target, standoff(7.4, share), 74.0, 0.0),
            Backdrop::Paper(ink(STUDIO)),
        );
        s.wall_distance = 400.0;
        s.hardness = 6.0;
        s
    };
    match view {
        View::Front | View::Other => {
            let mut s = top(v(0.0, 0.0, 1.9), 0.62);
            if view == View::Other {
                s.ground = Backdrop::Linen(ink(LINEN));
                s.camera.yaw = 12.0;
            }
            s.put(one(), v(-2.0, 0.0, 0.0), 3.0, 0.0, 0.0);
            s.put(one(), v(2.0, 0.0, 0.15), -4.0, 0.0, 0.0);
            s
        }
        View::Detail => {
            let mut s = top(v(0.2, 0.0, 2.6), 1.7);
            s.camera.pitch = 52.0;
            s.camera.yaw = 16.0;
            s.put(one(), v(0.0, 0.0, 0.0), 4.0, 0.0, 0.0);
            s.put(one(), v(4.0, 0.0, 0.2), -5.0, 0.0, 0.0);
            s
        }
        View::Context => {
            let mut s = top(v(0.0, 0.0, 1.4), 0.52);
            s.ground = Backdrop::Boards(ink(OAK));
            s.camera.pitch = 58.0;
            s.put(one(), v(-1.9, 0.0, 1.0), 14.0, 0.0, 0.0);
            s.put(one(), v(2.0, 0.0, 1.6), -8.0, 0.0, 0.0);
            s.put(
                Vessel::new(Form::Bowl, OFF_WHITE),
                v(-4.5, 0.0, -9.0),
                0.0,
                0.0,
                0.0,
            );
            s
        }
    }
}

pub fn necklace(palette: Palette, view: View) -> Scene {
    let (target, share, pitch) = match view {
        View::Front => (v(0.0, 0.0, 3.4), 0.80, 76.0),
        View::Detail => (v(0.2, 0.0, 10.8), 2.6, 58.0),
        _ => (v(0.5, 0.0, 3.6), 0.70, 50.0),
    };
    let ground = if view == View::Context {
        Backdrop::Boards(ink(OAK))
    } else {
        Backdrop::Linen(ink(LINEN))
    };
    let mut s = Scene::new(
        camera(
            target,
            standoff(22.0, share),
            pitch,
            if view == View::Front { 0.0 } else { 14.0 },
        ),
        ground,
    );
    s.wall_distance = 400.0;
    s.hardness = 6.0;
    s.put(Strung::necklace(palette), v(0.0, 0.0, 0.0), 0.0, 0.0, 0.0);
    s
}

pub fn brooch(palette: Palette, view: View) -> Scene {
    let (share, pitch, ground) = match view {
        View::Front => (0.44, 72.0, Backdrop::Paper(ink(STUDIO))),
        View::Detail => (1.15, 48.0, Backdrop::Paper(ink(STUDIO))),
        _ => (0.40, 58.0, Backdrop::Linen(ink(0x59616B))),
    };
    let mut s = Scene::new(
        camera(v(0.0, 0.0, 0.0), standoff(5.2, share), pitch, 8.0),
        ground,
    );
    s.wall_distance = 400.0;
    s.hardness = 6.0;
    s.put(Strung::rosette(palette), v(0.0, 0.0, 0.0), 12.0, 0.0, 0.0);
    s
}

pub fn cuff(pattern: Pattern, palette: Palette, view: View) -> Scene {
    let (target, share, pitch, turn) = match view {
        View::Front => (v(0.0, 1.35, 0.0), 0.52, 24.0, 18.0),
        View::Detail => (v(0.2, 1.5, 2.0), 1.3, 20.0, 10.0),
        _ => (v(0.0, 1.0, 0.0), 0.5, 46.0, 152.0),
    };
    let ground = if view == View::Context {
        Backdrop::Linen(ink(LINEN))
    } else {
        Backdrop::Paper(ink(STUDIO))
    };
    let mut s = Scene::new(camera(target, standoff(6.0, share), pitch, 0.0), ground);
    s.put(
        Cuff::new(pattern, palette),
        v(0.0, 0.0, 0.0),
        turn,
        0.0,
        0.0,
    );
    s
}
