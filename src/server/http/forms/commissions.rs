//! The forms of custom orders: a request, its conversation, a link sent again, and paying.

use super::pictured::Sent;
use crate::domain::commission::thread_form::{AcceptForm, seen_back};
use crate::server::commissions::{accept, answer, ask, end, making, messages, pay, resend_link};
use crate::server::customers::account_orders;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::BODY_LIMIT;
use crate::server::http::forms::Submission;
use crate::server::http::pages;
use crate::server::state::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::get;

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
async fn request(sent: Sent) -> Response {
    let (form, outcome) = sent
        .carry_out(async |form| ask::ask(&form.visit, form.read()?).await)
        .await;
    form.go(outcome).await
}

/// Everything that whoever holds a custom order's link may do.
async fn thread(Path(token): Path<String>, sent: Sent) -> Response {
    let (form, outcome) = sent.carry_out(async |form| act(&token, form).await).await;
    form.go(outcome).await
}

async fn act(token: &str, form: &Submission) -> Result<String> {
    let visit = &form.visit;
    let done = |word: &str| format!("/custom/{token}?done={word}");
    match form.field("action") {
        "say" => messages::customer(visit, token, form.read()?)
            .await
            .map(|()| done("said")),
        "accept" => accept::accept(visit, token, form.read::<AcceptForm>()?.read()).await,
        "ask_for_changes" => {
            answer::ask_for_changes(visit, token, form.read()?).await?;
            Ok(done("changes"))
        }
        "decline" => answer::decline(visit, token, form.field("reason"))
            .await
            .map(|()| done("declined")),
        "withdraw" => {
            let seen_back = seen_back(form.field("seen_back"));
            end::withdraw(visit, token, form.field("reason"), seen_back).await?;
            Ok(done("withdrawn"))
        }
        "keep" => account_orders::claim_by_link(visit, token)
            .await
            .map(|()| done("kept")),
        "approve" => making::approve(visit, token, form.field("entry"))
            .await
            .map(|()| done("approved")),
        _ => Err(Error::invalid(
            "invalid",
            "The page did not understand that. Reload it and try again.",
        )),
    }
}

/// Sends somebody's links again; the answer is the same whether there are any or not.
async fn send_link(form: Submission) -> Response {
    let outcome = resend_link::send_again(&form.visit, form.field("email")).await;
    form.go(outcome.map(|()| "/custom/link?sent=1")).await
}

/// Chooses another way to pay what a link asks for.
async fn choose(Path(token): Path<String>, form: Submission) -> Response {
    let outcome = pay::choose(&form.visit, &token, form.field("method")).await;
    form.go(outcome).await
}
