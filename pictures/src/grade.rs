//! The darkroom: exposure, vignette, film grain, and from linear light to sRGB.

use image::RgbImage;

use crate::noise::hash;
use crate::vector::Vec3;

/// Filmic shoulder that leaves the middle alone and rolls off highlights.
fn tone(x: f32) -> f32 {
    let x = x.max(0.0);
    if x < 0.62 {
        x
    } else {
        0.62 + 0.38 * (1.0 - (-(x - 0.62) / 0.38).exp())
    }
}

/// The tone curve is tabulated from black to this, in so many steps.
const BRIGHTEST: f32 = 3.0;
const STEPS: usize = 16_384;

/// Turns linear light into a finished picture.
pub fn develop(pixels: Vec<Vec3>, width: u32, height: u32, seed: u32) -> RgbImage {
    let curve: Vec<f32> = (0..=STEPS)
        .map(|i| {
            let x = tone(i as f32 * BRIGHTEST / STEPS as f32);
            let s = if x <= 0.003_130_8 {
                x * 12.92
            } else {
                1.055 * x.powf(1.0 / 2.4) - 0.055
            };
            // A gentle S keeps blacks deep without greying the paper.
            (s + 0.045 * (s - 0.5) * (1.0 - (2.0 * s - 1.0).powi(2)) * 2.0) * 255.0
        })
        .collect();
    let mut bytes = Vec::with_capacity(pixels.len() * 3);
    let (cx, cy) = (width as f32 * 0.5, height as f32 * 0.48);
    let mut pixels = pixels.into_iter();
    for y in 0..height {
        for x in 0..width {
            let Some(colour) = pixels.next() else { break };
            let (dx, dy) = ((x as f32 - cx) / cx, (y as f32 - cy) / cy);
            let away = dx * dx * 0.8 + dy * dy;
            let exposure = 0.92 * (1.0 - 0.055 * away - 0.03 * away * away);
            let roll = hash(x as i32, y as i32, 5, seed);
            // The sum of two uniform numbers: closer to film than one.
            let grain = ((roll & 0xffff) as f32 + (roll >> 16) as f32) / 65536.0 - 1.0;
            // Print film is less saturated than the glaze it records.
            let grey = colour.x * 0.30 + colour.y * 0.59 + colour.z * 0.11;
            for c in [colour.x, colour.y, colour.z].map(|c| c + (grey - c) * 0.14) {
                let step = (c * exposure * (STEPS as f32 / BRIGHTEST)) as usize;
                let s = curve[step.min(STEPS)];
                bytes.push((s + grain * 3.0 + 0.5).clamp(0.0, 255.0) as u8);
            }
        }
    }
    RgbImage::from_raw(width, height, bytes).unwrap_or_else(|| RgbImage::new(width, height))
}
