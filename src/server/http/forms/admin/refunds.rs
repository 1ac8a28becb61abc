//! Refunding an order: first a look at what it comes to, then the same form with a fresh code.

use super::{go, not_understood};
use crate::domain::refund::RefundForm;
use crate::server::http::forms::{Next, Submission};
use crate::server::refunds::request;
use axum::extract::Path;
use axum::response::Response;

pub async fn post(Path(number): Path<String>, form: Submission) -> Response {
    let typed = RefundForm::from_fields(&form.values);
    let visit = form.visit.clone();
    let outcome = match form.field("step") {
        "change" => Ok(Next::Again),
        "preview" => {
            let checked = request::check(&visit, &number, &typed).await;
            checked.map(|()| Next::Again)
        }
        "confirm" => {
            let submitted = request::submit(&visit, &number, &typed, form.field("code")).await;
            submitted.map(|()| format!("/admin/orders/{number}?done=refunded").into())
        }
        _ => Err(not_understood()),
    };
    go(form, outcome).await
}
