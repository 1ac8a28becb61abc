//! The demonstration shop's photographs; they are made by the `atelier-pictures` package, which the dev profile optimises.

use atelier_pictures::{RgbImage, View};

use super::catalogue::Picture;

/// Width of the picture that opens a product, in pixels; the format is always 4:5. Both are widths that pages ask
/// for, and no wider than a page shows them: painting takes as long as a picture has pixels.
const FRONT_WIDTH: u32 = 960;
/// Width of the pictures that follow it.
const FURTHER_WIDTH: u32 = 640;

/// The pictures that belong to no product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenery {
    /// 2400 × 1600, for the home page.
    Worktable,
    /// 1600 × 1200, for the page about the maker.
    Studio,
}

impl Scenery {
    /// The alternative text of the picture.
    pub fn alt(self) -> &'static str {
        match self {
            Self::Worktable => {
                "A wooden worktable with a framed moon print, a vase of dried seed heads, a green teapot, a blue-dipped mug, \
                 a rust-red bowl, a carved spoon, a beaded lighter sleeve, a beaded cuff and a pair of fringe earrings"
            }
            Self::Studio => {
                "Four wooden shelves against a plaster wall, full of glazed and unglazed jars, mugs, bowls, jugs and a dark teapot"
            }
        }
    }
}

/// Paints a product's picture at full size. Takes half a second to two seconds; the same picture always has the same pixels.
pub fn paint(picture: &Picture) -> RgbImage {
    let width = if picture.view == View::Front {
        FRONT_WIDTH
    } else {
        FURTHER_WIDTH
    };
    atelier_pictures::paint(&picture.subject, picture.view, width)
}

/// Paints the home page's or the about page's picture at full size.
pub fn paint_scenery(scenery: Scenery) -> RgbImage {
    match scenery {
        Scenery::Worktable => atelier_pictures::paint_worktable(2400),
        Scenery::Studio => atelier_pictures::paint_studio(1600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::demo::catalogue;

    /// FNV-1a over the pixels.
    fn fingerprint(image: &RgbImage) -> u64 {
        image
            .as_raw()
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            })
    }

    fn small(picture: &Picture) -> RgbImage {
        atelier_pictures::paint(&picture.subject, picture.view, 64)
    }

    #[test]
    fn painting_twice_gives_the_same_pixels() {
        let picture = &catalogue::products()[0].pictures[0];
        assert_eq!(fingerprint(&small(picture)), fingerprint(&small(picture)));
    }

    #[test]
    fn every_picture_shows_something_and_no_two_are_the_same() {
        let mut seen = std::collections::HashMap::new();
        for product in catalogue::products() {
            for picture in product.pictures {
                let image = small(picture);
                let light: Vec<f64> = image
                    .pixels()
                    .map(|p| p.0.iter().map(|c| f64::from(*c)).sum::<f64>() / 3.0)
                    .collect();
                let mean = light.iter().sum::<f64>() / light.len() as f64;
                let variance =
                    light.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / light.len() as f64;
                assert!(
                    variance > 60.0,
                    "{} {:?} is flat: variance {variance:.1}",
                    product.slug,
                    picture.view
                );
                assert!(
                    (60.0..245.0).contains(&mean),
                    "{} {:?} is badly exposed: {mean:.0}",
                    product.slug,
                    picture.view
                );
                if let Some(other) = seen.insert(fingerprint(&image), (product.slug, picture.view))
                {
                    panic!(
                        "{} {:?} and {other:?} are the same picture",
                        product.slug, picture.view
                    );
                }
            }
        }
    }

    #[test]
    fn pictures_are_portraits() {
        let picture = &catalogue::products()[0].pictures[0];
        assert_eq!(small(picture).dimensions(), (64, 80));
    }
}
