//! From bytes that somebody sent to WebP files in several widths. Every limit is checked before decoding.

use super::colour::to_srgb;
use super::whole::is_whole;
use crate::domain::problem::Problems;
use crate::server::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fast_image_resize::Resizer;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use webp::{Encoder, WebPConfig};

/// Widths that pages ask for, ascending. A smaller picture is never blown up: it ends with its own width.
pub const WIDTHS: [u32; 7] = [160, 320, 480, 640, 960, 1280, 1600];
/// The largest file that is taken, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The longest side that WebP can have.
const WEBP_SIDE: u32 = 16_383;
/// The largest picture that is decoded: 50 million pixels, 20,000 on a side.
const MOST_PIXELS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// Smaller than this a picture is a mistake.
const SHORTEST_SIDE: u32 = 16;
/// Memory that decoding may take, in bytes.
const DECODING_MEMORY: u64 = 512 * 1024 * 1024;
const QUALITY: f32 = 82.0;
/// Width and quality of the blurred first paint.
const PLACEHOLDER: (u32, f32) = (20, 40.0);

/// A picture in all its sizes, ready to be kept.
pub struct Prepared {
    /// Of the largest size, in pixels.
    pub width: u32,
    pub height: u32,
    /// Width and WebP file, ascending.
    pub files: Vec<(u32, Vec<u8>)>,
    pub placeholder: String,
}

/// The field that uploads are sent in.
const FIELD: &str = "picture";

fn refused(code: &str, message: impl Into<String>) -> Error {
    Problems::one(FIELD, code, message).into()
}

pub fn too_large() -> Error {
    let message = "This file is larger than 20 MB. Save the picture smaller and send it again.";
    refused("too_large", message)
}

/// Checks what was sent by its first bytes, its size and its pixels; then decodes the first frame, turns it
/// upright and makes the sizes. Errors are sentences for the person who sent it.
pub fn from_upload(bytes: &[u8]) -> Result<Prepared> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    let format = match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => ImageFormat::Jpeg,
        Some("image/png") => ImageFormat::Png,
        Some("image/webp") => ImageFormat::WebP,
        Some("image/gif") => ImageFormat::Gif,
        _ => {
            return Err(refused(
                "not_a_picture",
                "This file is not a picture that can be shown. Send a JPEG, PNG, WebP or GIF.",
            ));
        }
    };
    let unreadable = |_| {
        refused(
            "unreadable",
            "This picture is damaged and can’t be read. Save it again and send the new file.",
        )
    };
    if !is_whole(bytes, format) {
        return Err(cut_off(FIELD));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(refused(
            "too_many_pixels",
            format!(
                "This picture has {width} × {height} pixels, more than the shop can take. Send it with at most 50 million, and at most 20,000 on a side."
            ),
        ));
    }
    if width.min(height) < SHORTEST_SIDE {
        return Err(refused(
            "too_small",
            format!(
                "This picture has only {width} × {height} pixels. Send a larger one, best 1600 pixels wide."
            ),
        ));
    }
    decoder.set_limits(limits).map_err(unreadable)?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let profile = decoder.icc_profile().unwrap_or_default();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    from_photograph(picture, profile.as_deref())
}

/// The refusal of a file that ends before its picture does.
pub fn cut_off(field: &str) -> Error {
    let message = "This picture did not arrive whole: the end of the file is missing. Send it again; if it stays so, save it anew and send the new file.";
    Problems::one(field, "cut_off", message).into()
}

/// Makes the sizes of a picture whose colours are sRGB's.
pub fn from_picture(picture: DynamicImage) -> Result<Prepared> {
    from_photograph(picture, None)
}

/// Makes the sizes of a decoded picture. Its colours are converted once it is no larger than it will be kept.
pub fn from_photograph(picture: DynamicImage, profile: Option<&[u8]>) -> Result<Prepared> {
    let picture = match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(picture.into_rgba8()),
        false => DynamicImage::ImageRgb8(picture.into_rgb8()),
    };
    let largest = largest_width(picture.width(), picture.height());
    let mut picture = narrowed(&mut Resizer::new(), picture, largest)?;
    if profile.is_some() {
        picture = to_srgb(picture, profile)?;
    }
    let mut widths: Vec<u32> = WIDTHS.into_iter().filter(|w| *w <= largest).collect();
    if widths.last() != Some(&largest) {
        widths.push(largest);
    }
    let mut resizer = Resizer::new();
    let mut files = Vec::with_capacity(widths.len());
    let mut height = 0;
    // From the largest down, each made of the one before: nearly as sharp as from the original, much quicker.
    for width in widths.into_iter().rev() {
        picture = narrowed(&mut resizer, picture, width)?;
        height = height.max(picture.height());
        files.push((width, encoded(&picture, QUALITY)?));
    }
    files.reverse();
    let tiny = narrowed(&mut resizer, picture, PLACEHOLDER.0)?;
    let tiny = STANDARD.encode(encoded(&tiny, PLACEHOLDER.1)?);
    Ok(Prepared {
        width: largest,
        height,
        files,
        placeholder: format!("data:image/webp;base64,{tiny}"),
    })
}

/// The width of the largest size. A tall picture is narrower, so that its height still fits into a file.
fn largest_width(width: u32, height: u32) -> u32 {
    let fits = u64::from(width) * u64::from(WEBP_SIDE) / u64::from(height.max(1));
    let fits = u32::try_from(fits).unwrap_or(u32::MAX);
    width.min(fits).clamp(1, WIDTHS[WIDTHS.len() - 1])
}

