//! From scene to photograph: sphere tracing, soft shadow and occlusion at half size, shading at full size, edges again.

use image::RgbImage;

use crate::backdrop;
use crate::grade::develop;
use crate::light::{Light, shade};
use crate::scene::{Scene, Surface};
use crate::vector::{Vec3, v};

/// Index given to ground and wall, which are not in the list of things.
pub const BACKDROP: u16 = u16::MAX;

/// Where a ray ended.
#[derive(Clone, Copy)]
pub struct Hit {
    pub thing: u16,
    pub depth: f32,
    pub at: Vec3,
    pub normal: Vec3,
}

struct Lens {
    eye: Vec3,
    right: Vec3,
    up: Vec3,
    forward: Vec3,
    scale: f32,
    half: (f32, f32),
}

impl Lens {
    fn new(scene: &Scene, width: u32, height: u32) -> Self {
        let camera = scene.camera;
        let (pitch, yaw) = (camera.pitch.to_radians(), camera.yaw.to_radians());
        let back = v(
            yaw.sin() * pitch.cos(),
            pitch.sin(),
            yaw.cos() * pitch.cos(),
        );
        let forward = -back;
        // A camera that looks straight down takes the top of the picture from its yaw.
        let right = v(yaw.cos(), 0.0, -yaw.sin());
        Self {
            eye: camera.target + back * camera.distance,
            right,
            up: right.cross(forward),
            forward,
            scale: (camera.view_angle.to_radians() * 0.5).tan() * 2.0 / height as f32,
            half: (width as f32 * 0.5, height as f32 * 0.5),
        }
    }

    fn ray(&self, x: f32, y: f32) -> Vec3 {
        let (dx, dy) = (
            (x - self.half.0) * self.scale,
            (self.half.1 - y) * self.scale,
        );
        (self.forward + self.right * dx + self.up * dy).unit()
    }
}

/// Follows one ray; nothing is expected nearer than `start`.
fn trace(scene: &Scene, eye: Vec3, ray: Vec3, precision: f32, start: f32) -> Hit {
    let mut hit = backdrop::hit(scene, eye, ray);
    for (index, thing) in scene.things.iter().enumerate() {
        let to_centre = thing.centre - eye;
        let along = to_centre.dot(ray);
        let aside = to_centre.dot(to_centre) - along * along;
        let reach = thing.radius * thing.radius - aside;
        if reach <= 0.0 {
            continue;
        }
        let reach = reach.sqrt();
        let (mut t, end) = ((along - reach).max(start), (along + reach).min(hit.depth));
        if t >= end {
            continue;
        }
        let (origin, direction) = (thing.to_local(eye), thing.turn_to_local(ray));
        for _ in 0..110 {
            let d = thing.shape.distance(origin + direction * t);
            if d < precision * t {
                let at = origin + direction * t;
                let e = thing.shape.fineness();
                // Four taps on a tetrahedron are enough for a gradient.
                let tap = |s: Vec3| s * thing.shape.distance(at + s * e);
                let n = tap(v(1.0, -1.0, -1.0))
                    + tap(v(-1.0, -1.0, 1.0))
                    + tap(v(-1.0, 1.0, -1.0))
                    + tap(v(1.0, 1.0, 1.0));
                hit = Hit {
                    thing: index as u16,
                    depth: t,
                    at: eye + ray * t,
                    normal: thing.turn_to_world(n.unit()),
                };
                break;
            }
            t += d.max(precision * t);
            if t > end {
                break;
            }
        }
    }
    hit
}

fn surface(scene: &Scene, hit: &mut Hit) -> Surface {
    if hit.thing == BACKDROP {
        return backdrop::surface(scene, hit);
    }
    let thing = &scene.things[hit.thing as usize];
    let local_normal = thing.turn_to_local(hit.normal);
    let surface = thing.shape.surface(thing.to_local(hit.at), local_normal);
    if surface.bump != v(0.0, 0.0, 0.0) {
        hit.normal = thing.turn_to_world((local_normal + surface.bump).unit());
    }
    surface
}

/// How much of the key light and of the surroundings reaches a point.
fn light_reaching(scene: &Scene, hit: &Hit) -> Light {
    let start = hit.at + hit.normal * 0.06;
    // What faces away is dark without asking, and dim enough not to show a seam.
    let key = if hit.normal.dot(scene.key) < -0.2 {
        0.3
    } else {
        key_light(scene, start)
    };
    Light {
        key,
        sky: sky_light(scene, hit),
    }
}

