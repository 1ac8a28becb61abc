//! What the browser needs: the script, the card frame, the hosted checkout, the 3-D Secure page and the wallet's page.
//!
//! Everything lives under `/sandbox/`, so the shop can serve it under its own address and on a second origin too.

mod calls;
mod checkout;
mod fields;
mod frame;
mod html;
mod link;
mod steps;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::Sandbox;

pub fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/sandbox/stripe.js", get(script))
        .route("/sandbox/element", get(frame::page))
        .route("/sandbox/call/intent", post(calls::show))
        .route("/sandbox/call/confirm", post(calls::confirm))
        .route(
            "/sandbox/3ds/{intent}",
            get(steps::authentication).post(steps::answer_authentication),
        )
        .route(
            "/sandbox/wallet/{intent}",
            get(steps::wallet).post(steps::answer_wallet),
        )
        .route(
            "/sandbox/checkout/{session}",
            get(checkout::page).post(checkout::pay),
        )
        .route("/sandbox/link/{link}", get(link::visit))
        .fallback(html::not_found)
        .layer(axum::extract::DefaultBodyLimit::max(64 * 1024))
}

async fn script() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The shop's pay page may load it from a second origin under cross-origin isolation.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    (headers, include_str!("stripe.js"))
}
