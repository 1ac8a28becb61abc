//! Where a visitor is sent on to: pages of the shop, distinguished from other sites as a browser does.

use super::refusals::Refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

/// Any origin will do: what matters is whether an address leaves it.
const HERE: &str = "http://shop.invalid/";

/// A path of our own that somebody wants to go on to, as it stands in a `Location`; `None` for whatever a browser would
/// take to another site. It is read as browsers read it: they skip tabs and line ends, take `\` for `/`, and `//` for a host.
pub fn own_path(wanted: &str) -> Option<String> {
    let here = Url::parse(HERE).ok()?;
    if !wanted.starts_with('/') {
        return None;
    }
    let there = here.join(wanted).ok()?;
    let path = &there[url::Position::BeforePath..];
    let ours = there.origin() == here.origin()
        && there.username().is_empty()
        && there.password().is_none()
        // `/.//evil.example` is a path with an empty part, and would be a host once it stands alone.
        && !path.starts_with("//");
    ours.then(|| path.to_string())
}

/// 303 See Other, to a page of the shop. A provider's page is an absolute address, and never one that a visitor named.
pub fn see_other(location: &str) -> Response {
    let checked = match location.starts_with('/') {
        true => own_path(location),
        false => provider_page(location),
    };
    let value = checked.and_then(|place| HeaderValue::from_str(&place).ok());
    match value {
        Some(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        None => {
            tracing::error!("a redirect led nowhere");
            Refusal::fault().into_response()
        }
    }
}

fn provider_page(location: &str) -> Option<String> {
    let url = Url::parse(location).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_leads_elsewhere_is_no_path_of_ours() {
        for wanted in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "/%2e//evil.example",
            "javascript:alert(1)",
            "",
            "shop",
            "///evil.example",
            "/\r\\evil.example",
            " /shop",
        ] {
            assert_eq!(own_path(wanted), None, "{wanted:?}");
        }
        for (wanted, led) in [
            ("/", "/"),
            ("/orders?page=2#top", "/orders?page=2#top"),
            ("/a\u{b}b", "/a%0Bb"),
            ("/a/../checkout", "/checkout"),
            ("/%09/evil.example", "/%09/evil.example"),
            ("/caf\u{e9}", "/caf%C3%A9"),
        ] {
            assert_eq!(own_path(wanted).as_deref(), Some(led));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_wanted_a_browser_stays_here(
            wanted in "[/\\\\.\t\r\n%:@?#a-e0-9]{0,12}(evil\\.example)?|/.{0,20}"
        ) {
            if let Some(path) = own_path(&wanted) {
                for page in ["https://shop.example/account/login", "http://127.0.0.1:3000/"] {
                    let page = Url::parse(page).unwrap();
                    let there = page.join(&path).unwrap();
                    prop_assert_eq!(there.origin(), page.origin(), "{:?} {:?}", wanted, path);
                }
                prop_assert!(HeaderValue::from_str(&path).is_ok());
                prop_assert_eq!(own_path(&path), Some(path));
            }
        }
    }
}
