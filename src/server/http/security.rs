//! What stands before every page: same-site requests only, strict headers, no panic and no secret leaves.

use super::refusals::Refusal;
use crate::server::error::AWAY_RETRY_SECS;
use crate::server::gateway::PayOrigins;
use crate::server::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use url::Url;

/// Refuses a state-changing request that did not come from one of our own pages: `Sec-Fetch-Site` must say
/// same-origin or none; a browser that doesn't send it must send a matching `Origin`.
pub async fn only_from_our_own_pages(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if changes && !comes_from_us(request.headers(), &app.settings.public_url()) {
        let sentence = "This request came from another site, so it was not carried out. Open the shop itself and try again.";
        return Refusal::new(StatusCode::FORBIDDEN, "other_site", sentence).into_response();
    }
    next.run(request).await
}

/// An origin is a scheme, a host and a port: the host and port are those that were asked, the scheme is the shop's own.
fn comes_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let scheme = public_url.split_once("://").map(|(scheme, _)| scheme);
            let asked = scheme.zip(text("host"));
            let asked =
                asked.and_then(|(scheme, host)| Url::parse(&format!("{scheme}://{host}")).ok());
            let from = Url::parse(origin).ok();
            from.zip(asked).is_some_and(|(from, asked)| {
                from.origin().is_tuple() && from.origin() == asked.origin()
            })
        }
        (None, None) => false,
    }
}

/// Marks an answer whose page set its own policy, so that the general one is left out.
const POLICY: HeaderName = header::CONTENT_SECURITY_POLICY;

/// The headers of every answer, errors included.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    // The stand-in's pages bring policies of their own, and some of them are shown in frames.
    let stand_in = request.uri().path().starts_with("/sandbox/");
    let mut response = next.run(request).await;
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && app.db.is_away() {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let retry = response.headers_mut().entry(header::RETRY_AFTER);
        retry.or_insert(HeaderValue::from(AWAY_RETRY_SECS));
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin");
    if !stand_in {
        set(header::X_FRAME_OPTIONS, "DENY");
    }
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(self), publickey-credentials-create=(self), publickey-credentials-get=(self)",
    );
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    // A page with a nonce brings its own policy; everything else may load nothing at all.
    set(
        POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    if app.settings.is_https() {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    response
}

/// The policy of a page. `pay` adds the provider's own addresses, on the pages that need them only.
pub fn page_policy(nonce: &str, pay: Option<&PayOrigins>) -> String {
    let (scripts, frames, connect, forms) = match pay {
        Some(o) => (
            o.script.as_str(),
            o.frames.as_str(),
            o.connect.as_str(),
            o.forms.as_str(),
        ),
        None => ("", "", "", ""),
    };
    let frame_src = if frames.is_empty() { "'none'" } else { frames };
    format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval' {scripts}; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; \
         connect-src 'self' {connect}; frame-src {frame_src}; form-action 'self' {forms}; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// A panic becomes a sentence and a log line, never a dropped connection.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a request panicked");
    Refusal::fault().into_response()
}

/// A path fit for a log: whatever follows a word that announces a link token is masked.
pub fn masked_path(path: &str) -> String {
    const BEFORE_TOKENS: [&str; 9] = [
        "/api/v1/custom-orders/",
        "/o/",
        "/confirm-email/",
        "/checkout/pay/",
        "/checkout/return/",
        "/pay/",
        "/custom/uploads/",
        "/custom/",
        "/admin/welcome/",
    ];
    for prefix in BEFORE_TOKENS {
        if let Some(rest) = path.strip_prefix(prefix) {
            let tail = rest
                .split_once('/')
                .map_or(String::new(), |(_, tail)| format!("/{tail}"));
            return format!("{prefix}…{tail}");
        }
    }
    path.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_us(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        comes_from_us(&headers, "https://shop.example")
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        assert!(
            from_us(&[("sec-fetch-site", "same-origin")]) && from_us(&[("sec-fetch-site", "none")])
        );
        assert!(
            !from_us(&[("sec-fetch-site", "cross-site")])
                && !from_us(&[("sec-fetch-site", "same-site")])
        );
        assert!(from_us(&[
            ("origin", "https://shop.example"),
            ("host", "shop.example")
        ]));
        assert!(!from_us(&[
            ("origin", "https://evil.example"),
            ("host", "shop.example")
        ]));
        assert!(!from_us(&[("origin", "null"), ("host", "shop.example")]));
        // The same host without encryption is another origin: whoever sits between may write what it sends.
        for other in [
            "http://shop.example",
            "https://shop.example:8443",
            "ftp://shop.example",
        ] {
            assert!(
                !from_us(&[("origin", other), ("host", "shop.example")]),
                "{other}"
            );
        }
        assert!(from_us(&[
            ("origin", "https://shop.example"),
            ("host", "shop.example:443")
        ]));
        assert!(!from_us(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://shop.example"),
            ("host", "shop.example")
        ]));
        assert!(!from_us(&[]));
    }

    #[test]
    fn link_tokens_are_masked_in_logs() {
        assert_eq!(masked_path("/o/secret"), "/o/…");
        assert_eq!(masked_path("/o/secret/events"), "/o/…/events");
        assert_eq!(masked_path("/confirm-email/secret"), "/confirm-email/…");
        assert_eq!(masked_path("/checkout/pay/secret"), "/checkout/pay/…");
        assert_eq!(
            masked_path("/custom/secret/pictures/1"),
            "/custom/…/pictures/1"
        );
        assert_eq!(
            masked_path("/custom/uploads/secret/1"),
            "/custom/uploads/…/1"
        );
        assert_eq!(masked_path("/pay/secret/return"), "/pay/…/return");
        assert_eq!(
            masked_path("/api/v1/custom-orders/secret/accept"),
            "/api/v1/custom-orders/…/accept"
        );
        assert_eq!(masked_path("/shop/bowl"), "/shop/bowl");
    }
}