fn key_light(scene: &Scene, start: Vec3) -> f32 {
    // Only things near the way to the light can shade the point.
    let (mut from, mut to) = (f32::MAX, 0.0_f32);
    for thing in &scene.things {
        let d = thing.centre - start;
        let along = d.dot(scene.key);
        let aside = (d.dot(d) - along * along).max(0.0).sqrt() - thing.radius;
        if along > -thing.radius && aside * scene.hardness < along + thing.radius {
            let reach = thing.radius + (along + thing.radius) / scene.hardness;
            from = from.min(along - reach);
            to = to.max(along + thing.radius);
        }
    }
    let mut open = 1.0_f32;
    let mut t = from.max(0.08);
    // Penumbra from the closest approach, continued through the edge of the caster so that both halves fade
    // (after Inigo Quilez, "Soft shadows in raymarched SDFs").
    for _ in 0..36 {
        if open < -1.0 || t > to {
            break;
        }
        let d = scene.distance(start + scene.key * t, 1.0 + t / scene.hardness);
        open = open.min(scene.hardness * d / t);
        t += d.clamp((0.08 + t * 0.04).min(5.0), 5.0);
    }
    let open = open.max(-1.0);
    0.25 * (1.0 + open) * (1.0 + open) * (2.0 - open)
}

fn sky_light(scene: &Scene, hit: &Hit) -> f32 {
    let mut blocked = 0.0;
    for (reach, weight) in [
        (0.12, 0.9),
        (0.35, 0.6),
        (0.9, 0.42),
        (2.2, 0.32),
        (5.0, 0.26),
    ] {
        let p = hit.at + hit.normal * reach;
        let ground = if hit.thing == BACKDROP {
            f32::MAX
        } else {
            (p.y - scene.floor).max(0.0)
        };
        let d = scene.distance(p, reach).min(ground);
        blocked += (1.0 - (d / reach).clamp(0.0, 1.0)) * weight;
    }
    1.0 / (1.0 + 0.85 * blocked + 0.6 * blocked * blocked)
}

struct Buffers {
    width: usize,
    height: usize,
    hits: Vec<Hit>,
    /// Light is soft: one sample for every `coarse` × `coarse` pixels is enough.
    lights: Vec<Light>,
    coarse: usize,
    stride: usize,
}

impl Buffers {
    /// Light at a pixel, blended from the coarse neighbours that lie on the same thing.
    fn light(&self, x: usize, y: usize, hit: &Hit) -> Light {
        let c = self.coarse;
        let (cx, cy) = (x / c, y / c);
        let (fx, fy) = ((x % c) as f32 / c as f32, (y % c) as f32 / c as f32);
        let mut total = Light { key: 0.0, sky: 0.0 };
        let mut weights = 0.0;
        for (dx, dy, w) in [
            (0, 0, (1.0 - fx) * (1.0 - fy)),
            (1, 0, fx * (1.0 - fy)),
            (0, 1, (1.0 - fx) * fy),
            (1, 1, fx * fy),
        ] {
            let (hx, hy) = (cx + dx, cy + dy);
            if hy * c >= self.height || hx * c >= self.width {
                continue;
            }
            let other = &self.hits[hy * c * self.width + hx * c];
            let same = if other.thing == hit.thing { 1.0 } else { 1e-4 };
            let near = 1.0 / (1.0 + 4.0 * (other.depth - hit.depth).abs());
            let facing = other.normal.dot(hit.normal).max(0.02);
            let w = (w + 1e-3) * same * near * facing * facing;
            let light = self.lights[hy * self.stride + hx];
            total.key += light.key * w;
            total.sky += light.sky * w;
            weights += w;
        }
        Light {
            key: total.key / weights,
            sky: total.sky / weights,
        }
    }

    /// A depth that nothing around the pixel comes closer than.
    fn nearest(&self, x: usize, y: usize) -> f32 {
        let mut depth = f32::MAX;
        for y in y.saturating_sub(1)..(y + 2).min(self.height) {
            for x in x.saturating_sub(1)..(x + 2).min(self.width) {
                depth = depth.min(self.hits[y * self.width + x].depth);
            }
        }
        depth - CLEAR
    }

    /// Whether the pixel borders something else, so that one ray is not enough.
    fn is_edge(&self, x: usize, y: usize) -> bool {
        let here = &self.hits[y * self.width + x];
        let differs = |x: usize, y: usize| {
            let other = &self.hits[y * self.width + x];
            other.thing != here.thing
                || (other.depth - here.depth).abs() > 0.012 * here.depth
                || other.normal.dot(here.normal) < 0.4
        };
        (x > 0 && differs(x - 1, y))
            || (x + 1 < self.width && differs(x + 1, y))
            || (y > 0 && differs(x, y - 1))
            || (y + 1 < self.height && differs(x, y + 1))
    }
}

