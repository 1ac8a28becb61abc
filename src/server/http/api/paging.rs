//! Lists in parts: by page, or by a cursor that goes on where the last part ended.

use super::problem::{Answer, Problem};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Most things in one part.
const MOST: i64 = 100;
/// The furthest page; whoever goes further follows the cursor.
const FURTHEST: i64 = 100_000;

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub page: i64,
    pub size: i64,
    pub offset: i64,
}

impl Part {
    /// Reads a part; `usual` is how many there are when nothing is said. 422 for what can't be one.
    pub fn read(
        page: Option<i64>,
        size: Option<i64>,
        cursor: Option<&str>,
        usual: i64,
    ) -> Answer<Part> {
        let size = size.unwrap_or(usual);
        if !(1..=MOST).contains(&size) {
            let message = format!("Ask for 1 to {MOST} at once.");
            return Err(Problem::field("page_size", "invalid", message));
        }
        if let Some(cursor) = cursor {
            let offset = opened(cursor).ok_or_else(|| {
                let message = "Send a cursor as it came in next_cursor.";
                Problem::field("cursor", "invalid", message)
            })?;
            let page = offset / size + 1;
            return Ok(Part { page, size, offset });
        }
        let page = page.unwrap_or(1);
        if !(1..=FURTHEST).contains(&page) {
            let message = format!("Pages are counted from 1 to {FURTHEST}.");
            return Err(Problem::field("page", "invalid", message));
        }
        Ok(Part {
            page,
            size,
            offset: (page - 1) * size,
        })
    }

    /// Where the next part begins, when there is one. `found` is one more than the size where there is.
    pub fn next<T>(self, found: &mut Vec<T>) -> Option<String> {
        let more = found.len() as i64 > self.size;
        found.truncate(self.size.max(0) as usize);
        more.then(|| URL_SAFE_NO_PAD.encode(format!("from {}", self.offset + self.size)))
    }
}

fn opened(cursor: &str) -> Option<i64> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = std::str::from_utf8(&text).ok()?;
    let offset: i64 = text.strip_prefix("from ")?.parse().ok()?;
    (0..=FURTHEST * MOST).contains(&offset).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_on_where_the_part_ended() {
        let first = Part::read(None, Some(2), None, 20).unwrap();
        let mut found = vec![1, 2, 3];
        let cursor = first.next(&mut found).unwrap();
        assert_eq!(found, [1, 2]);
        let second = Part::read(None, Some(2), Some(&cursor), 20).unwrap();
        assert_eq!((second.page, second.offset), (2, 2));
        assert_eq!(second.next(&mut vec![3]), None);
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for (page, size, cursor) in [
            (Some(0), None, None),
            (Some(-1), None, None),
            (None, Some(101), None),
            (None, Some(0), None),
            (Some(i64::MAX), None, None),
            (None, None, Some("nonsense")),
            (None, None, Some("")),
        ] {
            assert!(
                Part::read(page, size, cursor, 20).is_err(),
                "{page:?} {size:?} {cursor:?}"
            );
        }
    }
}
