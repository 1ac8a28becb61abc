//! What the studio does with custom orders: the board, one order's steps, its quote, the studio's settings.

use super::{go, not_understood, typed};
use crate::domain::commission::desk::DeskForm;
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::thread_form::MessageForm;
use crate::domain::problem::{FormBack, Problems};
use crate::domain::staff::Permission;
use crate::server::commissions::shipping::{self, ParcelForm};
use crate::server::commissions::{bulk, by_link, desk, draft, end, making, say, send, uploads};
use crate::server::error::{Error, Result};
use crate::server::http::commissions::{BODY_LIMIT, pictured_form};
use crate::server::http::pages::{self, Submission};
use crate::server::http::visits;
use crate::server::staff::require;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Every address of custom orders at the counter that is not a page alone.
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
    let chosen = form.values.iter().filter(|(name, _)| name == "numbers");
    let numbers: Vec<String> = chosen.map(|(_, number)| number.clone()).collect();
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
    let settings: DeskForm = typed(form)?;
    desk::save(&form.visit, settings).await?;
    Ok("/admin/commissions/desk?done=saved".into())
}

/// Reads a form that may bring pictures and does what it says. Nothing of it is read for whoever may not answer
/// custom orders. A picture that was refused keeps the form back; those that were taken wait under its key.
async fn with_pictures(
    app: App,
    request: Request,
    act: impl AsyncFnOnce(&Submission) -> Result<String>,
) -> Response {
    let (parts, body) = request.into_parts();
    let Some(visit) = visits::of_browser(&app, &parts) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut form = Submission {
        visit,
        parts,
        values: Vec::new(),
    };
    if let Err(error) = require(&form.visit, Permission::AnswerCommissions).await {
        return go(form, Err(error)).await;
    }
    let request = Request::from_parts(form.parts.clone(), body);
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
        return match Submission::from_request(request, &app).await {
            Ok(form) => sent(form, Problems::default(), act).await,
            Err(answer) => answer,
        };
    }
    match pictured_form(&form.visit, request).await {
        Ok(read) => {
            form.values = read.values;
            sent(form, read.refused, act).await
        }
        Err(error) => go(form, Err(error)).await,
    }
}

async fn sent(
    form: Submission,
    refused: Problems,
    act: impl AsyncFnOnce(&Submission) -> Result<String>,
) -> Response {
    let unwanted = form.field("remove");
    if !unwanted.is_empty() || form.field("step") == "add_pictures" {
        // Only the pictures are looked at: the page comes back with everything typed.
        let (app, key) = (&form.visit.app, form.field("upload_key"));
        let arranged = match unwanted.is_empty() {
            true => Ok(()),
            false => uploads::remove(app, key, unwanted).await,
        };
        return match arranged.and(refused.or(()).map_err(Error::from)) {
            Ok(()) => again(form).await,
            Err(error) => go(form, Err(error)).await,
        };
    }
    let outcome = match refused.or(()) {
        Ok(()) => act(&form).await,
        Err(problems) => Err(problems.into()),
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
            by_link::make(visit, number, form.field("part")).await?;
            "linked"
        }
        "take_link_back" => {
            by_link::take_back(visit, number, form.field("part")).await?;
            "unlinked"
        }
        "complete" => {
            shipping::complete(visit, number).await?;
            "completed"
        }
        "reject" => {
            let (reason, seen_back) = (form.field("reason"), form.field("seen_back"));
            end::reject(visit, number, reason, seen_back, form.field("code")).await?;
            "rejected"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/commissions/{number}?done={done}"))
}

/// What is written is a message, or shows the work.
async fn write(number: &str, form: &Submission) -> Result<&'static str> {
    let (visit, message): (_, MessageForm) = (&form.visit, typed(form)?);
    Ok(match form.field("as") {
        "message" => {
            say::studio(visit, number, message).await?;
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
    let text = |name: &str| form.field(name).to_string();
    let parcel = ParcelForm {
        way: text("way"),
        carrier: text("carrier"),
        tracking_number: text("tracking_number"),
        tracking_url: text("tracking_url"),
        upload_key: text("upload_key"),
        despite_dispute: text("despite_dispute"),
    };
    shipping::ship(&form.visit, number, &parcel).await?;
    Ok(format!("/admin/commissions/{number}?done=shipped"))
}

/// The draft: kept, worked out, or kept and read once more before it is sent.
async fn quote(Path(number): Path<String>, form: Submission) -> Response {
    let typed = QuoteForm::from_fields(&form.values);
    let visit = form.visit.clone();
    match form.field("action") {
        "totals" => match draft::totals(&visit, &number, typed).await {
            Ok(_) => again(form).await,
            Err(error) => go(form, Err(error)).await,
        },
        "save" => {
            let outcome = draft::save(&visit, &number, typed).await;
            let location = format!("/admin/commissions/{number}/quote?done=saved");
            go(form, outcome.map(|()| location)).await
        }
        "review" => {
            let outcome = review(&visit, &number, typed).await;
            go(form, outcome).await
        }
        _ => go(form, Err(not_understood())).await,
    }
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
