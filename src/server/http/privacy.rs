//! What a browser may keep of a visit: nothing of pages that show somebody's own, and nothing at all after signing out.

use super::redirects::see_other;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Where signing out leads to: the sign-in page says so, and its script tells the pages that wait behind Back
/// (`ui::app`, which knows these addresses by their queries).
pub const CUSTOMER_LEFT: &str = "/account/login?done=signed_out";
pub const ACCOUNT_DELETED: &str = "/account/login?done=deleted";
pub const STAFF_LEFT: &str = "/admin/login?signed_out=1";

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Whether an address shows what belongs to one person: account, orders, threads, checkout, paying, the back office, and
/// the calls and files of their pages.
pub fn is_personal(path: &str) -> bool {
    const WHOLE: [&str; 5] = [
        "/account",
        "/orders",
        "/checkout",
        "/admin",
        "/confirm-email",
    ];
    const BELOW: [&str; 6] = [
        "/o/",
        "/pay/",
        "/custom/",
        "/confirm-email/",
        "/_fn/",
        "/dev/",
    ];
    let whole = |place: &str| {
        let rest = path.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    WHOLE.into_iter().any(whole) || BELOW.iter().any(|place| path.starts_with(place))
}

/// No cache, that of Back included, keeps what belongs to one person. Pages of the shop keep their own rule, so that Back
/// finds a list where it was.
pub async fn no_store(request: Request, next: Next) -> Response {
    let personal = is_personal(request.uri().path());
    let mut response = next.run(request).await;
    if personal {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The answer to signing out: on to `location`, and whatever the browser kept of this shop is forgotten. Cookies are left
/// to the session, which removes its own; the mark of a known browser stays.
pub fn signed_out(location: &str) -> Response {
    let mut response = see_other(location);
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(CLEAR_SITE_DATA, clear);
    response
}

/// Whether what a form did ended the sign-in of this browser.
pub fn ends_sign_in(location: &str) -> bool {
    [CUSTOMER_LEFT, ACCOUNT_DELETED, STAFF_LEFT].contains(&location)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_one_person_is_told_from_the_shop() {
        for path in [
            "/account",
            "/account/addresses",
            "/orders",
            "/orders/ORD-000001",
            "/o/token",
            "/checkout",
            "/checkout/pay/token",
            "/pay/token",
            "/custom/token",
            "/confirm-email/token",
            "/admin",
            "/admin/orders",
            "/_fn/cart/view",
        ] {
            assert!(is_personal(path), "{path}");
        }
        for path in [
            "/",
            "/shop",
            "/shop/bowl",
            "/categories/pots",
            "/cart",
            "/custom",
            "/pages/about",
            "/track",
            "/administer",
        ] {
            assert!(!is_personal(path), "{path}");
        }
    }
}
