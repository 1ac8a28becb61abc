//! The forms of an order's page and of the tracking page.

use crate::server::customers::account_orders;
use crate::server::error::Result;
use crate::server::http::forms::{Next, Submission};
use crate::server::orders::{self, correct, holder};
use crate::server::returns::withdraw;
use axum::extract::Path;
use axum::response::Response;

/// What the holder of an order's link may do.
pub async fn post(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = take(&token, &format!("/o/{token}"), &form).await;
    form.go(outcome).await
}

/// What its customer may do with an order of their account, as whoever holds its link.
pub async fn own(Path(number): Path<String>, form: Submission) -> Response {
    let here = format!("/orders/{number}");
    let outcome = match account_orders::token_of(&form.visit, &number).await {
        Ok(token) => take(&token, &here, &form).await,
        Err(error) => Err(error),
    };
    super::account::go(form, outcome).await
}

/// Takes over what the list of guest orders showed.
pub async fn claim(form: Submission) -> Response {
    let outcome = account_orders::claim(&form.visit, &form.all("seen")).await;
    super::account::go(form, outcome.map(|()| "/orders?done=claimed")).await
}

async fn take(token: &str, here: &str, form: &Submission) -> Result<String> {
    let order = orders::held_by(&form.visit, token).await?;
    let step = holder::read(&form.values)?;
    holder::take(&form.visit, &order, here, step).await
}

/// Takes a new e-mail address over. The mail's link only shows it: mailboxes open links by themselves.
pub async fn confirm_email(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = correct::take_over_email(&form.visit.app, &token).await;
    form.go(outcome.map(|here| format!("{here}?done=email")))
        .await
}

/// Sends the order's link again, or declares a withdrawal; the answer is the same whether there is such an order or not.
/// A withdrawal takes two deliberate steps: the first shows what is about to be declared.
pub async fn track(form: Submission) -> Response {
    let (number, email) = (form.field("number"), form.field("email"));
    let outcome = match form.field("step") {
        "withdraw" => orders::named(number, email)
            .map(|_| Next::Again)
            .map_err(Into::into),
        "confirm_withdrawal" => withdraw::declare_by_number(&form.visit, number, email)
            .await
            .map(|()| "/track?withdrawn=1".into()),
        _ => orders::send_link(&form.visit, number, email)
            .await
            .map(|()| "/track?sent=1".into()),
    };
    form.go(outcome).await
}
