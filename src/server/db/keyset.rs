//! The parts of a list in SQL: each goes on from a row, by what the list is sorted by and the id beside it.

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
                $crate::server::paging::Key::Number(number) => $query.push_bind(*number),
                $crate::server::paging::Key::Text(text) => $query.push_bind(text.clone()),
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
pub fn in_order<T>(window: &crate::server::paging::Window, mut rows: Vec<T>) -> Vec<T> {
    if window.backwards() {
        rows.reverse();
    }
    rows
}
