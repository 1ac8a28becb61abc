//! The forms of an order's page and of the tracking page.

use crate::server::customers::belongings;
use crate::server::error::Error;
use crate::server::http::pages::Submission;
use crate::server::orders;
use axum::extract::Path;
use axum::response::Response;

/// What the holder of an order's link may do.
pub async fn post(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = match form.field("action") {
        "cancel" => orders::cancel_by_link(&form.visit, &token)
            .await
            .map(|_| format!("/o/{token}")),
        _ => Err(Error::refused(
            422,
            "invalid",
            "The order did not understand that. Reload the page and try again.",
        )),
    };
    form.go(outcome).await
}

/// What its customer may do with an order of their account, as whoever holds its link.
pub async fn own(Path(number): Path<String>, form: Submission) -> Response {
    match belongings::token_of(&form.visit, &number).await {
        Ok(token) => post(Path(token), form).await,
        Err(error) => super::account::go(form, Err(error)).await,
    }
}

/// Takes over what the list of guest orders showed.
pub async fn claim(form: Submission) -> Response {
    let seen = form.values.iter().filter(|(name, _)| name == "seen");
    let seen: Vec<&str> = seen.map(|(_, id)| id.as_str()).collect();
    let outcome = belongings::claim(&form.visit, &seen).await;
    super::account::go(form, outcome.map(|()| "/orders?done=claimed".into())).await
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
