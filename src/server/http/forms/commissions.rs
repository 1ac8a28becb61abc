//! The forms of custom orders: a request, everything in its thread, a link sent again, and paying.

use super::pictured::{Sent, again, arranges_pictures};
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::thread_form::{AcceptForm, MessageForm};
use crate::server::commissions::{accept, answer, ask, end, link, making, pay, say};
use crate::server::customers::belongings;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::BODY_LIMIT;
use crate::server::http::pages::{self, Submission};
use crate::server::state::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::get;
use serde::de::DeserializeOwned;

/// The customer's pages of custom orders and their forms. Those that take pictures allow large bodies.
pub fn routes() -> Router<App> {
    let with_pictures = DefaultBodyLimit::max(BODY_LIMIT);
    Router::new()
        .route(
            "/custom",
            get(pages::show).post(request).layer(with_pictures),
        )
        .route("/custom/link", get(pages::show).post(send_link))
        .route(
            "/custom/{token}",
            get(pages::show).post(thread).layer(with_pictures),
        )
        .route("/pay/{token}", get(pages::show).post(choose))
}

/// A request. Its text goes nowhere while one of its pictures was refused: the page comes back with all that was taken.
async fn request(mut sent: Sent) -> Response {
    if let Some(outcome) = arranges_pictures(&mut sent).await {
        return again(sent.form, outcome).await;
    }
    let outcome = match sent.complete() {
        Ok(()) => match typed::<CommissionForm>(&sent.form) {
            Ok(form) => ask::ask(&sent.form.visit, form).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    sent.form.go(outcome).await
}

/// Everything that the holder of a thread's link may do.
async fn thread(Path(token): Path<String>, mut sent: Sent) -> Response {
    if let Some(outcome) = arranges_pictures(&mut sent).await {
        return again(sent.form, outcome).await;
    }
    let outcome = match sent.complete() {
        Ok(()) => act(&token, &sent.form).await,
        Err(error) => Err(error),
    };
    sent.form.go(outcome).await
}

async fn act(token: &str, form: &Submission) -> Result<String> {
    let visit = &form.visit;
    let done = |word: &str| format!("/custom/{token}?done={word}");
    match form.field("action") {
        "say" => say::customer(visit, token, typed::<MessageForm>(form)?)
            .await
            .map(|()| done("said")),
        "accept" => accept::accept(visit, token, typed::<AcceptForm>(form)?).await,
        "ask_for_changes" => {
            answer::ask_for_changes(visit, token, typed::<MessageForm>(form)?).await?;
            Ok(done("changes"))
        }
        "decline" => answer::decline(visit, token, form.field("reason"))
            .await
            .map(|()| done("declined")),
        "withdraw" => {
            let (reason, seen_back) = (form.field("reason"), form.field("seen_back"));
            end::withdraw(visit, token, reason, seen_back).await?;
            Ok(done("withdrawn"))
        }
        "keep" => belongings::keep(visit, token).await.map(|()| done("kept")),
        "approve" => making::approve(visit, token, form.field("entry"))
            .await
            .map(|()| done("approved")),
        _ => Err(Error::refused(
            422,
            "invalid",
            "The page did not understand that. Reload it and try again.",
        )),
    }
}

/// Sends somebody's links again; the answer is the same whether there are any or not.
async fn send_link(form: Submission) -> Response {
    let outcome = link::send_again(&form.visit, form.field("email"))
        .await
        .map(|()| "/custom/link?sent=1".to_string());
    form.go(outcome).await
}

/// Chooses another way to pay what a link asks for.
async fn choose(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = pay::choose(&form.visit, &token, form.field("method")).await;
    form.go(outcome).await
}

/// A form read into its struct. What does not belong to it is not looked at: the button's own field is among it.
fn typed<T: DeserializeOwned>(form: &Submission) -> Result<T> {
    let known: serde_json::Map<String, serde_json::Value> = form
        .values
        .iter()
        .filter(|(name, _)| !BUTTONS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    serde_json::from_value(known.into()).map_err(|_| {
        let message = "The form could not be read. Reload the page and try again.";
        Error::refused(422, "invalid", message)
    })
}

/// Fields that say what to do with a form instead of belonging to it.
const BUTTONS: [&str; 3] = ["action", "step", "remove"];
