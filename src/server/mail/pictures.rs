//! Product pictures that travel inside a mail: small, and JPEG, which every mail program shows.

use super::content::{MailContent, PictureBlock};
use super::templates::one_line;
use super::{CommissionFacts, Mail};
use crate::server::media::sizes;
use crate::server::state::App;
use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use std::io::Cursor;

/// A picture inside a mail.
pub struct Inline {
    pub content_id: String,
    pub jpeg: Vec<u8>,
}

/// Most pictures in one mail, and the side of their box in pixels (shown at half of it).
const MOST: usize = 6;
const SIDE: u32 = 144;
const QUALITY: u8 = 80;
/// Bytes from which a picture stays at its address instead.
const HEAVIEST: usize = 40 * 1024;
/// The same for a custom order's pictures, which the maker wants to look at.
const MOST_PRIVATE: usize = 10;
const PRIVATE_SIDE: u32 = 640;
const PRIVATE_HEAVIEST: usize = 200 * 1024;

/// Puts the pictures of the lines inside the mail. One that can't be read stays at its address in the shop.
pub async fn inline(app: &App, mail: &Mail, content: &mut MailContent) -> Vec<Inline> {
    if let Mail::Commission { facts, .. } = mail {
        return private(app, facts, content).await;
    }
    let (Some(order), Some(block)) = (mail.order(), content.order.as_mut()) else {
        return Vec::new();
    };
    let mut pictures = Vec::new();
    for (index, (line, shown)) in order
        .lines
        .iter()
        .zip(&mut block.lines)
        .enumerate()
        .take(MOST)
    {
        let (Some(view), Some(shown)) = (&line.picture, shown.picture.as_mut()) else {
            continue;
        };
        let width = view.sizes.iter().copied().find(|size| *size >= SIDE);
        let Some(width) = width.or(view.sizes.last().copied()) else {
            continue;
        };
        let Ok(Some(bytes)) = app.media.read(&view.key, width).await else {
            continue;
        };
        let made = tokio::task::spawn_blocking(move || jpeg(&bytes, SIDE, HEAVIEST)).await;
        if let Ok(Some(jpeg)) = made {
            let content_id = format!("picture-{index}@atelier");
            shown.src = format!("cid:{content_id}");
            pictures.push(Inline { content_id, jpeg });
        }
    }
    pictures
}

/// Puts a custom order's pictures inside the mail. They have no public address, so one that can't be read is left out;
/// the custom order's page shows it.
async fn private(app: &App, facts: &CommissionFacts, content: &mut MailContent) -> Vec<Inline> {
    let mut pictures = Vec::new();
    for (index, picture) in facts.pictures.iter().enumerate().take(MOST_PRIVATE) {
        let Ok(Some(bytes)) = app.media.read_private(&picture.key, picture.width).await else {
            continue;
        };
        let made =
            tokio::task::spawn_blocking(move || jpeg(&bytes, PRIVATE_SIDE, PRIVATE_HEAVIEST)).await;
        if let Ok(Some(jpeg)) = made {
            let content_id = format!("picture-{index}@atelier");
            content.pictures.push(PictureBlock {
                src: format!("cid:{content_id}"),
                alt: one_line(&picture.alt),
            });
            pictures.push(Inline { content_id, jpeg });
        }
    }
    pictures
}

/// A kept picture, which is WebP, as a small JPEG; `None` when it can't be read or stays heavy. Decoded by libwebp and
/// narrowed by the resizer of [`sizes`]: what `image` has for both took two thirds of a whole checkout.
fn jpeg(bytes: &[u8], side: u32, heaviest: usize) -> Option<Vec<u8>> {
    let picture = webp::Decoder::new(bytes).decode()?.to_image();
    let (width, height) = (picture.width(), picture.height());
    let fitting = if height > width {
        (side * width / height).max(1)
    } else {
        side
    };
    let small = sizes::narrowed(&mut Resizer::new(), picture, fitting).ok()?;
    let mut out = Cursor::new(Vec::new());
    small
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
        .ok()?;
    let jpeg = out.into_inner();
    (jpeg.len() <= heaviest).then_some(jpeg)
}
