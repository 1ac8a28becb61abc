//! From a picture's own colours to sRGB, the colours of pages. A profile that is left out unread would make every
//! photograph of a wide screen paler or greener than it is.

use crate::server::error::{Error, Result};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The picture in sRGB, with eight bits a channel. `profile` is the ICC profile that came with it; one that can't be
/// read, or that is of another kind than the picture, is taken as none: browsers do the same.
pub fn to_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> Result<DynamicImage> {
    let alpha = picture.color().has_alpha();
    let known = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    match (known, alpha) {
        (Some(profile), _) if profile.color_space == DataColorSpace::Rgb => {
            converted(picture, &profile)
        }
        (Some(profile), _) if profile.color_space == DataColorSpace::Gray => {
            converted_grey(picture, &profile)
        }
        (_, true) => Ok(picture.into_rgba8().into()),
        (_, false) => Ok(picture.into_rgb8().into()),
    }
}

fn failed(error: moxcms::CmsError) -> Error {
    Error::fault(format!("converting a picture's colours: {error}"))
}

/// Runs the pixels through the profile; a profile that leads nowhere leaves them as they are.
fn run(
    profile: &ColorProfile,
    pixels: &[u8],
    (from, to): (Layout, Layout),
    length: usize,
) -> Result<Option<Vec<u8>>> {
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(from, &srgb, to, options) else {
        return Ok(None);
    };
    let mut made = vec![0; length];
    transform.transform(pixels, &mut made).map_err(failed)?;
    Ok(Some(made))
}

fn converted(picture: DynamicImage, profile: &ColorProfile) -> Result<DynamicImage> {
    let (width, height) = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let old = picture.into_rgba8();
        let made = run(profile, &old, (Layout::Rgba, Layout::Rgba), old.len())?;
        let new = made.and_then(|made| RgbaImage::from_raw(width, height, made));
        return Ok(new.unwrap_or(old).into());
    }
    let old = picture.into_rgb8();
    let made = run(profile, &old, (Layout::Rgb, Layout::Rgb), old.len())?;
    let new = made.and_then(|made| RgbImage::from_raw(width, height, made));
    Ok(new.unwrap_or(old).into())
}

fn converted_grey(picture: DynamicImage, profile: &ColorProfile) -> Result<DynamicImage> {
    let (width, height) = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let old: GrayAlphaImage = picture.into_luma_alpha8();
        let layouts = (Layout::GrayAlpha, Layout::Rgba);
        let made = run(profile, &old, layouts, old.len() * 2)?;
        let new = made.and_then(|made| RgbaImage::from_raw(width, height, made));
        return Ok(new
            .unwrap_or_else(|| DynamicImage::from(old).into_rgba8())
            .into());
    }
    let old: GrayImage = picture.into_luma8();
    let made = run(profile, &old, (Layout::Gray, Layout::Rgb), old.len() * 3)?;
    let new = made.and_then(|made| RgbImage::from_raw(width, height, made));
    Ok(new
        .unwrap_or_else(|| DynamicImage::from(old).into_rgb8())
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, Rgba};

    /// As far apart as rounding brings them.
    fn close(one: &[u8], other: &[u8]) -> bool {
        one.iter().zip(other).all(|(a, b)| a.abs_diff(*b) <= 4)
    }

    #[test]
    fn the_green_of_a_telephone_stays_the_green_it_is() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let green = RgbImage::from_pixel(4, 4, Rgb([40, 170, 90]));
        let made = to_srgb(green.into(), Some(&profile)).unwrap().into_rgb8();
        let pixel = made.get_pixel(1, 1).0;
        assert!(close(&pixel, &[0, 173, 80]), "{pixel:?}");
    }

    #[test]
    fn what_is_transparent_stays_so() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let green = RgbaImage::from_pixel(4, 4, Rgba([40, 170, 90, 77]));
        let made = to_srgb(green.into(), Some(&profile)).unwrap().into_rgba8();
        let pixel = made.get_pixel(1, 1).0;
        assert!(close(&pixel, &[0, 173, 80, 77]), "{pixel:?}");
    }

    #[test]
    fn grey_pictures_have_profiles_too() {
        let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        let grey = GrayImage::from_pixel(4, 4, image::Luma([55]));
        let made = to_srgb(grey.into(), Some(&profile)).unwrap().into_rgb8();
        let pixel = made.get_pixel(1, 1).0;
        // A fifth of the light is 127 or so in sRGB.
        assert!(close(&pixel, &[127, 127, 127]), "{pixel:?}");
    }

    #[test]
    fn a_profile_that_says_nothing_changes_nothing() {
        let picture = || RgbImage::from_pixel(4, 4, Rgb([40, 170, 90]));
        for profile in [None, Some(b"not a profile".as_slice())] {
            let made = to_srgb(picture().into(), profile).unwrap().into_rgb8();
            assert_eq!(made, picture());
        }
        let srgb = ColorProfile::new_srgb().encode().unwrap();
        let made = to_srgb(picture().into(), Some(&srgb)).unwrap().into_rgb8();
        assert!(close(&made.get_pixel(0, 0).0, &[40, 170, 90]));
    }
}
