//! Hands `/sandbox/…` on to the stand-in for Stripe, so that a demo works behind any host name.

use super::refusals::Refusal;
use crate::server::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;
use std::time::Duration;
use url::Url;

/// Most bytes of a form that the stand-in's pages send.
const BODY_LIMIT: usize = 64 * 1024;

/// Headers that are handed on in both directions.
const PASSED: [HeaderName; 8] = [
    header::CONTENT_TYPE,
    header::ACCEPT,
    header::LOCATION,
    header::CACHE_CONTROL,
    header::CONTENT_SECURITY_POLICY,
    header::X_FRAME_OPTIONS,
    header::REFERRER_POLICY,
    header::ORIGIN,
];

/// Calls to the stand-in: its redirects are for the browser.
static CLIENT: LazyLock<reqwest::Result<reqwest::Client>> = LazyLock::new(|| {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(15))
        .build()
});

pub async fn forward(State(app): State<App>, request: Request) -> Response {
    let stand_in = app.settings.gateway();
    let (true, Some(base), Ok(http)) = (stand_in.sandbox, stand_in.api_base, &*CLIENT) else {
        return Refusal::not_found("There is no sandbox here.").into_response();
    };
    let base = base.trim_end_matches('/');
    let (parts, body) = request.into_parts();
    let asked = parts.uri.path_and_query().map_or("/", |p| p.as_str());
    let Some(target) = open_address(base, asked) else {
        return Refusal::not_found("There is nothing at this address.").into_response();
    };
    let Ok(bytes) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return Refusal::too_large().into_response();
    };
    let mut call = http.request(parts.method, target).body(bytes);
    for name in &PASSED {
        if let Some(value) = parts.headers.get(name) {
            call = call.header(name, value);
        }
    }
    match call.send().await {
        Ok(answer) => {
            let mut response = Response::builder().status(answer.status());
            for name in &PASSED {
                if let Some(value) = answer.headers().get(name) {
                    response = response.header(name, value);
                }
            }
            let bytes = answer.bytes().await.unwrap_or_default();
            response
                .body(Body::from(bytes))
                .unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
        }
        Err(_) => (
            StatusCode::BAD_GATEWAY,
            "The sandbox does not answer. Is it running?",
        )
            .into_response(),
    }
}

/// The address as the stand-in will read it, while it lies below `/sandbox/`: what stands beside that (its books, its
/// faults) is for whoever runs the shop. `%2e%2e` is a step up as `..` is.
fn open_address(base: &str, asked: &str) -> Option<Url> {
    let target = Url::parse(&format!("{base}{asked}")).ok()?;
    let home = Url::parse(base).ok()?;
    (target.origin() == home.origin() && target.path().starts_with("/sandbox/")).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_below_is_handed_on() {
        let asked = |path| open_address("http://127.0.0.1:4242", path).is_some();
        assert!(asked("/sandbox/pay/x?a=1") && asked("/sandbox/a/../b"));
        for path in [
            "/sandbox/../_state",
            "/sandbox/%2e%2e/_state",
            "/sandbox/.%2E/_state",
            "/sandbox/%2e%2e%2f_state/../../_state",
            "@evil.example/sandbox/",
        ] {
            assert!(!asked(path), "{path}");
        }
    }
}
