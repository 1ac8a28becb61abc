//! The parts of a list in SQL: each goes on from a row, by what the list is sorted by and the id beside it.

use serde::{Deserialize, Serialize};

/// What a row is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// Where a row stands in a list: what it is sorted by, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub key: Key,
    pub id: String,
}

impl Mark {
    pub fn number(key: i64, id: &str) -> Mark {
        Mark {
            key: Key::Number(key),
            id: id.to_string(),
        }
    }
}

/// Where a part begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// After so many rows.
    Offset(i64),
    After(Mark),
    /// The part that ends before this row.
    Before(Mark),
}

/// Which rows are read: at most so many, from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub limit: i64,
    pub start: Start,
}

impl Window {
    pub fn first(limit: i64) -> Window {
        Window {
            limit,
            start: Start::Offset(0),
        }
    }

    /// Rows are read from the end of the part to its beginning.
    pub fn backwards(&self) -> bool {
        matches!(self.start, Start::Before(_))
    }

    pub fn mark(&self) -> Option<&Mark> {
        match &self.start {
            Start::Offset(_) => None,
            Start::After(mark) | Start::Before(mark) => Some(mark),
        }
    }

    pub fn offset(&self) -> i64 {
        match self.start {
            Start::Offset(offset) => offset,
            Start::After(_) | Start::Before(_) => 0,
        }
    }
}

/// Appends the condition of a window to a WHERE, for a list that is sorted by `$key` and `$id`.
macro_rules! push_mark {
    ($query:expr, $window:expr, $key:expr, $id:expr, $descending:expr) => {
        if let Some(mark) = $window.mark() {
            let sign = match $descending != $window.backwards() {
                true => "<",
                false => ">",
            };
            $query.push(format!(" AND ({}, {}) {sign} (", $key, $id));
            match &mark.key {
                $crate::server::db::keyset::Key::Number(number) => $query.push_bind(*number),
                $crate::server::db::keyset::Key::Text(text) => $query.push_bind(text.clone()),
            };
            $query.push(", ").push_bind(mark.id.clone()).push(")");
        }
    };
}
pub(crate) use push_mark;

/// Appends the order and the limit of a window. Rows of one that is read backwards come in the opposite order.
macro_rules! push_window {
    ($query:expr, $window:expr, $key:expr, $id:expr, $descending:expr) => {
        let way = match $descending != $window.backwards() {
            true => " DESC",
            false => "",
        };
        $query.push(format!(" ORDER BY {}{way}, {}{way} LIMIT ", $key, $id));
        $query.push_bind($window.limit);
        $query.push(" OFFSET ").push_bind($window.offset());
    };
}
pub(crate) use push_window;

/// The rows of a window in the order of the list.
pub fn in_order<T>(window: &Window, mut rows: Vec<T>) -> Vec<T> {
    if window.backwards() {
        rows.reverse();
    }
    rows
}
