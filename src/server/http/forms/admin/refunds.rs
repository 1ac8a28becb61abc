//! Refunding an order: first a look at what it comes to, then the same form with a fresh code.

use super::{go, not_understood};
use crate::domain::problem::FormBack;
use crate::domain::refund::RefundForm;
use crate::server::http::pages::{self, Submission};
use crate::server::refunds::request;
use axum::extract::Path;
use axum::response::Response;

pub async fn post(Path(number): Path<String>, form: Submission) -> Response {
    let typed = RefundForm::from_fields(&form.values);
    let visit = form.visit.clone();
    let outcome = match form.field("step") {
        "change" => return again(form).await,
        "preview" => match request::check(&visit, &number, &typed).await {
            Ok(()) => return again(form).await,
            Err(error) => Err(error),
        },
        "confirm" => {
            let submitted = request::submit(&visit, &number, &typed, form.field("code")).await;
            submitted.map(|()| format!("/admin/orders/{number}?done=refunded"))
        }
        _ => Err(not_understood()),
    };
    go(form, outcome).await
}

/// The page again with everything typed; nothing is wrong with it.
async fn again(form: Submission) -> Response {
    let back = FormBack {
        values: form.values,
        ..FormBack::default()
    };
    pages::show_with(form.visit.app.clone(), form.parts, back).await
}
