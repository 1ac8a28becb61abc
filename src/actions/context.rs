//! The visit that the running server function or page belongs to, and the true status of what is answered.

use crate::domain::action_error::ActionError;
use crate::server::error::{Error, Result};
use crate::server::visit::Visit;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Whose request this is, as `server::http` has read it.
pub fn visit() -> Result<Visit, ActionError> {
    use_context::<Visit>()
        .ok_or_else(|| Error::fault("a server function ran outside a request").into())
}

/// Turns a use case's outcome into a server function's answer, with its true status.
pub fn answer<T>(outcome: Result<T>) -> Result<T, ActionError> {
    outcome.map_err(|error| {
        let wait = error.retry_after_secs();
        let error = ActionError::from(error);
        if let Some(options) = use_context::<ResponseOptions>() {
            if let Some(secs) = wait {
                options.insert_header(RETRY_AFTER, secs.into());
            }
            options.set_status(
                StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            );
        }
        error
    })
}
