//! Pots: the turned body of each form with its handle, spout and lid.

use crate::glaze::Glaze;
use crate::lathe::Lathe;
use crate::scene::{Shape, Surface};
use crate::strap::Strap;
use crate::vector::{Vec3, hypotenuse, ink, line_distance, smooth_min, v};

/// The forms the potter makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    Mug,
    Tumbler,
    Bowl,
    WideBowl,
    Plate,
    Vase,
    Bottle,
    MoonJar,
    Teapot,
    Jug,
}

/// A pot, standing on the origin.
pub struct Vessel {
    body: Lathe,
    handle: Option<Strap>,
    handle_thickness: f32,
    /// Centre line and radius of the spout.
    spout: Vec<(Vec3, f32)>,
    lid: Option<Lathe>,
    /// A cane hoop over the top of a teapot.
    hoop: Option<Strap>,
    /// How far the rim is pulled out into a pouring lip.
    lip: f32,
    glaze: Glaze,
}

impl Vessel {
    pub fn new(form: Form, glaze: Glaze) -> Self {
        let outer: &[(f32, f32)] = match form {
            Form::Mug => &[
                (3.3, 0.0),
                (3.75, 0.5),
                (4.1, 2.0),
                (4.15, 5.0),
                (4.05, 8.0),
                (4.2, 9.4),
            ],
            Form::Tumbler => &[
                (2.7, 0.0),
                (3.1, 0.5),
                (3.6, 2.5),
                (3.85, 6.0),
                (3.95, 10.2),
            ],
            Form::Bowl => &[(3.1, 0.0), (3.2, 0.7), (5.0, 1.7), (6.7, 4.0), (7.5, 7.2)],
            Form::WideBowl => &[(4.6, 0.0), (4.7, 0.8), (8.0, 1.6), (11.0, 3.6), (12.4, 6.4)],
            Form::Plate => &[(6.5, 0.0), (6.7, 0.6), (9.5, 0.9), (11.6, 1.5), (13.0, 2.6)],
            Form::Vase => &[
                (3.7, 0.0),
                (4.3, 0.6),
                (6.1, 4.0),
                (6.9, 8.5),
                (6.0, 13.0),
                (3.3, 17.0),
                (2.5, 19.5),
                (2.9, 21.4),
                (3.5, 22.2),
            ],
            Form::Bottle => &[
                (3.6, 0.0),
                (4.2, 0.5),
                (4.9, 3.0),
                (4.8, 7.5),
                (3.4, 11.0),
                (1.7, 13.5),
                (1.3, 17.0),
                (1.4, 20.0),
                (2.0, 21.4),
            ],
            Form::MoonJar => &[
                (4.2, 0.0),
                (5.2, 0.9),
                (8.6, 4.5),
                (9.9, 9.2),
                (8.9, 14.0),
                (5.6, 17.6),
                (4.2, 18.5),
                (4.2, 19.8),
            ],
            Form::Teapot => &[
                (4.0, 0.0),
                (4.8, 0.5),
                (7.0, 3.0),
                (7.5, 5.6),
                (6.4, 8.6),
                (4.1, 10.4),
                (3.3, 10.8),
            ],
            Form::Jug => &[
                (4.0, 0.0),
                (4.6, 0.6),
                (5.7, 3.5),
                (5.9, 7.0),
                (5.0, 11.0),
                (4.0, 14.0),
                (3.9, 16.0),
                (4.5, 18.2),
            ],
        };
        let wall = match form {
            Form::Plate | Form::WideBowl => 0.42,
            Form::MoonJar | Form::Vase => 0.45,
            _ => 0.34,
        };
        let body = Lathe::thrown(outer, wall);
        let handle = match form {
            Form::Mug => Some(Strap::thick(&[
                (3.9, 7.9),
                (5.6, 8.3),
                (6.8, 7.2),
                (6.9, 5.0),
                (5.9, 3.0),
                (3.95, 2.3),
            ])),
            Form::Jug => Some(Strap::thick(&[
                (3.7, 15.6),
                (5.6, 16.6),
                (7.8, 15.0),
                (8.4, 11.6),
                (7.6, 8.0),
                (5.5, 5.9),
            ])),
            _ => None,
        };
        let teapot = form == Form::Teapot;
        let spout = if teapot {
            vec![
                (v(-5.2, 4.0, 0.0), 2.0),
                (v(-8.6, 6.2, 0.0), 1.3),
                (v(-11.0, 9.6, 0.0), 0.75),
            ]
        } else {
            Vec::new()
        };
        let lid = teapot.then(|| {
            Lathe::solid(&[
                (3.35, 10.75),
                (3.6, 11.0),
                (3.0, 11.6),
                (1.4, 12.2),
                (0.75, 12.6),
                (0.7, 13.0),
                (1.15, 13.7),
                (0.9, 14.25),
                (0.0, 14.4),
            ])
        });
        let hoop = teapot.then(|| {
            Strap::thick(&[
                (-5.0, 9.2),
                (-6.4, 11.4),
                (-6.0, 14.6),
                (-3.2, 17.0),
                (0.0, 17.7),
                (3.2, 17.0),
                (6.0, 14.6),
                (6.4, 11.4),
                (5.0, 9.2),
            ])
        });
        let lip = if form == Form::Jug { 1.0 } else { 0.0 };
        Self {
            body,
            handle,
            handle_thickness: if form == Form::Jug { 0.62 } else { 0.55 },
            spout,
            lid,
            hoop,
            lip,
            glaze,
        }
    }

