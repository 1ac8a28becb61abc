//! Ground and wall: the planes everything stands on, with the textures of paper, plaster, boards and linen.

use crate::noise::{chance, clouds, noise};
use crate::render::{BACKDROP, Hit};
use crate::scene::{Backdrop, Scene, Surface};
use crate::vector::{Vec3, floor, smoothstep, v};

/// Where a ray meets ground, cove or wall.
pub fn hit(scene: &Scene, eye: Vec3, ray: Vec3) -> Hit {
    let far = 4000.0;
    let ground = if ray.y < -1e-4 {
        (scene.floor - eye.y) / ray.y
    } else {
        far
    };
    let wall = if ray.z < -1e-4 {
        (-scene.wall_distance - eye.z) / ray.z
    } else {
        far
    };
    let (mut depth, mut normal) = if ground < wall {
        (ground, v(0.0, 1.0, 0.0))
    } else {
        (wall, v(0.0, 0.0, 1.0))
    };
    let mut at = eye + ray * depth;
    // Inside the corner, the quarter cylinder that joins the planes is met first.
    let r = scene.cove;
    if r > 0.0 && (at.y < r && at.z < r - scene.wall_distance) {
        let (oy, oz) = (eye.y - r, eye.z - (r - scene.wall_distance));
        let a = ray.y * ray.y + ray.z * ray.z;
        let b = oy * ray.y + oz * ray.z;
        let c = oy * oy + oz * oz - r * r;
        let root = b * b - a * c;
        if root > 0.0 {
            let t = (-b + root.sqrt()) / a;
            if t > 0.0 && t < depth + 0.01 {
                depth = t;
                at = eye + ray * t;
                normal = v(0.0, r - at.y, r - scene.wall_distance - at.z).unit();
            }
        }
    }
    Hit {
        thing: BACKDROP,
        depth,
        at,
        normal,
    }
}

/// The surface of ground or wall at a hit.
pub fn surface(scene: &Scene, hit: &mut Hit) -> Surface {
    let on_wall = hit.normal.z > 0.5;
    let (kind, a, b) = if on_wall {
        (scene.wall, hit.at.x, hit.at.y)
    } else {
        (scene.ground, hit.at.x, hit.at.z)
    };
    let (surface, slope) = match kind {
        Backdrop::Paper(colour) => {
            let tooth = noise(v(a * 14.0, b * 14.0, 3.0)) - 0.5;
            (Surface::dry(colour * (1.0 + 0.018 * tooth)), (0.0, 0.0))
        }
        Backdrop::Plaster(colour) => plaster(colour, a, b),
        Backdrop::Boards(colour) => boards(colour, a, b),
        Backdrop::Linen(colour) => linen(colour, a, b),
    };
    let tilt = if on_wall {
        v(slope.0, slope.1, 0.0)
    } else {
        v(slope.0, 0.0, slope.1)
    };
    hit.normal = (hit.normal + tilt).unit();
    surface
}

fn plaster(colour: Vec3, a: f32, b: f32) -> (Surface, (f32, f32)) {
    let broad = clouds(v(a * 0.09, b * 0.09, 1.0)) - 0.5;
    let trowel = |a: f32, b: f32| {
        clouds(v(a * 0.5, b * 0.8, 5.0)) * 0.5 + noise(v(a * 5.0, b * 5.0, 2.0)) * 0.05
    };
    let here = trowel(a, b);
    let slope = (
        (here - trowel(a + 0.2, b)) * 0.7,
        (here - trowel(a, b + 0.2)) * 0.7,
    );
    (Surface::dry(colour * (1.0 + 0.16 * broad)), slope)
}

fn boards(colour: Vec3, a: f32, b: f32) -> (Surface, (f32, f32)) {
    let width = 11.0;
    let row = floor(b / width) as f32;
    let across = b / width - row;
    let shift = chance(row as i32, 4, 2, 9) * 40.0;
    let wander = clouds(v((a + shift) * 0.035, row * 7.3, 1.0)) * 3.4;
    let rings = (across * 3.2 + wander) * 4.0;
    let rings = rings - floor(rings) as f32;
    let ring = smoothstep(0.0, 0.75, rings) * smoothstep(1.0, 0.86, rings);
    let fibre = noise(v((a + shift) * 0.9, b * 16.0, row));
    let pores = smoothstep(
        0.72,
        0.95,
        noise(v((a + shift) * 1.3, b * 26.0, row + 40.0)),
    );
    let tone = 0.82 + 0.20 * chance(row as i32, 1, 1, 3) + 0.13 * (fibre - 0.5)
        - 0.17 * ring
        - 0.16 * pores;
    let warm = colour.tint(v(1.0, 0.96, 0.90));
    let seam = smoothstep(0.0, 0.012, across) * smoothstep(1.0, 0.988, across);
    let albedo = warm.mix(colour, ring) * (tone * (0.35 + 0.65 * seam));
    let slope = ((fibre - 0.5) * 0.02, (fibre - 0.5) * 0.05);
    (
        Surface {
            mirror: 0.03,
            rough: 0.62,
            ..Surface::dry(albedo)
        },
        slope,
    )
}

fn linen(colour: Vec3, a: f32, b: f32) -> (Surface, (f32, f32)) {
    let drift = clouds(v(a * 0.12, b * 0.12, 9.0)) - 0.5;
    let thread = |along: f32, across: f32, salt: f32| {
        let slub = noise(v(along * 0.5, floor(across) as f32 * 3.1, salt));
        ((across - floor(across) as f32 - 0.5) * 3.1).cos() * (0.55 + 0.65 * slub)
    };
    let (u, w) = (a * 9.0 + drift, b * 9.0 - drift);
    let (fu, fw) = (floor(u) as f32, floor(w) as f32);
    let over = (floor(u) + floor(w)).rem_euclid(2) == 0;
    let height = if over {
        thread(b, u, 1.0)
    } else {
        thread(a, w, 2.0)
    };
    let slub = noise(v(a * 0.6, fw * 1.7, 6.0)) + noise(v(fu * 1.7, b * 0.6, 8.0));
    let albedo = colour * (0.80 + 0.14 * height + 0.10 * (slub - 1.0) + 0.10 * drift);
    let lean = (u - fu - 0.5, w - fw - 0.5);
    let slope = if over {
        (lean.0 * 0.35, 0.0)
    } else {
        (0.0, lean.1 * 0.35)
    };
    (Surface::dry(albedo), slope)
}
