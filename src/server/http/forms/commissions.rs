//! The forms of custom orders: a request, everything in its thread, a link sent again, and paying.

use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::thread_form::{AcceptForm, MessageForm};
use crate::domain::problem::{FormBack, Problems};
use crate::server::commissions::{accept, answer, ask, end, link, making, pay, say, uploads};
use crate::server::customers::belongings;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::{BODY_LIMIT, pictured_form};
use crate::server::http::pages::{self, Submission};
use crate::server::http::visit::Visit;
use crate::server::state::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
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

/// A form that may bring pictures. They are kept under its upload key already, but for those that were refused.
struct Sent {
    form: Submission,
    refused: Problems,
}

impl FromRequest<App> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let in_parts = kind.is_some_and(|k| k.as_bytes().starts_with(b"multipart/form-data"));
        let refused = Problems::default();
        if !in_parts {
            let form = Submission::from_request(request, app).await?;
            return Ok(Sent { form, refused });
        }
        let (parts, body) = request.into_parts();
        let visit = Visit::from_parts(app, &parts)
            .ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        let request = Request::from_parts(parts.clone(), body);
        let values = Vec::new();
        match pictured_form(&visit, request).await {
            Ok(read) => Ok(Sent {
                form: Submission {
                    visit,
                    parts,
                    values: read.values,
                },
                refused: read.refused,
            }),
            Err(error) => Err(pages::show_again(app.clone(), parts, values, error).await),
        }
    }
}

impl Sent {
    /// Nothing, unless a picture was refused: then the form is not carried out yet.
    fn complete(&mut self) -> Result<()> {
        std::mem::take(&mut self.refused)
            .or(())
            .map_err(Error::Invalid)
    }
}

/// What a form with pictures wants beside being sent: a picture taken away, or pictures added and looked at first.
async fn arranges_pictures(sent: &mut Sent) -> Option<Result<()>> {
    let unwanted = sent.form.field("remove").to_string();
    let looks = sent.form.field("step") == "add_pictures";
    if unwanted.is_empty() && !looks {
        return None;
    }
    if !unwanted.is_empty() {
        let app = &sent.form.visit.app;
        if let Err(error) = uploads::remove(app, sent.form.field("upload_key"), &unwanted).await {
            return Some(Err(error));
        }
    }
    Some(sent.complete())
}

/// The page again with everything typed and the pictures that were taken.
async fn again(form: Submission, outcome: Result<()>) -> Response {
    match outcome {
        Err(error) => form.go(Err(error)).await,
        Ok(()) => {
            let back = FormBack {
                values: form.values,
                ..FormBack::default()
            };
            pages::show_with(form.visit.app.clone(), form.parts, back).await
        }
    }
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
