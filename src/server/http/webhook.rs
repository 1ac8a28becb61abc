//! The endpoint of the provider's events: verified on the raw bytes, recorded once, answered at once.

use crate::server::gateway::EventError;
use crate::server::metrics;
use crate::server::payments::events;
use crate::server::state::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub async fn stripe(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let event = app.gateway.read_event(&headers, &body, app.now_ms() / 1000);
    if event == Err(EventError::Unsigned) {
        metrics::webhook("unsigned");
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "The signature does not match." })),
        )
            .into_response();
    }
    match events::receive(&app, event.ok(), &body).await {
        Ok(events::Received::New) => {
            metrics::webhook("new");
            Json(json!({ "received": true })).into_response()
        }
        Ok(events::Received::Seen) => {
            metrics::webhook("seen");
            Json(json!({ "received": true, "skipped": true })).into_response()
        }
        Err(error) => {
            // Not recorded: the provider will send it again.
            metrics::webhook("failed");
            tracing::error!(%error, "a webhook event could not be recorded");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                Json(json!({ "error": "Please send it again." })),
            )
                .into_response()
        }
    }
}