/// How far in front of their neighbours' hits the rays in between begin, in centimetres.
const CLEAR: f32 = 0.5;

/// Where every pixel's ray ends. A coarse grid is traced from the camera; the rays in between start just in front of
/// what their four neighbours met, which saves most of the way.
fn all_hits(
    scene: &Scene,
    lens: &Lens,
    w: usize,
    h: usize,
    coarse: usize,
    precision: f32,
) -> Vec<Hit> {
    let (columns, rows) = (w.div_ceil(coarse) + 1, h.div_ceil(coarse) + 1);
    let ray = |x: usize, y: usize| lens.ray(x as f32 + 0.5, y as f32 + 0.5);
    let mut grid = Vec::with_capacity(columns * rows);
    for y in 0..rows {
        for x in 0..columns {
            grid.push(trace(
                scene,
                lens.eye,
                ray(x * coarse, y * coarse),
                precision,
                0.01,
            ));
        }
    }
    let mut hits = Vec::with_capacity(w * h);
    for y in 0..h {
        for x in 0..w {
            let cell = y / coarse * columns + x / coarse;
            if x % coarse == 0 && y % coarse == 0 {
                hits.push(grid[cell]);
                continue;
            }
            let corners = [
                &grid[cell],
                &grid[cell + 1],
                &grid[cell + columns],
                &grid[cell + columns + 1],
            ];
            if corners.iter().all(|c| c.thing == BACKDROP) {
                hits.push(backdrop::hit(scene, lens.eye, ray(x, y)));
            } else {
                let nearest = corners.iter().map(|c| c.depth).fold(f32::MAX, f32::min);
                let farthest = corners.iter().map(|c| c.depth).fold(0.0, f32::max);
                let clear = (0.1 + farthest - nearest).min(CLEAR);
                hits.push(trace(
                    scene,
                    lens.eye,
                    ray(x, y),
                    precision,
                    nearest - clear,
                ));
            }
        }
    }
    hits
}

/// Where in an edge's pixel further rays are sent: a lattice without repeated rows or columns.
const AROUND: [(f32, f32); 7] = [
    (0.07, 0.36),
    (0.21, 0.79),
    (0.36, 0.14),
    (0.64, 0.93),
    (0.79, 0.21),
    (0.93, 0.64),
    (0.55, 0.40),
];

/// Takes the photograph of `scene` at `width` × `height` pixels; `seed` moves the film grain.
pub fn photograph(scene: &Scene, width: u32, height: u32, seed: u32) -> RgbImage {
    let (w, h) = (width as usize, height as usize);
    let lens = Lens::new(scene, width, height);
    let precision = (lens.scale * 0.35).max(0.000_08);
    let coarse = (w / 400).clamp(2, 4);
    let (stride, rows) = (w.div_ceil(coarse), h.div_ceil(coarse));
    let hits = all_hits(scene, &lens, w, h, coarse, precision);
    let mut lights = Vec::with_capacity(stride * rows);
    for y in 0..rows {
        for x in 0..stride {
            lights.push(light_reaching(scene, &hits[y * coarse * w + x * coarse]));
        }
    }
    let buffers = Buffers {
        width: w,
        height: h,
        hits,
        lights,
        coarse,
        stride,
    };
    let paint = |x: usize, y: usize, mut hit: Hit| {
        let light = buffers.light(x, y, &hit);
        let surface = surface(scene, &mut hit);
        shade(scene, &surface, &hit, (lens.eye - hit.at).unit(), light)
    };
    let mut pixels = Vec::with_capacity(w * h);
    for y in 0..h {
        for x in 0..w {
            let mut colour = paint(x, y, buffers.hits[y * w + x]);
            if buffers.is_edge(x, y) {
                let nearest = buffers.nearest(x, y);
                for (dx, dy) in AROUND {
                    let ray = lens.ray(x as f32 + dx, y as f32 + dy);
                    let hit = trace(scene, lens.eye, ray, precision, nearest);
                    colour = colour + clip(paint(x, y, hit));
                }
                colour = colour * (1.0 / (1.0 + AROUND.len() as f32));
            }
            pixels.push(colour);
        }
    }
    develop(pixels, width, height, seed)
}

/// A tiny highlight must not outweigh its whole pixel.
fn clip(c: Vec3) -> Vec3 {
    v(c.x.min(1.6), c.y.min(1.6), c.z.min(1.6))
}
