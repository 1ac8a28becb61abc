//! The forms of an order's page and of the tracking page.

use crate::server::error::Result;
use crate::server::http::pages::Submission;
use crate::server::orders::{self, correct, holder};
use axum::extract::Path;
use axum::response::Response;

/// What the holder of an order's link may do.
pub async fn post(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = take(&token, &form).await;
    form.go(outcome).await
}

async fn take(token: &str, form: &Submission) -> Result<String> {
    let order = orders::held_by(&form.visit, token).await?;
    let step = holder::read(form.field("action"), |name| form.field(name))?;
    holder::take(&form.visit, &order, &format!("/o/{token}"), step).await
}

/// Takes a new e-mail address over. The mail's link only shows it: mailboxes open links by themselves.
pub async fn confirm_email(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = correct::take_over_email(&form.visit.app, &token).await;
    form.go(outcome.map(|here| format!("{here}?done=email")))
        .await
}

/// Sends the order's link again; the answer is the same whether there is such an order or not.
pub async fn track(form: Submission) -> Response {
    let (number, email) = (
        form.field("number").to_string(),
        form.field("email").to_string(),
    );
    let outcome = orders::send_link(&form.visit, &number, &email)
        .await
        .map(|()| "/track?sent=1".to_string());
    form.go(outcome).await
}
