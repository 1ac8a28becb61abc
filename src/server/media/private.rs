//! Pictures that customers send: narrower limits than the shop's own, so that ten of them pass through little memory.

use super::sizes::{Prepared, WIDTHS, cut_off, from_photograph};
use super::whole::is_whole;
use crate::domain::commission::request::PICTURE_BYTES_MAX;
use crate::domain::problem::Problems;
use crate::server::error::{Error, Result};
use fast_image_resize::Resizer;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits, Pixel};
use std::io::Cursor;

/// The largest picture that is decoded: 25 million pixels are 75 MB as colours.
const MOST_PIXELS: u64 = 25_000_000;
const LONGEST_SIDE: u32 = 12_000;
const SHORTEST_SIDE: u32 = 16;
/// Widths that are kept beside the largest: few look at these pictures, and each file is written for good.
const KEPT: [u32; 2] = [320, 960];
/// Frames of an animation; only the first is kept.
const MOST_FRAMES: usize = 300;
/// Memory that decoding may take, in bytes.
const DECODING_MEMORY: u64 = 80 * 1024 * 1024;
/// The field that pictures are sent in.
pub const FIELD: &str = "pictures";

fn refused(code: &str, message: impl Into<String>) -> Error {
    Problems::one(FIELD, code, message).into()
}

/// Checks what was sent by its first bytes, its size, its pixels and its frames; then decodes the first frame and
/// makes the sizes. Nothing that the file said about its camera and place is kept.
pub fn from_upload(bytes: Vec<u8>) -> Result<Prepared> {
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(too_large());
    }
    let format = match infer::get(&bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => ImageFormat::Jpeg,
        Some("image/png") => ImageFormat::Png,
        Some("image/webp") => ImageFormat::WebP,
        Some("image/gif") => ImageFormat::Gif,
        _ => {
            let message =
                "This file is not a picture that can be shown. Send a JPEG, PNG, WebP or GIF.";
            return Err(refused("not_a_picture", message));
        }
    };
    if frames(&bytes, format) > MOST_FRAMES {
        let message = "This animation is too long. Send a single picture of it.";
        return Err(refused("too_many_frames", message));
    }
    if !is_whole(&bytes, format) {
        return Err(cut_off(FIELD));
    }
    let unreadable = |_| {
        let message =
            "This picture is damaged and can’t be read. Save it again and send the new file.";
        refused("unreadable", message)
    };
    // A decoder that has read the file lets go of it.
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let memory = decoder.total_bytes();
    if pixels > MOST_PIXELS || width.max(height) > LONGEST_SIDE || memory > DECODING_MEMORY {
        let message = format!(
            "This picture has {width} × {height} pixels, more than can be taken. Send it with at most 25 million."
        );
        return Err(refused("too_many_pixels", message));
    }
    if width.min(height) < SHORTEST_SIDE {
        let message =
            format!("This picture has only {width} × {height} pixels. Send a larger one.");
        return Err(refused("too_small", message));
    }
    decoder.set_limits(limits).map_err(unreadable)?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let profile = decoder.icc_profile().unwrap_or_default();
    let picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    // Small before it is turned: turning makes a copy.
    let mut picture = shrunk(picture)?;
    picture.apply_orientation(orientation);
    let mut prepared = from_photograph(picture, profile.as_deref())?;
    let largest = prepared.width;
    prepared
        .files
        .retain(|(width, _)| *width == largest || KEPT.contains(width));
    Ok(prepared)
}

pub fn too_large() -> Error {
    let most = PICTURE_BYTES_MAX / (1024 * 1024);
    let message =
        format!("This picture is larger than {most} MB. Save it smaller and send it again.");
    refused("too_large", message)
}

/// The picture no larger than the largest size needs, however it will be turned.
fn shrunk(picture: DynamicImage) -> Result<DynamicImage> {
    let largest = WIDTHS[WIDTHS.len() - 1];
    let factor = picture.width().min(picture.height()) / largest;
    // First in whole steps, in the picture's own memory; the sharp resizing then needs little beside it.
    let picture = match (factor, picture.color().has_alpha()) {
        (0..=1, _) => picture,
        (_, true) => averaged(picture.into_rgba8(), factor).into(),
        (_, false) => averaged(picture.into_rgb8(), factor).into(),
    };
    let shorter = picture.width().min(picture.height());
    if shorter <= largest {
        return Ok(picture);
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(largest) / u64::from(shorter);
        u32::try_from(exact).unwrap_or(largest).max(1)
    };
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let mut smaller = DynamicImage::new(width, height, picture.color());
    let resized = Resizer::new().resize(&picture, &mut smaller, None);
    resized.map_err(|e| Error::fault(format!("resizing a picture: {e}")))?;
    Ok(smaller)
}

