//! The board's address: which states, in which order, which page.

use crate::domain::commission::thread_form::BoardQuery;
use crate::ui::admin::paging;
use leptos_router::params::ParamsMap;

/// The orders that the list can be in: the word in the address and its words on the page.
pub const ORDERS: [(&str, &str); 3] = [
    ("", "Promise date"),
    ("state", "State"),
    ("newest", "Newest first"),
];

pub fn read(query: &ParamsMap) -> BoardQuery {
    let text = |name: &str| query.get(name).unwrap_or_default().trim().to_string();
    BoardQuery {
        show: text("show"),
        sort: text("sort"),
        q: text("q"),
        cursor: text("cursor"),
    }
}

/// Where the same list stands; what is left at its default is left out.
pub fn write(query: &BoardQuery) -> String {
    let pairs = [
        ("show", query.show.as_str()),
        ("sort", query.sort.as_str()),
        ("q", query.q.as_str()),
    ];
    paging::address("/admin/commissions", &pairs, &query.cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_differs_from_the_usual() {
        let mut query = BoardQuery::default();
        assert_eq!(write(&query), "/admin/commissions");
        query.show = "in_production".into();
        (query.q, query.cursor) = ("a&b".into(), "x1".into());
        assert_eq!(
            write(&query),
            "/admin/commissions?show=in_production&q=a%26b&cursor=x1"
        );
    }
}
