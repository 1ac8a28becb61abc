//! A list's address and what it asks for: `/shop?q=cup&sort=price&page=2`.

use crate::domain::catalogue::{ListQuery, Sort};
use leptos_router::params::ParamsMap;

/// Reads an address; what can't be read is left out.
pub fn query_of(params: &ParamsMap) -> ListQuery {
    let text = |name: &str| {
        params
            .get(name)
            .map(|t| t.trim().to_string())
            .filter(|t| !t.is_empty())
    };
    let q = text("q");
    ListQuery {
        category: text("category"),
        kind: text("kind"),
        sort: text("sort")
            .and_then(|word| Sort::parse(&word))
            .unwrap_or_else(|| Sort::usual(q.is_some())),
        q,
        in_stock: text("in_stock").is_some(),
        min: text("min"),
        max: text("max"),
        page: text("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(1)
            .max(1),
    }
}

/// Writes the address of a list below `base`; what is usual is left out.
pub fn address_of(base: &str, query: &ListQuery) -> String {
    let in_base = base.starts_with("/categories/");
    let category = query.category.as_deref().filter(|_| !in_base);
    let sort = (query.sort != Sort::usual(query.q.is_some())).then(|| query.sort.as_str());
    let page = (query.page > 1).then(|| query.page.to_string());
    let parts = [
        ("category", category),
        ("kind", query.kind.as_deref()),
        ("q", query.q.as_deref()),
        ("sort", sort),
        ("in_stock", query.in_stock.then_some("1")),
        ("min", query.min.as_deref()),
        ("max", query.max.as_deref()),
        ("page", page.as_deref()),
    ];
    let mut address = base.to_string();
    let mut separator = '?';
    for (name, value) in parts {
        if let Some(value) = value {
            address.push(separator);
            address.push_str(name);
            address.push('=');
            encode(value, &mut address);
            separator = '&';
        }
    }
    address
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let query = ListQuery {
            category: Some("ceramics".into()),
            q: Some("blue & white cup – ½".into()),
            sort: Sort::PriceDescending,
            in_stock: true,
            min: Some("10".into()),
            page: 3,
            ..ListQuery::default()
        };
        let address = address_of("/shop", &query);
        let mut params = ParamsMap::new();
        for pair in address.split_once('?').map_or("", |(_, q)| q).split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let bytes = value
                .replace("%20", " ")
                .replace("%26", "&")
                .replace("%E2%80%93", "–")
                .replace("%C2%BD", "½");
            params.insert(name.to_string(), bytes);
        }
        assert_eq!(query_of(&params), query);
        assert_eq!(address_of("/shop", &ListQuery::default()), "/shop");
    }

    #[test]
    fn a_search_shows_its_best_match_first_unless_told_otherwise() {
        let mut params = ParamsMap::new();
        params.insert("q".to_string(), "cup".to_string());
        let best = query_of(&params);
        assert_eq!(best.sort, Sort::BestMatch);
        assert_eq!(address_of("/shop", &best), "/shop?q=cup");
        params.insert("sort".to_string(), "newest".to_string());
        let newest = query_of(&params);
        assert_eq!(newest.sort, Sort::Newest);
        assert_eq!(address_of("/shop", &newest), "/shop?q=cup&sort=newest");
    }
}
