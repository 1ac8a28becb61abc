//! The board's address: which states, in which order, which page.

use crate::domain::commission::thread_form::BoardQuery;
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
        page: text("page").parse().unwrap_or(1),
    }
}

/// Where the same list stands; what is left at its default is left out.
pub fn write(query: &BoardQuery) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    let texts = [
        ("show", &query.show),
        ("sort", &query.sort),
        ("q", &query.q),
    ];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        pairs.append_pair(name, text);
    }
    if query.page > 1 {
        pairs.append_pair("page", &query.page.to_string());
    }
    match pairs.finish().as_str() {
        "" => "/admin/commissions".into(),
        pairs => format!("/admin/commissions?{pairs}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_differs_from_the_usual() {
        let mut query = BoardQuery {
            page: 1,
            ..BoardQuery::default()
        };
        assert_eq!(write(&query), "/admin/commissions");
        (query.show, query.q, query.page) = ("in_production".into(), "a&b".into(), 2);
        assert_eq!(
            write(&query),
            "/admin/commissions?show=in_production&q=a%26b&page=2"
        );
    }
}
