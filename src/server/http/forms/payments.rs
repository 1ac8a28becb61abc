//! The pay page's form, and the way back from the provider.

use crate::domain::action_error::Kind;
use crate::server::http::forms::Submission;
use crate::server::http::pages;
use crate::server::http::redirects::see_other;
use crate::server::payments;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::response::Response;

/// The pay page, while something can be paid there; else the order's page.
pub async fn page(State(app): State<App>, Path(token): Path<String>, request: Request) -> Response {
    match payments::place_of(&app, &token).await {
        Ok(place) if place.starts_with("/o/") => see_other(&place),
        // The page itself reports what is wrong.
        _ => pages::show(State(app), request).await,
    }
}

/// Chooses another way to pay the same amount.
pub async fn choose(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = payments::choose(&form.visit, &token, form.field("method")).await;
    form.go(outcome).await
}

/// The browser comes back from the provider: ask how the payment stands, never believe the address.
pub async fn returned(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
    parts: Parts,
) -> Response {
    match payments::finish(&visit, &token).await {
        Ok(location) => see_other(&location),
        Err(error) if error.kind() == Kind::NotFound => {
            pages::show_again(app, parts, Vec::new(), error).await
        }
        // The provider can't be reached: the order's page says that the payment is being checked.
        Err(error) => {
            tracing::warn!(%error, "a payment could not be checked on return");
            see_other(&format!("/o/{token}"))
        }
    }
}
