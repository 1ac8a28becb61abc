//! What stands in front of the camera: shapes, their surfaces, the ground and wall behind them.

use crate::vector::{Vec3, v};

/// How a point of a surface takes the light.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    /// Linear diffuse colour.
    pub albedo: Vec3,
    /// 0 is a mirror, 1 is chalk.
    pub rough: f32,
    /// Share of light reflected head-on: 0 dry, 0.04 glaze, 0.8 metal.
    pub mirror: f32,
    /// Whether reflections take the surface's own colour, as metals do.
    pub metal: bool,
    /// Tilts the normal, in the shape's own coordinates.
    pub bump: Vec3,
}

impl Surface {
    pub fn dry(albedo: Vec3) -> Self {
        Self {
            albedo,
            rough: 1.0,
            mirror: 0.0,
            metal: false,
            bump: v(0.0, 0.0, 0.0),
        }
    }

    pub fn glossy(albedo: Vec3, rough: f32) -> Self {
        Self {
            rough,
            mirror: 0.045,
            ..Self::dry(albedo)
        }
    }

    pub fn metal(albedo: Vec3, rough: f32) -> Self {
        Self {
            rough,
            mirror: 1.0,
            metal: true,
            ..Self::dry(albedo)
        }
    }

    pub fn bumped(self, bump: Vec3) -> Self {
        Self { bump, ..self }
    }
}

/// A solid described by its distance field, in centimetres.
pub trait Shape: Send + Sync {
    /// Signed distance, never more than the true distance.
    fn distance(&self, p: Vec3) -> f32;
    /// Centre and radius of a sphere that holds the whole shape.
    fn bounds(&self) -> (Vec3, f32);
    /// The surface at `p` with outward normal `n`.
    fn surface(&self, p: Vec3, n: Vec3) -> Surface;
    /// Step for the numerical normal; small for fine relief.
    fn fineness(&self) -> f32 {
        0.04
    }
}

/// A shape put somewhere, turned and leaned.
pub struct Placed {
    pub shape: Box<dyn Shape>,
    pub position: Vec3,
    /// The shape's own axes, in the world.
    pub axes: [Vec3; 3],
    pub centre: Vec3,
    pub radius: f32,
}

impl Placed {
    pub fn to_local(&self, p: Vec3) -> Vec3 {
        self.turn_to_local(p - self.position)
    }

    pub fn turn_to_local(&self, d: Vec3) -> Vec3 {
        v(
            d.dot(self.axes[0]),
            d.dot(self.axes[1]),
            d.dot(self.axes[2]),
        )
    }

    pub fn turn_to_world(&self, d: Vec3) -> Vec3 {
        self.axes[0] * d.x + self.axes[1] * d.y + self.axes[2] * d.z
    }
}

/// The material of ground or wall.
#[derive(Clone, Copy, Debug)]
pub enum Backdrop {
    /// Seamless studio paper of this colour.
    Paper(Vec3),
    /// Limewashed plaster.
    Plaster(Vec3),
    /// Oiled boards running left to right.
    Boards(Vec3),
    /// Woven linen.
    Linen(Vec3),
}

/// Where the photographer stands. Distances in centimetres, angles in degrees.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    pub target: Vec3,
    pub distance: f32,
    pub pitch: f32,
    pub yaw: f32,
    /// Vertical field of view.
    pub view_angle: f32,
}

/// Everything a picture shows.
pub struct Scene {
    pub things: Vec<Placed>,
    pub camera: Camera,
    pub ground: Backdrop,
    pub wall: Backdrop,
    /// How far behind the origin the wall stands; a cove joins it to the ground.
    pub wall_distance: f32,
    pub cove: f32,
    /// Height of the ground; below zero when things hang on a wall.
    pub floor: f32,
    /// Direction towards the large soft light.
    pub key: Vec3,
    /// Penumbra: 3 is an overcast window, 12 a small lamp.
    pub hardness: f32,
}

impl Scene {
    /// An empty studio looked at from the front.
    pub fn new(camera: Camera, backdrop: Backdrop) -> Self {
        Self {
            things: Vec::new(),
            camera,
            ground: backdrop,
            wall: backdrop,
            wall_distance: 34.0,
            cove: 14.0,
            floor: 0.0,
            key: v(-0.62, 0.82, 0.52).unit(),
            hardness: 4.5,
        }
    }

    /// Drops the ground out of sight.
    pub fn lower_ground(&mut self, by: f32) {
        self.floor = -by;
    }

    /// Puts a shape at `position`, first leaned backwards, then rolled, then turned about the vertical (degrees).
    pub fn put(
        &mut self,
        shape: impl Shape + 'static,
        position: Vec3,
        turn: f32,
        lean: f32,
        roll: f32,
    ) -> &mut Self {
        let (turn, lean, roll) = (turn.to_radians(), lean.to_radians(), roll.to_radians());
        let rotate = |p: Vec3| {
            let p = v(
                p.x * roll.cos() - p.y * roll.sin(),
                p.x * roll.sin() + p.y * roll.cos(),
                p.z,
            );
            let p = v(
                p.x,
                p.y * lean.cos() + p.z * lean.sin(),
                p.z * lean.cos() - p.y * lean.sin(),
            );
            v(
                p.x * turn.cos() + p.z * turn.sin(),
                p.y,
                p.z * turn.cos() - p.x * turn.sin(),
            )
        };
        let axes = [
            rotate(v(1.0, 0.0, 0.0)),
            rotate(v(0.0, 1.0, 0.0)),
            rotate(v(0.0, 0.0, 1.0)),
        ];
        let (centre, radius) = shape.bounds();
        let centre = position + axes[0] * centre.x + axes[1] * centre.y + axes[2] * centre.z;
        self.things.push(Placed {
            shape: Box::new(shape),
            position,
            axes,
            centre,
            radius,
        });
        self
    }

    /// Distance to the nearest thing; those further than `far` are measured by their bounds only.
    pub fn distance(&self, p: Vec3, far: f32) -> f32 {
        let mut best = f32::MAX;
        for thing in &self.things {
            let outside = (p - thing.centre).length() - thing.radius;
            if outside >= best {
                continue;
            }
            let d = if outside > far {
                outside
            } else {
                thing.shape.distance(thing.to_local(p))
            };
            best = best.min(d);
        }
        best
    }
}