/// The picture at a width, its height in proportion; as it is when it is not wider.
pub fn narrowed(resizer: &mut Resizer, picture: DynamicImage, width: u32) -> Result<DynamicImage> {
    if picture.width() <= width {
        return Ok(picture);
    }
    let exact = u64::from(picture.height()) * u64::from(width) * 2 + u64::from(picture.width());
    let height = exact / (2 * u64::from(picture.width()));
    let height = height.clamp(1, u64::from(WEBP_SIDE)) as u32;
    let mut smaller = DynamicImage::new(width, height, picture.color());
    let resized = resizer.resize(&picture, &mut smaller, None);
    resized.map_err(|e| Error::fault(format!("resizing a picture: {e}")))?;
    Ok(smaller)
}

fn encoded(picture: &DynamicImage, quality: f32) -> Result<Vec<u8>> {
    let fault = |what: &str| Error::fault(format!("encoding a picture: {what}"));
    let mut config = WebPConfig::new().map_err(|()| fault("no settings"))?;
    config.quality = quality;
    let encoder = Encoder::from_image(picture).map_err(fault)?;
    let file = encoder
        .encode_advanced(&config)
        .map_err(|e| fault(&format!("{e:?}")))?;
    Ok(file.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::media::private;
    use image::RgbImage;

    fn code(outcome: Result<Prepared>) -> String {
        match outcome {
            Err(Error::Invalid(problems)) => problems.0[0].code.clone(),
            Err(other) => other.to_string(),
            Ok(_) => "fine".into(),
        }
    }

    #[test]
    fn what_is_not_a_picture_is_refused_by_its_first_bytes() {
        assert_eq!(code(from_upload(b"<svg onload=alert(1)>")), "not_a_picture");
        assert_eq!(code(from_upload(b"")), "not_a_picture");
        assert_eq!(code(from_upload(&vec![0; MOST_BYTES + 1])), "too_large");
        let cut: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F'];
        assert_eq!(code(from_upload(cut)), "cut_off");
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        // The head of a PNG that claims 60,000 × 60,000 pixels.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0]);
        png.extend([0x5c, 0x55, 0x7a, 0x57]);
        let refusal = code(from_upload(&png));
        assert!(
            ["too_many_pixels", "unreadable", "cut_off"].contains(&refusal.as_str()),
            "{refusal}"
        );
    }

    #[test]
    fn large_pictures_end_at_the_largest_width_and_small_ones_at_their_own() {
        let of = |width, height| {
            let picture = DynamicImage::ImageRgb8(RgbImage::new(width, height));
            let made = from_picture(picture).unwrap();
            let widths: Vec<u32> = made.files.iter().map(|(w, _)| *w).collect();
            (widths, made.width, made.height)
        };
        assert_eq!(of(2000, 2500), (WIDTHS.to_vec(), 1600, 2000));
        assert_eq!(of(100, 50), (vec![100], 100, 50));
        // Taller than a file can be.
        assert_eq!(of(200, 18_000), (vec![160, 182], 182, 16_380));
        assert_eq!(of(16, 20_000), (vec![13], 13, 16_250));
    }

    fn file(picture: RgbImage, profile: Option<Vec<u8>>, jpeg: bool) -> Vec<u8> {
        use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
        use image::{ExtendedColorType, ImageEncoder};
        let mut bytes = Vec::new();
        let (width, height) = picture.dimensions();
        let written = if jpeg {
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).unwrap();
            }
            encoder.write_image(&picture, width, height, ExtendedColorType::Rgb8)
        } else {
            let mut encoder = PngEncoder::new(&mut bytes);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).unwrap();
            }
            encoder.write_image(&picture, width, height, ExtendedColorType::Rgb8)
        };
        written.unwrap();
        bytes
    }

    #[test]
    fn a_photograph_of_a_telephone_keeps_its_colours() {
        let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
        for jpeg in [true, false] {
            let green = RgbImage::from_pixel(64, 48, image::Rgb([40, 170, 90]));
            let sent = file(green, Some(profile.clone()), jpeg);
            for made in [
                from_upload(&sent).unwrap(),
                private::from_upload(sent).unwrap(),
            ] {
                let kept = image::load_from_memory(&made.files[0].1)
                    .unwrap()
                    .into_rgb8();
                let [red, green, blue] = kept.get_pixel(30, 20).0;
                let near = red <= 8 && green.abs_diff(173) <= 8 && blue.abs_diff(80) <= 8;
                assert!(near, "{red} {green} {blue}");
            }
        }
    }

    #[test]
    fn a_tall_picture_is_scaled_and_a_cut_one_refused() {
        let tall = file(RgbImage::new(64, 17_000), None, false);
        let made = from_upload(&tall).unwrap();
        assert!(made.height <= 16_383 && made.width == 61, "{}", made.height);
        let noisy = RgbImage::from_fn(300, 400, |x, y| {
            image::Rgb([
                (x * 7 % 256) as u8,
                (y * 5 % 256) as u8,
                (x * y % 256) as u8,
            ])
        });
        for jpeg in [true, false] {
            let sent = file(noisy.clone(), None, jpeg);
            let cut = sent[..sent.len() / 2].to_vec();
            assert_eq!(code(from_upload(&cut)), "cut_off");
            assert_eq!(code(private::from_upload(cut)), "cut_off");
        }
    }

    #[test]
    fn the_first_paint_is_tiny() {
        let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(400, 500, |x, y| {
            image::Rgb([(x / 2) as u8, (y / 2) as u8, 120])
        }));
        let made = from_picture(picture).unwrap();
        assert!(made.placeholder.starts_with("data:image/webp;base64,"));
        assert!(made.placeholder.len() < 400, "{}", made.placeholder.len());
    }
}
