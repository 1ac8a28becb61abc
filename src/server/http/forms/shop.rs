//! The currency switch in the footer.

use crate::server::http::pages::Submission;
use crate::server::shop;
use axum::response::Response;

/// Chooses the currency and goes back to the page it was chosen on.
pub async fn currency(form: Submission) -> Response {
    let back = form.field("back");
    // Only a path of our own: no scheme, no host, no backslash tricks.
    let safe = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.contains(['\r', '\n']);
    let location = if safe {
        back.to_string()
    } else {
        "/".to_string()
    };
    let outcome = shop::choose_currency(&form.visit, form.field("code"))
        .await
        .map(|()| location);
    form.go(outcome).await
}
