//! What the studio does with custom orders: the board, one order's steps, its quote, the studio's settings.

use super::{go, not_understood};
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::thread_form::seen_back;
use crate::domain::form::known;
use crate::domain::parcel::ShipForm;
use crate::domain::problem::Problems;
use crate::domain::staff::Permission;
use crate::server::commissions::shipping;
use crate::server::commissions::{
    bulk, draft, end, making, messages, payment_links, send, studio_settings,
};
use crate::server::error::Result;
use crate::server::http::commissions::BODY_LIMIT;
use crate::server::http::forms::pictured::Sent;
use crate::server::http::forms::{Next, Submission};
use crate::server::http::pages;
use crate::server::staff::require;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Every address of custom orders in the admin that is not a page alone.
pub fn routes() -> Router<App> {
    let large = || DefaultBodyLimit::max(BODY_LIMIT);
    Router::new()
        .route("/admin/commissions", get(pages::show).post(several))
        .route("/admin/commissions/desk", get(pages::show).post(settings))
        .route(
            "/admin/commissions/{number}",
            get(pages::show).post(step).layer(large()),
        )
        .route(
            "/admin/commissions/{number}/ship",
            get(pages::show).post(ship).layer(large()),
        )
        .route(
            "/admin/commissions/{number}/quote",
            get(pages::show).post(quote),
        )
        .route(
            "/admin/commissions/{number}/quote/send",
            get(pages::show).post(approve),
        )
}

/// One thing with several requests: where each succeeded, on to the board; else the board again, with what became of each.
async fn several(mut form: Submission) -> Response {
    let outcome = each(&mut form).await;
    go(form, outcome).await
}

async fn each(form: &mut Submission) -> Result<String> {
    let (action, reason) = (
        form.field("action").to_string(),
        form.field("reason").to_string(),
    );
    let numbers: Vec<String> = form.all("numbers").into_iter().map(String::from).collect();
    let results = bulk::each(&form.visit, &action, &numbers, &reason).await?;
    let mut problems = Problems::default();
    for result in results.iter().filter(|result| !result.done) {
        let message = format!("{}: {}", result.number, result.sentence);
        problems.add(&format!("pick-{}", result.number), "refused", message);
    }
    let done = results.iter().filter(|result| result.done);
    if problems.is_empty() {
        let of: Vec<&str> = done.map(|result| result.number.as_str()).collect();
        return Ok(with(
            &form.parts.uri,
            &[("done", &action), ("of", &of.join(","))],
        ));
    }
    let told = done.map(|result| {
        let sentence = format!("{}: {}", result.number, result.sentence);
        ("bulk_done".to_string(), sentence)
    });
    form.values.extend(told.collect::<Vec<_>>());
    Err(problems.into())
}

/// The board as it was narrowed, with something more behind it.
fn with(uri: &axum::http::Uri, more: &[(&str, &str)]) -> String {
    let before: Vec<(String, String)> = uri
        .query()
        .and_then(|query| serde_urlencoded::from_str(query).ok())
        .unwrap_or_default();
    let kept = before
        .iter()
        .filter(|(name, _)| !more.iter().any(|(new, _)| new == name))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = kept.chain(more.iter().copied()).collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("/admin/commissions?{query}")
}

async fn settings(form: Submission) -> Response {
    let outcome = keep_settings(&form).await;
    go(form, outcome).await
}

async fn keep_settings(form: &Submission) -> Result<String> {
    studio_settings::save(&form.visit, form.read()?).await?;
    Ok("/admin/commissions/desk?done=saved".into())
}

/// Reads a form that may bring pictures and does what it says. Nothing of it is read for whoever may not answer
/// custom orders.
async fn with_pictures(
    app: App,
    request: Request,
    act: impl AsyncFnOnce(&Submission) -> Result<String>,
) -> Response {
    let (form, body) = match Submission::begin(&app, request) {
        Ok(begun) => begun,
        Err(status) => return status.into_response(),
    };
    if let Err(error) = require(&form.visit, Permission::AnswerCommissions).await {
        return go(form, Err::<Next, _>(error)).await;
    }
    match Sent::read(form, body).await {
        Ok(sent) => {
            let (form, outcome) = sent.carry_out(act).await;
            go(form, outcome).await
        }
        Err(answer) => answer,
    }
}

