//! Whether a picture's file arrived to its end. Some decoders fill what is missing with grey and say nothing.

use image::ImageFormat;

/// The file has the end that its kind must have.
pub fn is_whole(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::WebP => riff(bytes),
        ImageFormat::Png => chunks(bytes),
        ImageFormat::Gif => blocks(bytes).unwrap_or(false),
        _ => true,
    }
}

/// Segment after segment up to the mark that ends the picture. Pictures inside of it, such as the small one that cameras
/// write, lie in segments of their own and are stepped over.
fn jpeg(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut at = 2;
    while let Some(mark) = bytes.get(at + 1) {
        if bytes[at] != 0xff {
            return false;
        }
        match *mark {
            END => return true,
            // Filling before a mark.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            mark => {
                let Some(length) = bytes.get(at + 2..at + 4) else {
                    return false;
                };
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
                if mark == SCAN {
                    at = after_scan(bytes, at);
                }
            }
        }
    }
    false
}

/// Where the next mark stands behind the data of a scan.
fn after_scan(bytes: &[u8], mut at: usize) -> usize {
    while at + 1 < bytes.len() {
        let stuffed = matches!(bytes[at + 1], 0 | 0xd0..=0xd7);
        match bytes[at] {
            0xff if stuffed => at += 2,
            0xff => return at,
            _ => at += 1,
        }
    }
    at
}

/// WebP says in its head how long it is.
fn riff(bytes: &[u8]) -> bool {
    let length = bytes
        .get(4..8)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    length.is_some_and(|length| bytes.len() as u64 >= u64::from(length) + 8)
}

/// PNG ends with a chunk of its own.
fn chunks(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        if &head[4..] == b"IEND" {
            return true;
        }
        at = at.saturating_add(12).saturating_add(length as usize);
    }
    false
}

/// Of a GIF its first frame must be whole: no more of it is kept. `None`: the file ends before.
fn blocks(bytes: &[u8]) -> Option<bool> {
    let table = |flags: u8| match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    };
    let mut at = 13 + table(*bytes.get(10)?);
    loop {
        at += match *bytes.get(at)? {
            0x21 => 2,
            0x2c => {
                let flags = *bytes.get(at + 9)?;
                let data = at + 11 + table(flags);
                return Some(after_blocks(bytes, data).is_some());
            }
            _ => return Some(false),
        };
        at = after_blocks(bytes, at)?;
    }
}

/// Behind a row of blocks that ends with an empty one.
fn after_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, Rgb, RgbImage};
    use std::io::Cursor;

    fn file(format: ImageFormat) -> Vec<u8> {
        let picture = RgbImage::from_fn(200, 300, |x, y| {
            Rgb([
                (x * 7 % 256) as u8,
                (y * 3 % 256) as u8,
                (x * y % 256) as u8,
            ])
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(picture)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_file_that_was_cut_is_known_by_its_end() {
        use ImageFormat::*;
        for format in [Jpeg, Png, WebP, Gif] {
            let whole = file(format);
            assert!(is_whole(&whole, format), "{format:?}");
            for part in [2, 3, 10] {
                let cut = &whole[..whole.len() - whole.len() / part];
                assert!(!is_whole(cut, format), "{format:?} cut at one {part}th");
            }
            let more = [whole.as_slice(), b"something behind it"].concat();
            assert!(is_whole(&more, format), "{format:?} with more behind it");
        }
    }

    #[test]
    fn nothing_is_no_picture() {
        use ImageFormat::*;
        for format in [Jpeg, Png, WebP, Gif] {
            for bytes in [b"".as_slice(), b"\xff\xd8\xff", &[0xff; 40]] {
                assert!(!is_whole(bytes, format), "{format:?}");
            }
        }
    }
}
