//! The counter’s forms. Who may is asked by the use cases.

mod account;
mod api_tokens;
mod attention;
mod categories;
mod commissions;
mod orders;
mod pages;
mod product_parts;
pub mod products;
mod refunds;
mod settings;
mod signin;
mod staff;
mod unsaved;
mod webhooks;

use crate::domain::action_error::Kind;
use crate::server::error::{Error, Result};
use crate::server::http::forms::{Next, Submission};
use crate::server::http::pages::show;
use crate::server::http::redirects::{own_path, see_other};
use crate::server::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};

/// Every address of the admin that takes a form; its other pages are shown as any page is.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/login", get(show).post(signin::password))
        .route("/admin/login/code", get(show).post(signin::code))
        .route("/admin/login/set-up", get(show).post(signin::set_up))
        .route("/admin/welcome/{token}", get(show).post(signin::welcome))
        .route("/admin/confirm", get(show).post(signin::confirm))
        .route("/admin/sign-out", post(signin::sign_out))
        .route("/admin/orders/{number}", get(show).post(orders::step))
        .route(
            "/admin/orders/{number}/refund",
            get(show).post(refunds::post),
        )
        .route("/admin/products/new", get(show).post(products::create))
        .route(
            "/admin/products/{id}",
            get(unsaved::show)
                .post(products::change)
                .layer(DefaultBodyLimit::max(products::BODY_LIMIT)),
        )
        .route(
            "/admin/products/{id}/pictures",
            get(unsaved::show)
                .post(products::change)
                .layer(DefaultBodyLimit::max(products::BODY_LIMIT)),
        )
        .route("/admin/categories", get(show).post(categories::arrange))
        .route("/admin/categories/new", get(show).post(categories::create))
        .route("/admin/categories/{id}", get(show).post(categories::change))
        .route("/admin/pages", get(show).post(pages::arrange))
        .route("/admin/pages/new", get(show).post(pages::create))
        .route(
            "/admin/pages/{slug}",
            get(unsaved::show).post(pages::change),
        )
        .route("/admin/settings", get(show).post(settings::save))
        .route("/admin/attention", get(show).post(attention::resolve))
        .route("/admin/jobs", get(show).post(attention::replay))
        .route("/admin/staff", get(show).post(staff::post))
        .route("/admin/api-tokens", get(show).post(api_tokens::post))
        .route("/admin/webhooks", get(show).post(webhooks::add))
        .route("/admin/webhooks/{id}", get(show).post(webhooks::change))
        .route("/admin/account", get(show).post(account::post))
        .merge(commissions::routes())
}

/// Where to go after signing in: a page of the admin, never another site.
fn next(form: &Submission) -> String {
    own_path(form.field("next"))
        .filter(|wanted| wanted == "/admin" || wanted.starts_with("/admin/"))
        .unwrap_or_else(|| "/admin".into())
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
async fn go(form: Submission, outcome: Result<impl Into<Next>>) -> Response {
    match outcome {
        Err(Error::Refused {
            kind: Kind::NotSignedIn,
            ..
        }) => see_other(&with_next("/admin/login", form.parts.uri.path())),
        Err(Error::Refused {
            code: "confirm_code",
            ..
        }) => see_other(&with_next("/admin/confirm", form.parts.uri.path())),
        outcome => form.go(outcome).await,
    }
}

fn not_understood() -> Error {
    let message = "The counter did not understand that. Reload the page and try again.";
    Error::invalid("invalid", message)
}
