//! Hands `/sandbox/…` on to the stand-in for Stripe, so that a demo works behind any host name.

use crate::server::state::App;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

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

pub async fn forward(State(app): State<App>, request: Request) -> Response {
    let Some(base) = app.gateway.sandbox_base() else {
        return (StatusCode::NOT_FOUND, "There is no sandbox here.").into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "That is more than a form.").into_response();
    };
    let target = parts.uri.path_and_query().map_or("/", |p| p.as_str());
    let mut call = app
        .gateway
        .http()
        .request(parts.method, format!("{base}{target}"))
        .body(bytes);
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
