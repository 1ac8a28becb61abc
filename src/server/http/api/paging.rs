//! Lists in parts: by page, or by a cursor that goes on after the last row of the part before.

use super::problem::{ApiResult, Problem};
use crate::server::db::keyset::{Mark, Start, Window};
use crate::server::paging::{Cursor, Order};

/// Most things in one part.
const MOST: i64 = 100;
/// The furthest page; whoever goes further follows the cursor.
const FURTHEST: i64 = 100_000;

/// Which part of a list is wanted.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    order: Order<'a>,
    pub page: i64,
    pub size: i64,
    pub start: Start,
}

impl<'a> Part<'a> {
    /// Reads a part; `usual` is how many there are when nothing is said. 422 for what can't be one.
    pub fn read(
        order: Order<'a>,
        page: Option<i64>,
        size: Option<i64>,
        cursor: Option<&str>,
        usual: i64,
    ) -> ApiResult<Part<'a>> {
        let size = size.unwrap_or(usual);
        if !(1..=MOST).contains(&size) {
            let message = format!("Ask for 1 to {MOST} at once.");
            return Err(Problem::field("page_size", "invalid", message));
        }
        if let Some(cursor) = cursor {
            let cursor = Cursor::read(cursor, order).filter(|cursor| !cursor.back);
            let cursor = cursor.ok_or_else(|| {
                let message =
                    "Send a cursor as it came in next_cursor, to the same list in the same order.";
                Problem::field("cursor", "invalid", message)
            })?;
            return Ok(Part {
                order,
                page: cursor.page,
                size,
                start: cursor.start(),
            });
        }
        let page = page.unwrap_or(1);
        if !(1..=FURTHEST).contains(&page) {
            let message = format!("Pages are counted from 1 to {FURTHEST}.");
            return Err(Problem::field("page", "invalid", message));
        }
        Ok(Part {
            order,
            page,
            size,
            start: Start::Offset((page - 1) * size),
        })
    }

    /// What is to be read: one row more than is shown, to know whether there are more.
    pub fn window(&self) -> Window {
        Window {
            limit: self.size + 1,
            start: self.start.clone(),
        }
    }

    /// The row after which a part begins, for a list that knows its rows by their ids alone.
    pub fn after(&self) -> Option<&str> {
        match &self.start {
            Start::After(mark) => Some(&mark.id),
            Start::Offset(_) | Start::Before(_) => None,
        }
    }

    /// The cursor of what follows, when there is more. `found` is one more than the size where there is.
    pub fn next<T>(&self, found: &mut Vec<T>, mark: impl Fn(&T) -> Mark) -> Option<String> {
        let more = found.len() as i64 > self.size;
        found.truncate(usize::try_from(self.size).unwrap_or_default());
        let last = found.last().filter(|_| more)?;
        Some(self.cursor(mark(last)))
    }

    /// The cursor of what follows a row.
    pub fn cursor(&self, last: Mark) -> String {
        Cursor::to(self.order, last, self.page.saturating_add(1), false).write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Order = Order::by_number("things");

    fn mark(number: &i64) -> Mark {
        Mark::number(*number, "id")
    }

    #[test]
    fn a_cursor_goes_on_after_the_last_row() {
        let first = Part::read(NEWEST, None, Some(2), None, 20).unwrap();
        assert_eq!(first.window(), Window::first(3));
        let mut found = vec![9, 8, 7];
        let cursor = first.next(&mut found, mark).unwrap();
        assert_eq!(found, [9, 8]);
        let second = Part::read(NEWEST, None, Some(2), Some(&cursor), 20).unwrap();
        assert_eq!((second.page, &second.start), (2, &Start::After(mark(&8))));
        assert_eq!(second.next(&mut vec![7], mark), None);
        let other = Order::by_number("others");
        assert!(Part::read(other, None, None, Some(&cursor), 20).is_err());
    }

    #[test]
    fn what_is_no_part_is_refused() {
        let back = Cursor::to(NEWEST, mark(&1), 1, true).write();
        for (page, size, cursor) in [
            (Some(0), None, None),
            (Some(-1), None, None),
            (None, Some(101), None),
            (None, Some(0), None),
            (Some(i64::MAX), None, None),
            (None, None, Some("nonsense")),
            (None, None, Some("")),
            (None, None, Some("ZnJvbSAyMA")),
            (None, None, Some(back.as_str())),
        ] {
            assert!(
                Part::read(NEWEST, page, size, cursor, 20).is_err(),
                "{page:?} {size:?} {cursor:?}"
            );
        }
    }
}
