//! Sets the scene for each subject and view: what stands where, and where the camera stands.

mod beads;
mod pots;
mod scenery;
mod walls;

pub use scenery::{studio, worktable};

use crate::scene::{Camera, Scene};
use crate::subject::{Subject, View};
use crate::vector::{Vec3, v};

/// Seamless paper in the shop's own off-white.
const STUDIO: u32 = 0xEFE6D8;
const LINEN: u32 = 0xD9CDB8;
const OAK: u32 = 0xAD8D68;
const WALL: u32 = 0xE9E1D4;

fn camera(target: Vec3, distance: f32, pitch: f32, yaw: f32) -> Camera {
    Camera {
        target,
        distance,
        pitch,
        yaw,
        view_angle: 21.0,
    }
}

/// Distance at which something `size` centimetres tall fills `share` of the picture's height.
fn standoff(size: f32, share: f32) -> f32 {
    size / share / (2.0 * 10.5_f32.to_radians().tan())
}

pub fn scene(subject: &Subject, view: View) -> Scene {
    match *subject {
<<<<<<< HEAD
        Subject::Vessel { form, glaze } => vessel(form, glaze, view),
        Subject::Set { form, glaze, count } => set(form, glaze, count, view),
=======
        Subject::Vessel { form, glaze } => pots::vessel(form, glaze, view),
        Subject::Set { form, glaze, count } => pots::set(form, glaze, count, view),
        Subject::Carving { kind, wood } => pots::carving(kind, wood, view),
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
        Subject::LighterSleeve {
            pattern,
            palette,
            plastic,
<<<<<<< HEAD
        } => {
            let sleeve = |c: u32| LighterSleeve::new(pattern, palette, c);
            match view {
                View::Front | View::Other => {
                    let turn = if view == View::Front { 14.0 } else { 158.0 };
                    let mut s = Scene::new(
                        camera(v(0.05, 3.85, 0.0), standoff(8.0, 0.62), 11.0, 0.0),
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
=======
        } => beads::lighter_sleeve(pattern, palette, plastic, view),
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
        Subject::Earrings {
            kind,
            pattern,
            palette,
<<<<<<< HEAD
        } => {
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
        Subject::Necklace { palette } => {
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
        Subject::Brooch { palette } => {
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
        Subject::Cuff { pattern, palette } => {
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
=======
        } => beads::earrings(kind, pattern, palette, view),
        Subject::Necklace { palette } => beads::necklace(palette, view),
        Subject::Brooch { palette } => beads::brooch(palette, view),
        Subject::Cuff { pattern, palette } => beads::cuff(pattern, palette, view),
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
        Subject::Print {
            design,
            inks,
            paper,
<<<<<<< HEAD
        } => {
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
=======
        } => walls::print(design, inks, paper, view),
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
        Subject::FramedPrint {
            design,
            inks,
            paper,
            wood,
<<<<<<< HEAD
        } => {
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
        Subject::Hanging { weave, palette } => {
            let (target, share, yaw) = match view {
                View::Front => (v(0.0, -13.5, 0.0), 0.80, 0.0),
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
        Subject::Carving { kind, wood } => carving(Carved::new(kind, wood), view, kind, wood),
=======
        } => walls::framed_print(design, inks, paper, wood, view),
        Subject::Hanging { weave, palette } => walls::hanging(weave, palette, view),
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
    }
}

/// Moves the wall to the origin, for things that hang.
fn on_the_wall(s: &mut Scene) {
    s.wall_distance = 0.0;
    s.cove = 0.0;
    s.key = v(-0.72, 0.62, 0.74).unit();
    s.lower_ground(400.0);
}
<<<<<<< HEAD

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

fn vessel(form: Form, glaze: Glaze, view: View) -> Scene {
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
                    Carved::new(crate::woodwork::Carving::Spoon, 0xA87648),
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

fn set(form: Form, glaze: Glaze, count: u8, view: View) -> Scene {
    let first = Vessel::new(form, glaze);
    let (h, w) = (first.full_height(), first.widest());
    let spread = [(0.0, 0.0), (1.9, -1.5), (-1.9, -1.7), (0.2, -3.4)];
    let (share, pitch, ground) = match view {
        View::Detail => (0.9, 26.0, Backdrop::Paper(ink(STUDIO))),
        View::Other => (0.52, 52.0, Backdrop::Paper(ink(STUDIO))),
        View::Context => (0.46, 24.0, Backdrop::Boards(ink(OAK))),
        View::Front => (0.54, 22.0, Backdrop::Paper(ink(STUDIO))),
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

fn carving(piece: Carved, view: View, kind: crate::woodwork::Carving, wood: u32) -> Scene {
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

/// The home page's picture: a worktable with a little of everything.
pub fn worktable() -> Scene {
    use crate::bead_pattern::Pattern;
    use crate::design::Design;
    let mut s = Scene::new(
        Camera {
            target: v(0.5, 9.5, -4.0),
            distance: 142.0,
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
        v(22.5, 0.0, 10.5),
        160.0,
        0.0,
        0.0,
    );
    s.put(
        Carved::new(crate::woodwork::Carving::Spoon, 0xA87648),
        v(-22.0, 0.0, 8.0),
        70.0,
        0.0,
        0.0,
    );
    s.put(
        Strung::earring(
            crate::bead_strand::Earring::Fringe,
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
            crate::bead_strand::Earring::Fringe,
            Pattern::Chevron,
            [0x7FA79B, 0x23395B, 0xE2A93B, 0xF1E7D3],
        ),
        v(-8.2, 0.0, 15.2),
        12.0,
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
=======
>>>>>>> 20ae35f (Stock the demonstration shop: products, pages and a description for every picture)