async fn step(State(app): State<App>, Path(number): Path<String>, request: Request) -> Response {
    with_pictures(app, request, async |form| take(&number, form).await).await
}

async fn take(number: &str, form: &Submission) -> Result<String> {
    let visit = &form.visit;
    let done = match form.field("action") {
        "write" => write(number, form).await?,
        "begin" => {
            making::begin(visit, number).await?;
            "begun"
        }
        "ask_for_stage" => {
            making::ask_for_stage(visit, number).await?;
            "asked"
        }
        "make_link" => {
            payment_links::make(visit, number, form.field("part")).await?;
            "linked"
        }
        "take_link_back" => {
            payment_links::take_back(visit, number, form.field("part")).await?;
            "unlinked"
        }
        "complete" => {
            shipping::complete(visit, number).await?;
            "completed"
        }
        "reject" => {
            let (reason, seen_back) = (form.field("reason"), seen_back(form.field("seen_back")));
            end::reject(visit, number, reason, seen_back, form.field("code")).await?;
            "rejected"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/commissions/{number}?done={done}"))
}

/// What is written is a message, or shows the work.
async fn write(number: &str, form: &Submission) -> Result<&'static str> {
    let (visit, message) = (&form.visit, form.read()?);
    Ok(match form.field("as") {
        "message" => {
            messages::studio(visit, number, message).await?;
            "message"
        }
        "progress" => {
            making::show_progress(visit, number, message, false).await?;
            "progress"
        }
        "approval" => {
            making::show_progress(visit, number, message, true).await?;
            "approval"
        }
        "finished" => {
            making::finish(visit, number, message).await?;
            "finished"
        }
        _ => return Err(not_understood()),
    })
}

async fn ship(State(app): State<App>, Path(number): Path<String>, request: Request) -> Response {
    with_pictures(app, request, async |form| send_off(&number, form).await).await
}

async fn send_off(number: &str, form: &Submission) -> Result<String> {
    let parcel: ShipForm = known(&form.values);
    shipping::ship(&form.visit, number, &parcel, form.field("upload_key")).await?;
    Ok(format!("/admin/commissions/{number}?done=shipped"))
}

/// The draft: kept, worked out, or kept and read once more before it is sent.
async fn quote(Path(number): Path<String>, form: Submission) -> Response {
    let typed = QuoteForm::from_fields(&form.values);
    let visit = form.visit.clone();
    let outcome = match form.field("action") {
        "totals" => {
            let worked_out = draft::totals(&visit, &number, typed).await;
            worked_out.map(|_| Next::Again)
        }
        "save" => {
            let saved = draft::save(&visit, &number, typed).await;
            saved.map(|()| format!("/admin/commissions/{number}/quote?done=saved").into())
        }
        "review" => review(&visit, &number, typed).await.map(Next::Page),
        _ => Err(not_understood()),
    };
    go(form, outcome).await
}

/// Kept even where it can't be sent yet.
async fn review(visit: &Visit, number: &str, quote: QuoteForm) -> Result<String> {
    draft::save(visit, number, quote.clone()).await?;
    draft::totals(visit, number, quote).await?;
    Ok(format!("/admin/commissions/{number}/quote/send"))
}

async fn approve(Path(number): Path<String>, form: Submission) -> Response {
    let outcome = match form.field("action") {
        "send" => {
            let quote = QuoteForm::from_fields(&form.values);
            send::approve_and_send(&form.visit, &number, quote).await
        }
        _ => Err(not_understood()),
    };
    go(
        form,
        outcome.map(|_| format!("/admin/commissions/{number}?done=quoted")),
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_stays_narrowed_after_something_was_done() {
        let uri = "/admin/commissions?show=mine&done=begin&of=CUS-000001"
            .parse()
            .unwrap();
        assert_eq!(
            with(
                &uri,
                &[("done", "complete"), ("of", "CUS-000002,CUS-000003")]
            ),
            "/admin/commissions?show=mine&done=complete&of=CUS-000002%2CCUS-000003"
        );
    }
}
