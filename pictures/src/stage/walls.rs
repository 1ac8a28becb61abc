//! Prints and weavings: laid out on a table, hung on the wall, leaned on a shelf.

use std::sync::Arc;

use super::{OAK, WALL, camera, on_the_wall, standoff};
use crate::design::Design;
use crate::glaze::Glaze;
use crate::glaze::OFF_WHITE;
use crate::scene::{Backdrop, Scene};
use crate::sheet::Sheet;
use crate::subject::View;
use crate::vector::{ink, v};
use crate::vessel::{Form, Vessel};
use crate::weaving::{Hanging, Weave};

pub fn print(design: Design, inks: [u32; 2], paper: u32, view: View) -> Scene {
    let impression = Arc::new(design.impression(inks, paper));
    let sheet = Sheet::loose(30.0, impression.clone(), paper, 1.1);
    match view {
        View::Front => {
            let mut s = Scene::new(
                camera(v(0.0, 0.0, 0.0), standoff(39.6, 0.84), 83.0, 0.0),
                Backdrop::Linen(ink(0xCFC4B0)),
            );
            s.wall_distance = 900.0;
            s.put(sheet, v(0.0, 0.08, 0.0), -2.0, 90.0, 0.0);
            s
        }
        View::Detail => {
            let mut s = Scene::new(
                camera(v(3.0, 0.0, 3.0), standoff(39.6, 2.6), 52.0, 24.0),
                Backdrop::Boards(ink(OAK)),
            );
            s.wall_distance = 900.0;
            s.hardness = 7.0;
            s.put(sheet, v(0.0, 0.08, 0.0), 0.0, 90.0, 0.0);
            s
        }
        View::Other => {
            let mut s = Scene::new(
                camera(v(0.0, 0.0, 1.0), standoff(44.0, 0.80), 62.0, 10.0),
                Backdrop::Boards(ink(OAK)),
            );
            s.wall_distance = 900.0;
            s.put(sheet, v(-0.5, 0.08, 0.5), -6.0, 90.0, 0.0);
            s.put(
                Vessel::new(Form::Tumbler, OFF_WHITE),
                v(17.0, 0.0, -21.0),
                0.0,
                0.0,
                0.0,
            );
            s
        }
        View::Context => framed_on_shelf(Sheet::framed(30.0, impression, paper, 0x6E4A30)),
    }
}

pub fn framed_print(design: Design, inks: [u32; 2], paper: u32, wood: u32, view: View) -> Scene {
    let framed = Sheet::framed(30.0, Arc::new(design.impression(inks, paper)), paper, wood);
    match view {
        View::Context => framed_on_shelf(framed),
        _ => {
            let height = framed.half_height() * 2.0;
            let (share, yaw) = if view == View::Detail {
                (1.6, 24.0)
            } else {
                (0.80, 0.0)
            };
            let target = if view == View::Detail {
                v(-5.0, -4.0, 0.0)
            } else {
                v(0.0, 0.0, 0.0)
            };
            let mut s = Scene::new(
                camera(target, standoff(height, share), 1.0, yaw),
                Backdrop::Plaster(ink(WALL)),
            );
            on_the_wall(&mut s);
            s.put(framed, v(0.0, 0.0, 0.2), 0.0, 0.0, 0.0);
            s
        }
    }
}

pub fn hanging(weave: Weave, palette: [u32; 4], view: View) -> Scene {
    let (target, share, yaw) = match view {
        View::Front => (v(0.0, -13.5, 0.0), 0.92, 0.0),
        View::Detail => (v(1.0, -20.0, 0.0), 2.7, 26.0),
        _ => (v(0.0, -14.5, 0.0), 0.74, 26.0),
    };
    let mut s = Scene::new(
        camera(target, standoff(46.0, share), 2.0, yaw),
        Backdrop::Plaster(ink(WALL)),
    );
    on_the_wall(&mut s);
    s.put(
        Hanging::new(weave, palette),
        v(0.0, 0.0, 0.65),
        0.0,
        0.0,
        0.0,
    );
    s
}

fn framed_on_shelf(framed: Sheet) -> Scene {
    let height = framed.half_height();
    let mut s = Scene::new(
        camera(
            v(4.0, height * 0.95, 0.0),
            standoff(height * 2.0, 0.66),
            6.0,
            -8.0,
        ),
        Backdrop::Plaster(ink(WALL)),
    );
    s.ground = Backdrop::Boards(ink(OAK));
    s.wall_distance = 7.0;
    s.cove = 0.0;
    s.put(framed, v(-2.0, height + 0.1, -4.0), 0.0, 6.0, 0.0);
    s.put(
        Vessel::new(
            Form::Bottle,
            Glaze {
                base: 0x3F5573,
                rim: 0x8C6A4C,
                shine: 0.7,
                ..OFF_WHITE
            },
        ),
        v(17.5, 0.0, 3.0),
        0.0,
        0.0,
        0.0,
    );
    s.put(
        Vessel::new(Form::Bowl, OFF_WHITE),
        v(-15.0, 0.0, 6.5),
        0.0,
        0.0,
        0.0,
    );
    s
}
