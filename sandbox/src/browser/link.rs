//! The address of a payment link: each visitor gets a hosted checkout page of their own.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::html;
use crate::Sandbox;
use crate::rules::links;
use crate::transaction::Cause;

pub async fn visit(State(sandbox): State<Arc<Sandbox>>, Path(id): Path<String>) -> Response {
    let visited = sandbox.transact(Cause::default(), |transaction| {
        links::visit(transaction, &id)
    });
    match visited.await {
        Ok(session) => html::see_other(&format!("/sandbox/checkout/{}", session.id)),
        Err(closed) if closed.code.as_deref() == Some("payment_link_inactive") => {
            self::closed(&closed.message)
        }
        Err(_) => html::not_found().await,
    }
}

/// What is said at a link that takes no money any more.
pub fn closed(sentence: &str) -> Response {
    html::message(StatusCode::GONE, "Payment link closed", sentence)
}
