//! Probes for whoever watches the process: alive, ready.

use crate::domain::action_error::Kind;
use crate::server::error::Result;
use crate::server::http::visits;
use crate::server::jobs::health::health;
use crate::server::staff::{self, programs};
use crate::server::state::App;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

/// The process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can serve: the database answers and takes writes, and its schema is current. With `?detail`, staff who are signed in and
/// programs with an API token read how the work in the background goes too.
pub async fn ready(State(app): State<App>, request: Request) -> (StatusCode, Json<Value>) {
    let (status, mut body) = readiness(&app).await;
    let (parts, _) = request.into_parts();
    if !asks_for_detail(&parts) {
        return (status, Json(body));
    }
    match detail(&app, &parts).await {
        Ok(Some(detail)) => body["detail"] = detail,
        Ok(None) => {
            let sentence = "Sign in at the counter, or send an API token as “Authorization: Bearer …”, to read the detail.";
            return (
                StatusCode::UNAUTHORIZED,
                Json(json!({ "status": sentence })),
            );
        }
        Err(error) => tracing::error!(%error, "the detail could not be read"),
    }
    (status, Json(body))
}

fn asks_for_detail(parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    query
        .split('&')
        .any(|pair| pair.split('=').next() == Some("detail"))
}

/// `None` for whoever may not read it.
async fn detail(app: &App, parts: &Parts) -> Result<Option<Value>> {
    let bearer = parts.headers.get(header::AUTHORIZATION);
    let bearer = bearer.and_then(|value| value.to_str().ok());
    let known = match bearer.and_then(|value| value.split_once(' ')) {
        Some((word, token)) if word.eq_ignore_ascii_case("bearer") => {
            programs::recognise(app, token.trim()).await.map(drop)
        }
        _ => match visits::of_browser(app, parts) {
            Some(visit) => staff::signed_in(&visit).await.map(drop),
            None => return Ok(None),
        },
    };
    if let Err(error) = known {
        return match error.kind() {
            Kind::NotSignedIn | Kind::Forbidden => Ok(None),
            _ => Err(error),
        };
    }
    let health = health(app).await?;
    let failures: serde_json::Map<String, Value> = health
        .failures
        .into_iter()
        .map(|(kind, times)| (kind, times.into()))
        .collect();
    Ok(Some(json!({
        "reconciler_last_full_run_age_seconds": health.reconciled_age_s,
        "repeating_jobs_failures_in_a_row": failures,
    })))
}

async fn readiness(app: &App) -> (StatusCode, Value) {
    if app.shutdown.is_cancelled() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({ "status": "stopping" }),
        );
    }
    match app.db.pending_migrations().await {
        Ok(pending) if pending.is_empty() => {
            if app.db.takes_writes(app.now_ms()).await {
                return (StatusCode::OK, json!({ "status": "ready" }));
            }
            tracing::error!("the database can't be written to");
            let status = "the database can't be written to: make room on its disk";
            (StatusCode::SERVICE_UNAVAILABLE, json!({ "status": status }))
        }
        Ok(pending) => (
            StatusCode::SERVICE_UNAVAILABLE,
            json!({ "status": "migrations pending", "pending": pending }),
        ),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                json!({ "status": "the database does not answer" }),
            )
        }
    }
}
