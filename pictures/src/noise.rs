//! Repeatable randomness: hashes, value noise, fractal noise and scattered speckles.

use crate::vector::{Vec3, floor, smoothstep};

/// A well-mixed hash of three lattice coordinates and a seed.
pub fn hash(x: i32, y: i32, z: i32, seed: u32) -> u32 {
    let mut h = (x as u32).wrapping_mul(0x8da6_b343)
        ^ (y as u32).wrapping_mul(0xd816_3841)
        ^ (z as u32).wrapping_mul(0xcb1a_b31f)
        ^ seed.wrapping_mul(0x9e37_79b9);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^= h >> 12;
    h = h.wrapping_mul(0x297a_2d39);
    h ^ (h >> 15)
}

/// The hash as a number in 0..1.
pub fn chance(x: i32, y: i32, z: i32, seed: u32) -> f32 {
    (hash(x, y, z, seed) >> 8) as f32 / 16_777_216.0
}

/// A shuffled table of the bytes, the lattice of [`noise`]; looking up is quicker than hashing eight corners.
const SHUFFLED: [u8; 256] = shuffled();

const fn shuffled() -> [u8; 256] {
    let mut table = [0_u8; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = i as u8;
        i += 1;
    }
    let mut state = 0x2545_f491_u32;
    let mut i = 255;
    while i > 0 {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let j = (state % (i as u32 + 1)) as usize;
        let swap = table[i];
        table[i] = table[j];
        table[j] = swap;
        i -= 1;
    }
    table
}

/// Smooth value noise in 0..1 with features one unit apart; it repeats after 256 units.
pub fn noise(p: Vec3) -> f32 {
    let (ix, iy, iz) = (floor(p.x), floor(p.y), floor(p.z));
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty, tz) = (
        ease(p.x - ix as f32),
        ease(p.y - iy as f32),
        ease(p.z - iz as f32),
    );
    let next = |from: u8, step: i32| SHUFFLED[usize::from(from.wrapping_add(step as u8))];
    let (a, b) = (next(0, ix), next(0, ix + 1));
    let (aa, ab, ba, bb) = (next(a, iy), next(a, iy + 1), next(b, iy), next(b, iy + 1));
    let plane = |z: i32| {
        let value = |from: u8| f32::from(next(from, z));
        let low = value(aa) + (value(ba) - value(aa)) * tx;
        let high = value(ab) + (value(bb) - value(ab)) * tx;
        low + (high - low) * ty
    };
    let near = plane(iz);
    (near + (plane(iz + 1) - near) * tz) * (1.0 / 255.0)
}

/// Three octaves of [`noise`], still in 0..1.
pub fn clouds(p: Vec3) -> f32 {
    (noise(p) * 4.0 + noise(p * 2.13) * 2.0 + noise(p * 4.31)) / 7.0
}

/// Coverage (0..1) of round specks scattered one to a cell of `1` unit; `density` is the share of cells that hold one.
pub fn speckles(p: Vec3, density: f32, seed: u32) -> f32 {
    let cell = (floor(p.x), floor(p.y), floor(p.z));
    let (ix, iy, iz) = (cell.0 as f32, cell.1 as f32, cell.2 as f32);
    let pick = |salt| chance(cell.0, cell.1, cell.2, seed ^ salt);
    if pick(1) > density {
        return 0.0;
    }
    let radius = 0.12 + 0.3 * pick(2) * pick(3);
    let at = |salt| radius + (1.0 - 2.0 * radius) * pick(salt);
    let d = Vec3 {
        x: p.x - ix - at(4),
        y: p.y - iy - at(5),
        z: p.z - iz - at(6),
    };
    smoothstep(radius, radius * 0.5, d.length())
}
