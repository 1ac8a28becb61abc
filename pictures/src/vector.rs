//! Three-dimensional vectors and linear colours, both as `Vec3`.

use std::ops::{Add, Mul, Neg, Sub};

/// A point, a direction or a linear RGB colour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vec3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Shorthand for building a [`Vec3`].
pub const fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3 { x, y, z }
}

impl Vec3 {
    pub fn dot(self, o: Self) -> f32 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    pub fn cross(self, o: Self) -> Self {
        v(
            self.y * o.z - self.z * o.y,
            self.z * o.x - self.x * o.z,
            self.x * o.y - self.y * o.x,
        )
    }

    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    pub fn unit(self) -> Self {
        self * (1.0 / self.length().max(1e-9))
    }

    /// Component by component product, for tinting one colour with another.
    pub fn tint(self, o: Self) -> Self {
        v(self.x * o.x, self.y * o.y, self.z * o.z)
    }

    /// Linear blend towards `o`; `t` is clamped to 0..1.
    pub fn mix(self, o: Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        self * (1.0 - t) + o * t
    }
}

impl Add for Vec3 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        v(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}

impl Sub for Vec3 {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        v(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Self;
    fn mul(self, k: f32) -> Self {
        v(self.x * k, self.y * k, self.z * k)
    }
}

impl Neg for Vec3 {
    type Output = Self;
    fn neg(self) -> Self {
        v(-self.x, -self.y, -self.z)
    }
}

/// An sRGB colour such as `0xC8643C` as linear light.
pub fn ink(hex: u32) -> Vec3 {
    let channel = |shift: u32| {
        let c = ((hex >> shift) & 255) as f32 / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    v(channel(16), channel(8), channel(0))
}

/// Hermite step from 0 at `a` to 1 at `b`; `a` may be the larger.
pub fn smoothstep(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Smallest of two distances with a fillet of radius `k` where they meet.
pub fn smooth_min(a: f32, b: f32, k: f32) -> f32 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - h * h * k * 0.25
}

/// Distance from the 2D point `(x, y)` to the segment from `a` to `b`, and how far along it (0..1).
pub fn segment_distance(x: f32, y: f32, a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    let (bx, by) = (b.0 - a.0, b.1 - a.1);
    let (px, py) = (x - a.0, y - a.1);
    let t = ((px * bx + py * by) / (bx * bx + by * by).max(1e-9)).clamp(0.0, 1.0);
    (hypotenuse(px - bx * t, py - by * t), t)
}

/// Distance to the line from `a` to `b` in space, and how far along it (0..1).
pub fn line_distance(p: Vec3, a: Vec3, b: Vec3) -> (f32, f32) {
    let ba = b - a;
    let pa = p - a;
    let t = (pa.dot(ba) / ba.dot(ba).max(1e-9)).clamp(0.0, 1.0);
    ((pa - ba * t).length(), t)
}

/// `√(a² + b²)`; several times faster than the standard one, which guards against overflow.
pub fn hypotenuse(a: f32, b: f32) -> f32 {
    (a * a + b * b).sqrt()
}

/// Largest whole number not above `x`, without a library call on older processors.
pub fn floor(x: f32) -> i32 {
    let whole = x as i32;
    if (whole as f32) > x { whole - 1 } else { whole }
}