/// The picture at one `factor`th of its sides: each pixel the mean of a square of them. What is left over at the right
/// and at the bottom falls away. A mean is never written behind what is still to be read, so no second buffer is needed.
fn averaged<P>(picture: ImageBuffer<P, Vec<u8>>, factor: u32) -> ImageBuffer<P, Vec<u8>>
where
    P: Pixel<Subpixel = u8>,
{
    let (channels, step) = (usize::from(P::CHANNEL_COUNT), factor as usize);
    let wide = picture.width() as usize;
    let (width, height) = (picture.width() / factor, picture.height() / factor);
    let mut bytes = picture.into_raw();
    let square = factor * factor;
    let mut next = 0;
    // Plain steps: this runs over every pixel, also where nothing is optimised.
    for y in 0..height as usize {
        for x in 0..width as usize {
            for channel in 0..channels {
                let mut sum = square / 2;
                for row in 0..step {
                    let mut at = ((y * step + row) * wide + x * step) * channels + channel;
                    for _ in 0..step {
                        sum += u32::from(bytes[at]);
                        at += channels;
                    }
                }
                bytes[next] = (sum / square) as u8;
                next += 1;
            }
        }
    }
    bytes.truncate(next);
    bytes.shrink_to_fit();
    ImageBuffer::from_raw(width, height, bytes).unwrap_or_default()
}

/// Frames of an animation, counted from the file's blocks without decoding any; 1 for anything else.
fn frames(bytes: &[u8], format: ImageFormat) -> usize {
    let marks = |mark: &[u8]| bytes.windows(mark.len()).filter(|w| *w == mark).count();
    let counted = match format {
        // Each frame of a GIF is announced by a graphic control extension of four bytes.
        ImageFormat::Gif => marks(&[0x21, 0xf9, 0x04]),
        ImageFormat::WebP => marks(b"ANMF"),
        ImageFormat::Png => marks(b"fcTL"),
        _ => 1,
    };
    counted.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame, RgbImage, RgbaImage};

    fn code(outcome: Result<Prepared>) -> String {
        match outcome {
            Err(Error::Invalid(problems)) => problems.0[0].code.clone(),
            Err(other) => other.to_string(),
            Ok(_) => "fine".into(),
        }
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgb8(RgbImage::new(width, height));
        picture.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn each_limit_has_its_own_refusal() {
        assert_eq!(
            code(from_upload(b"<svg onload=alert(1)>".to_vec())),
            "not_a_picture"
        );
        assert_eq!(
            code(from_upload(vec![0; PICTURE_BYTES_MAX + 1])),
            "too_large"
        );
        assert_eq!(
            code(from_upload(vec![0xff, 0xd8, 0xff, 0xe0, 0, 16])),
            "cut_off"
        );
        assert_eq!(code(from_upload(png(8, 40))), "too_small");
        assert_eq!(code(from_upload(png(12_001, 20))), "too_many_pixels");
        assert_eq!(code(from_upload(png(5_100, 5_000))), "too_many_pixels");
        assert_eq!(code(from_upload(png(40, 40))), "fine");
    }

    #[test]
    fn a_long_animation_is_refused_and_a_short_one_keeps_its_first_frame() {
        let gif = |count: usize| {
            let mut out = Vec::new();
            let mut encoder = GifEncoder::new(&mut out);
            for _ in 0..count {
                let delay = Delay::from_numer_denom_ms(100, 1);
                let frame = Frame::from_parts(RgbaImage::new(20, 20), 0, 0, delay);
                encoder.encode_frame(frame).unwrap();
            }
            drop(encoder);
            out
        };
        assert_eq!(code(from_upload(gif(3))), "fine");
        assert_eq!(code(from_upload(gif(MOST_FRAMES + 1))), "too_many_frames");
    }

    #[test]
    fn a_large_picture_ends_at_the_largest_width() {
        let made = from_upload(png(4_000, 3_000)).unwrap();
        assert_eq!((made.width, made.height), (1600, 1200));
    }

    #[test]
    fn means_are_taken_in_place() {
        let picture = RgbImage::from_fn(7, 5, |x, y| image::Rgb([x as u8 * 10, y as u8 * 20, 7]));
        let half = averaged(picture, 2);
        assert_eq!((half.width(), half.height()), (3, 2));
        assert_eq!(half.get_pixel(0, 0).0, [5, 10, 7]);
        assert_eq!(half.get_pixel(2, 1).0, [45, 50, 7]);
    }
}