    pub fn height(&self) -> f32 {
        self.body.height
    }

    /// Height with lid and hoop.
    pub fn full_height(&self) -> f32 {
        if self.hoop.is_some() {
            18.0
        } else {
            self.body.height
        }
    }

    pub fn widest(&self) -> f32 {
        self.body.widest
    }

    fn body_distance(&self, p: Vec3) -> f32 {
        let mut q = p;
        if self.lip > 0.0 && p.x < 0.0 {
            // Squeezing space near the rim draws the wall out to a beak.
            let high = ((p.y / self.body.height - 0.78) / 0.22).clamp(0.0, 1.1);
            let narrow = (1.0 - (p.z / 2.4).powi(2)).max(0.0);
            q.x += self.lip * high * high * narrow * narrow;
        }
        let d = self.body.distance(hypotenuse(q.x, q.z), q.y);
        if self.lip > 0.0 { d * 0.8 } else { d }
    }

    fn handle_distance(&self, strap: &Strap, p: Vec3) -> f32 {
        let (d, along) = strap.at(p.x, p.y);
        // Thicker where it joins the wall, and wider than thick.
        let s = (along - 0.5).abs() * 2.0;
        hypotenuse((d - 0.22 * s * s * s * s).max(0.0), p.z * 0.62) - self.handle_thickness
    }

    fn hoop_distance(strap: &Strap, p: Vec3) -> f32 {
        let (d, along) = strap.at(p.x, p.y);
        // Cane wound round the hoop.
        hypotenuse(d, p.z) - 0.36 - (along * 95.0).sin().abs() * 0.05
    }

    fn spout_distance(&self, p: Vec3) -> f32 {
        let mut d = f32::MAX;
        for w in self.spout.windows(2) {
            let (to_line, t) = line_distance(p, w[0].0, w[1].0);
            d = smooth_min(d, to_line - (w[0].1 + (w[1].1 - w[0].1) * t), 1.2);
        }
        // Cut level and hollow at the mouth.
        let mouth = self.spout[self.spout.len() - 1];
        let hole = line_distance(p, mouth.0 - v(-0.9, 1.7, 0.0), mouth.0 + v(-0.9, 1.7, 0.0)).0
            - mouth.1 * 0.62;
        d.max(p.y - mouth.0.y - 0.2).max(-hole)
    }
}

impl Shape for Vessel {
    fn distance(&self, p: Vec3) -> f32 {
        let mut d = self.body_distance(p);
        if let Some(strap) = &self.handle
            && p.x > 0.0
        {
            let inside = hypotenuse(p.x, p.z) < self.body.radius_at(p.y) - 0.25 && p.y > 0.5;
            if !inside {
                d = smooth_min(d, self.handle_distance(strap, p), 0.7) * 0.92;
            }
        }
        if !self.spout.is_empty() && p.x < 0.0 {
            d = smooth_min(d, self.spout_distance(p), 1.0) * 0.9;
        }
        if let Some(lid) = &self.lid {
            d = d.min(lid.distance(hypotenuse(p.x, p.z), p.y));
        }
        if let Some(strap) = &self.hoop {
            d = d.min(Self::hoop_distance(strap, p));
        }
        d
    }

    fn bounds(&self) -> (Vec3, f32) {
        let top = if self.hoop.is_none() {
            self.body.height
        } else {
            18.2
        };
        let mut wide = self.body.widest + 0.2;
        let mut centre = v(0.0, top * 0.5, 0.0);
        if self.handle.is_some() {
            wide += 1.6;
            centre.x += 1.2;
        }
        if !self.spout.is_empty() {
            wide += 3.0;
            centre.x -= 1.6;
        }
        (centre, hypotenuse(wide, top * 0.5) + 0.2)
    }

    fn surface(&self, p: Vec3, n: Vec3) -> Surface {
        if let Some(strap) = &self.hoop
            && Self::hoop_distance(strap, p) < 0.06
        {
            let strand = (p.x * 9.0 + p.y * 7.0).sin() * 0.12;
            return Surface {
                mirror: 0.03,
                ..Surface::glossy(ink(0xB98A4E) * (0.9 + strand), 0.5)
            };
        }
        let radial = hypotenuse(p.x, p.z);
        let outer = self.body.radius_at(p.y.clamp(0.1, self.body.height - 0.1));
        let on_wall = radial < outer + 0.3;
        let inside = on_wall && radial < outer - 0.12 && p.y > 0.35 && self.lid.is_none();
        let upward_floor = n.y > 0.3 && radial < outer - 0.12 && self.lid.is_none();
        self.glaze.surface(
            p,
            n,
            self.height().max(1.0),
            self.body.widest,
            inside || upward_floor,
        )
    }

    fn fineness(&self) -> f32 {
        0.09
    }
}
