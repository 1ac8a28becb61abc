//! Lists in parts of which nothing is seen twice and nothing missed while rows come, go and change.
//!
//! A part goes on from the last row of the one before, by what the list is sorted by and its id: not from a place that
//! is counted, which moves whenever something comes in above it.

use super::db::keyset::{Key, Mark, Start, Window};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A list and its order. A cursor of another one says nothing in it.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    pub name: &'a str,
    /// It is sorted by a text, and not by a number.
    pub by_text: bool,
}

impl<'a> Order<'a> {
    pub const fn by_number(name: &'a str) -> Order<'a> {
        Order {
            name,
            by_text: false,
        }
    }
}

/// What a client keeps to go on: nothing that it should look into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    order: String,
    key: Key,
    id: String,
    /// The part that it leads to, counted from 1: only to be shown.
    pub page: i64,
    pub back: bool,
}

/// Longer than any cursor that was handed out.
const LONGEST: usize = 4096;

impl Cursor {
    pub fn to(order: Order<'_>, mark: Mark, page: i64, back: bool) -> Cursor {
        Cursor {
            order: order.name.to_string(),
            key: mark.key,
            id: mark.id,
            page,
            back,
        }
    }

    pub fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_string(self).unwrap_or_default())
    }

    /// Reads a cursor of this list and order; `None` for anything else.
    pub fn read(text: &str, order: Order<'_>) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text.get(..LONGEST).unwrap_or(text))
            .ok()?;
        let cursor: Cursor = serde_json::from_slice(&bytes).ok()?;
        // Whatever was made up is no reason for a database to stumble.
        let plain = |text: &str| !text.contains('\0');
        let fits = match &cursor.key {
            Key::Number(_) => !order.by_text,
            Key::Text(text) => order.by_text && plain(text),
        };
        (fits && cursor.order == order.name && plain(&cursor.id)).then_some(cursor)
    }

    pub fn start(self) -> Start {
        let mark = Mark {
            key: self.key,
            id: self.id,
        };
        match self.back {
            true => Start::Before(mark),
            false => Start::After(mark),
        }
    }
}

/// Cursors to the parts beside the one that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A page of a list that can be turned both ways: one row more than it shows is read, to know whether there are more.
pub struct Turning<'a> {
    order: Order<'a>,
    size: i64,
    pub window: Window,
}

impl<'a> Turning<'a> {
    /// The page that a cursor leads to; the first for one that can't be read.
    pub fn to(order: Order<'a>, size: i64, cursor: &str) -> Turning<'a> {
        let start = Cursor::read(cursor, order).map(Cursor::start);
        Turning {
            order,
            size,
            window: Window {
                limit: size + 1,
                start: start.unwrap_or(Start::Offset(0)),
            },
        }
    }

    /// Whether these rows, read backwards, are fewer than a page: then the first page is shown instead, and read anew.
    pub fn is_at_the_top<T>(&mut self, rows: &[T]) -> bool {
        let top = self.window.backwards() && rows.len() as i64 <= self.size;
        if top {
            self.window = Window::first(self.size + 1);
        }
        top
    }

    /// Keeps the rows of the page, and says where those before and after it are.
    pub fn turn<T>(&self, rows: &mut Vec<T>, mark: impl Fn(&T) -> Mark) -> Beside {
        let size = usize::try_from(self.size).unwrap_or_default();
        let more = rows.len() > size;
        let (mut before, mut after) = (self.window.mark().is_some(), more);
        if self.window.backwards() {
            rows.drain(..rows.len().saturating_sub(size));
            (before, after) = (more, true);
        }
        rows.truncate(size);
        let cursor = |row: &T, back| Cursor::to(self.order, mark(row), 0, back).write();
        Beside {
            before: rows.first().filter(|_| before).map(|row| cursor(row, true)),
            after: rows.last().filter(|_| after).map(|row| cursor(row, false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Order = Order::by_number("things");

    fn mark(number: &i64) -> Mark {
        Mark::number(*number, &number.to_string())
    }

    /// What a database answers of the rows 1 to `last`, the newest first.
    fn read(window: &Window, last: i64) -> Vec<i64> {
        let at = |mark: &Mark| mark.id.parse::<i64>().unwrap();
        let all = (1..=last).rev();
        let limit = window.limit as usize;
        match &window.start {
            Start::Offset(from) => all.skip(*from as usize).take(limit).collect(),
            Start::After(mark) => all.filter(|n| *n < at(mark)).take(limit).collect(),
            Start::Before(mark) => {
                let mut rows: Vec<i64> = (1..=last).filter(|n| *n > at(mark)).take(limit).collect();
                rows.reverse();
                rows
            }
        }
    }

    fn page(cursor: &str, last: i64) -> (Vec<i64>, Beside) {
        let mut turning = Turning::to(NEWEST, 3, cursor);
        let mut rows = read(&turning.window, last);
        if turning.is_at_the_top(&rows) {
            rows = read(&turning.window, last);
        }
        let beside = turning.turn(&mut rows, mark);
        (rows, beside)
    }

    #[test]
    fn pages_are_turned_both_ways_while_rows_come_in() {
        let (first, beside) = page("", 8);
        assert_eq!((first, beside.before), (vec![8, 7, 6], None));
        let (second, beside) = page(&beside.after.unwrap(), 10);
        assert_eq!(second, [5, 4, 3]);
        let (third, last) = page(&beside.after.unwrap(), 10);
        assert_eq!((third, last.after), (vec![2, 1], None));
        let (back, beside) = page(&last.before.unwrap(), 10);
        assert_eq!(back, [5, 4, 3]);
        let (top, beside) = page(&beside.before.unwrap(), 10);
        assert_eq!((top, beside.before.is_some()), (vec![8, 7, 6], true));
        let (top, beside) = page(&beside.before.unwrap(), 10);
        assert_eq!(
            (top, beside.before),
            (vec![10, 9, 8], None),
            "the first page is whole"
        );
    }

    #[test]
    fn a_cursor_counts_in_its_own_order_alone() {
        let cursor = Cursor::to(NEWEST, mark(&5), 2, false);
        assert_eq!(Cursor::read(&cursor.write(), NEWEST), Some(cursor.clone()));
        assert_eq!(
            Cursor::read(&cursor.write(), Order::by_number("others")),
            None
        );
        let by_text = Order {
            name: "things",
            by_text: true,
        };
        for text in [
            "",
            "nonsense",
            "ZnJvbSAyMA",
            &"a".repeat(9000),
            &cursor.write(),
        ] {
            assert_eq!(Cursor::read(text, by_text), None, "{text}");
        }
    }
}
