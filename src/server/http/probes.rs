//! Probes for whoever watches the process: alive, ready.

use crate::server::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// The process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can serve: the database answers and takes writes, and its schema is current.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    if app.shutdown.is_cancelled() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "stopping" })),
        );
    }
    match app.db.pending_migrations().await {
        Ok(pending) if pending.is_empty() => {
            if app.db.takes_writes(app.now_ms()).await {
                return (StatusCode::OK, Json(json!({ "status": "ready" })));
            }
            tracing::error!("the database can't be written to");
            let status = "the database can't be written to: make room on its disk";
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": status })),
            )
        }
        Ok(pending) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "migrations pending", "pending": pending })),
        ),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "status": "the database does not answer" })),
            )
        }
    }
}
