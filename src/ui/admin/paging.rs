//! The way to the pages beside the one of a long list that is shown.

use leptos::prelude::*;

/// The address of a page, by the cursor that leads to it.
pub fn address(path: &str, pairs: &[(&str, &str)], cursor: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, text) in pairs.iter().filter(|(_, text)| !text.is_empty()) {
        query.append_pair(name, text);
    }
    if !cursor.is_empty() {
        query.append_pair("cursor", cursor);
    }
    match query.finish().as_str() {
        "" => path.to_string(),
        query => format!("{path}?{query}"),
    }
}

/// Links to the pages before and after this one, each with its words and its address.
#[component]
pub fn Beside(
    words: [&'static str; 2],
    before: Option<String>,
    after: Option<String>,
) -> impl IntoView {
    let [back, on] = words;
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="counter-pages" aria-label="Pages">
                {before.map(|href| view! { <a class="button button-quiet button-small" href=href rel="prev">{back}</a> })}
                {after.map(|href| view! { <a class="button button-quiet button-small" href=href rel="next">{on}</a> })}
            </nav>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_was_asked_and_where_the_page_begins() {
        assert_eq!(address("/admin/orders", &[("q", "")], ""), "/admin/orders");
        assert_eq!(
            address("/admin/orders", &[("q", "a&b"), ("status", "")], "x1"),
            "/admin/orders?q=a%26b&cursor=x1"
        );
    }
}
