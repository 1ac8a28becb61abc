//! The counter's forms. Permission is the first thing each handler asks for.

mod account;
mod orders;
mod pictures;
mod products;
mod queue;
mod signin;
mod staff;

use crate::server::error::{Error, Result};
use crate::server::http::pages::{self, Submission, see_other};
use crate::server::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};

/// Every address of the counter that takes a form; its other pages are shown as any page is.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/login", get(pages::show).post(signin::password))
        .route("/admin/login/code", get(pages::show).post(signin::code))
        .route("/admin/login/set-up", get(pages::show).post(signin::set_up))
        .route(
            "/admin/welcome/{token}",
            get(pages::show).post(signin::welcome),
        )
        .route("/admin/confirm", get(pages::show).post(signin::confirm))
        .route("/admin/sign-out", post(signin::sign_out))
        .route(
            "/admin/orders/{number}",
            get(pages::show).post(orders::step),
        )
        .route(
            "/admin/products/new",
            get(pages::show).post(products::create),
        )
        .route(
            "/admin/products/{id}",
            get(pages::show).post(products::change),
        )
        .route(
            "/admin/products/{id}/pictures",
            get(pages::show)
                .post(pictures::add)
                .layer(DefaultBodyLimit::max(pictures::BODY_LIMIT)),
        )
        .route("/admin/attention", get(pages::show).post(queue::resolve))
        .route("/admin/jobs", get(pages::show).post(queue::replay))
        .route("/admin/staff", get(pages::show).post(staff::post))
        .route("/admin/account", get(pages::show).post(account::post))
}

/// Where to go after signing in: a page of the counter, never another site.
fn next(form: &Submission) -> String {
    let wanted = form.field("next");
    let ours = (wanted == "/admin" || wanted.starts_with("/admin/"))
        && !wanted.contains(['\\', '\r', '\n'])
        && !wanted.contains("//");
    if ours { wanted } else { "/admin" }.to_string()
}

/// `path` with the page that was wanted behind it.
fn with_next(path: &str, next: &str) -> String {
    if next == "/admin" {
        return path.to_string();
    }
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("{path}?{query}")
}

/// Like [`Submission::go`], but whoever is not signed in, or needs a new code, is led there first.
async fn go(form: Submission, outcome: Result<String>) -> Response {
    match outcome {
        Err(Error::Refused { status: 401, .. }) => {
            see_other(&with_next("/admin/login", form.parts.uri.path()))
        }
        Err(Error::Refused {
            code: "confirm_code",
            ..
        }) => see_other(&with_next("/admin/confirm", form.parts.uri.path())),
        outcome => form.go(outcome).await,
    }
}

/// A form read into its struct. What does not belong to it is not looked at: the button's own field is among it.
fn typed<T: serde::de::DeserializeOwned>(form: &Submission) -> Result<T> {
    let read = serde_urlencoded::to_string(&form.values)
        .ok()
        .and_then(|text| serde_urlencoded::from_str(&text).ok());
    read.ok_or_else(not_understood)
}

fn not_understood() -> Error {
    let message = "The counter did not understand that. Reload the page and try again.";
    Error::refused(422, "invalid", message)
}
