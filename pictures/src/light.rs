//! The studio's light: one large softbox, a faint strip from the other side, bright walls all round.

use crate::render::{BACKDROP, Hit};
use crate::scene::{Scene, Surface};
use crate::vector::{Vec3, smoothstep, v};

/// Shares (0..1) of key light and of surrounding light that reach a point.
#[derive(Clone, Copy)]
pub struct Light {
    pub key: f32,
    pub sky: f32,
}

const KEY: Vec3 = v(1.26, 1.19, 1.08);
const SKY: Vec3 = v(0.50, 0.52, 0.55);
const BOUNCE: Vec3 = v(0.30, 0.27, 0.235);

/// A soft-edged rectangle of light in direction `towards`, seen by the ray `r`.
fn softbox(r: Vec3, towards: Vec3, half_width: f32, half_height: f32, blur: f32) -> f32 {
    let facing = r.dot(towards);
    if facing <= 0.02 {
        return 0.0;
    }
    let right = towards.cross(v(0.0, 1.0, 0.0)).unit();
    let up = right.cross(towards);
    let (x, y) = (r.dot(right) / facing, r.dot(up) / facing);
    let side = |half: f32, at: f32| smoothstep(half + blur, half - blur, at.abs());
    side(half_width, x) * side(half_height, y) * (half_width / (half_width + blur * 0.6))
}

/// What a ray that leaves the subject sees: the room.
fn surroundings(scene: &Scene, r: Vec3, rough: f32) -> Vec3 {
    let blur = 0.05 + rough * 1.1;
    let height = 0.5 + 0.5 * r.y;
    let room = v(0.20, 0.19, 0.17).mix(v(0.62, 0.62, 0.61), smoothstep(0.15, 0.95, height));
    let window = softbox(r, scene.key, 0.42, 0.55, blur) * 5.2;
    let strip = softbox(r, v(0.93, 0.30, -0.1).unit(), 0.10, 0.8, blur) * 1.6;
    room + v(1.0, 0.97, 0.92) * window + v(0.92, 0.96, 1.0) * strip
}

/// The light that leaves a surface towards the camera.
pub fn shade(scene: &Scene, surface: &Surface, hit: &Hit, to_eye: Vec3, light: Light) -> Vec3 {
    let n = hit.normal;
    let facing = ((n.dot(scene.key) + 0.12) / 1.12).max(0.0);
    let sky = BOUNCE.mix(SKY, 0.5 + 0.5 * n.y) * light.sky;
    // Light bounced between pale surfaces warms what stands close to them.
    let glow = surface.albedo * (0.10 * (1.0 - light.sky));
    let mut colour = v(0.0, 0.0, 0.0);
    let body = surface.albedo.tint(KEY * (facing * light.key) + sky + glow);
    colour = colour + body * if surface.metal { 0.35 } else { 1.0 };
    if surface.mirror > 0.0 {
        let cosine = n.dot(to_eye).clamp(0.0, 1.0);
        let grazing = (1.0 - cosine).powi(5) * (1.0 - 0.75 * surface.rough);
        let share = surface.mirror + (1.0 - surface.mirror) * grazing;
        let r = n * (2.0 * n.dot(to_eye)) - to_eye;
        let seen =
            surroundings(scene, r.unit(), surface.rough) * (light.sky * (0.35 + 0.65 * light.key));
        let tinted = if surface.metal {
            seen.tint(surface.albedo)
        } else {
            seen
        };
        colour = colour * (1.0 - share * 0.6) + tinted * share;
    }
    if hit.thing == BACKDROP {
        colour * pool(hit.at - scene.camera.target, scene)
    } else {
        colour
    }
}

/// The pool of light around the subject: paper further away is a little darker.
fn pool(from_subject: Vec3, scene: &Scene) -> f32 {
    let towards_key = from_subject.dot(v(scene.key.x, 0.0, scene.key.z)) / scene.camera.distance;
    let away = from_subject.length() / scene.camera.distance;
    (1.03 + 0.22 * towards_key) / (1.0 + 0.30 * away * away)
}
