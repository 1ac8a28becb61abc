//! The currency switch in the footer.

use crate::server::http::forms::Submission;
use crate::server::http::pages::show_again;
use crate::server::http::redirects::{own_path, see_other};
use crate::server::shop;
use axum::response::Response;

/// Chooses the currency and goes back to the page it was chosen on.
pub async fn currency(form: Submission) -> Response {
    let location = own_path(form.field("back")).unwrap_or_else(|| "/".into());
    match shop::choose_currency(&form.visit, form.field("code")).await {
        Ok(()) => see_other(&location),
        Err(error) => {
            // The form has no page of its own: the one it was sent from is shown again.
            let mut parts = form.parts;
            if let Ok(page) = location.parse() {
                parts.uri = page;
            }
            show_again(form.visit.app, parts, Vec::new(), error).await
        }
    }
}
