//! Products: made, edited, put into the shop and taken out. A product's page is one form with several buttons: whichever
//! is pressed, what stands in the other fields is stored, and so is a picture that arrived.

use super::product_parts as parts;
use super::{go, not_understood, unsaved};
use crate::domain::form::{Fields, text};
use crate::domain::form_values::FormNumber;
use crate::domain::problem::Problems;
use crate::domain::staff::Permission;
use crate::server::catalogue::edit::{self, pictures, questions, uploads, variants};
use crate::server::error::{Error, Result};
use crate::server::http::forms::{Submission, unreadable};
use crate::server::http::intake::sends_files;
use crate::server::http::multipart::{self, Brought, Texts, Unread};
use crate::server::keys::random_token;
use crate::server::media::incoming::Incoming;
use crate::server::media::sizes::MOST_BYTES;
use crate::server::staff::require;
use crate::server::state::App;
use axum::body::Body;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Most bytes of the whole request. A picture that is too large is read to its end and thrown away, so that what was
/// typed arrives, and the browser hears why.
pub const BODY_LIMIT: usize = 10 * MOST_BYTES;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    let id = edit::create(&form.visit, &form.read()?).await?;
    Ok(format!("/admin/products/{id}?done=created"))
}

pub async fn change(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let (mut form, body) = match Submission::begin(&app, request) {
        Ok(begun) => begun,
        Err(status) => return status.into_response(),
    };
    let outcome = take(&id, &mut form, body).await;
    go(form, outcome).await
}

async fn take(id: &str, form: &mut Submission, body: Body) -> Result<String> {
    // Nothing is read for whoever may not.
    require(&form.visit, Permission::EditCatalogue).await?;
    let sent = read(form, body).await;
    let only_a_picture = form.parts.uri.path().ends_with("/pictures");
    if only_a_picture && form.field("action").is_empty() {
        form.values.push(("action".into(), "add_picture".into()));
    }
    parts::into_one_form(&mut form.values);
    let app = form.visit.app.clone();
    if let Some(picture) = sent? {
        edit::open(&app, id).await?;
        if form.field("upload_key").is_empty() {
            form.values.retain(|(name, _)| name != "upload_key");
            form.values.push(("upload_key".into(), random_token()));
        }
        uploads::keep(&form.visit, form.field("upload_key"), picture).await?;
    }
    let (verb, about) = parts::pressed(&form.values);
    let done = match verb.as_str() {
        "save" => save_all(id, form).await?,
        verb => {
            let version = edit::open(&app, id).await?.form.version;
            let done = carry_out(id, form, verb, &about).await?;
            let now = edit::open(&app, id).await?.form.version;
            follow_version(&mut form.values, &version, &now);
            done
        }
    };
    keep_the_rest(id, form).await?;
    Ok(format!("/admin/products/{id}?done={done}"))
}

/// Remembers what was typed into fields that were not saved, for the page that follows.
async fn keep_the_rest(id: &str, form: &Submission) -> Result<()> {
    let app = &form.visit.app;
    let stored = edit::open(app, id).await?;
    let waits = uploads::waiting(app, form.field("upload_key"))
        .await?
        .is_some();
    let left = parts::unsaved(&form.values, &stored, waits);
    let values = parts::only(&form.values, &left);
    unsaved::store(&form.visit, &format!("/admin/products/{id}"), values).await
}

/// Saves everything on the page that was changed. Stock is booked by its own button alone.
async fn save_all(id: &str, form: &mut Submission) -> Result<&'static str> {
    let app = form.visit.app.clone();
    let stored = edit::open(&app, id).await?;
    let waits = uploads::waiting(&app, form.field("upload_key"))
        .await?
        .is_some();
    for part in parts::unsaved(&form.values, &stored, waits) {
        if !matches!(part.verb, "save" | "change_stock") {
            carry_out(id, form, part.verb, &part.about).await?;
        }
    }
    edit::save(&form.visit, id, &parts::product(&form.values)).await?;
    Ok("saved")
}

/// What this very request did is no change by somebody else: where the version was read before it, it is the new one.
fn follow_version(values: &mut Fields, before: &FormNumber, now: &FormNumber) {
    for (name, value) in values {
        if name == "version" && FormNumber::from(value.as_str()) == *before {
            *value = now.to_string();
        }
    }
}

/// Does what one button says; what it has done is taken out of the form.
async fn carry_out(
    id: &str,
    form: &mut Submission,
    verb: &str,
    about: &str,
) -> Result<&'static str> {
    let (visit, values) = (&form.visit, &form.values);
    let (done, part) = match verb {
        "publish" => {
            edit::publish(visit, id).await?;
            ("published", None)
        }
        "archive" => {
            edit::archive(visit, id).await?;
            ("archived", None)
        }
        "withdraw" => {
            edit::withdraw(visit, id).await?;
            ("withdrawn", None)
        }
        "save_variant" => {
            let saved = variants::save(visit, id, &parts::variant(values, about)).await;
            saved.map_err(|error| parts::beside(error, "save-variant", about))?;
            ("variant_saved", Some("save-variant"))
        }
        "change_stock" => {
            let changed = variants::change_stock(visit, &parts::stock(values, about)).await;
            changed.map_err(|error| parts::beside(error, "change-stock", about))?;
            ("stock_changed", Some("change-stock"))
        }
        "save_question" => {
            let saved = questions::save(visit, id, &parts::question(values, about)).await;
            saved.map_err(|error| parts::beside(error, "save-question", about))?;
            ("question_saved", Some("save-question"))
        }
        "save_choice" => {
            let saved = questions::save_choice(visit, id, &parts::choice(values, about)).await;
            saved.map_err(|error| parts::beside(error, "save-choice", about))?;
            ("choice_saved", Some("save-choice"))
        }
        "question_up" | "question_down" => {
            let places = if verb == "question_up" { -1 } else { 1 };
            questions::shift(visit, id, about, places).await?;
            ("questions_moved", None)
        }
        "remove_question" => {
            questions::remove(visit, id, about).await?;
            ("question_removed", None)
        }
        "remove_choice" => {
            let question = parts::choice(values, about).question;
            questions::remove_choice(visit, id, &question, about).await?;
            ("choice_removed", None)
        }
        "describe_picture" => {
            let words = parts::described(values, about);
            let described = pictures::describe(visit, id, about, &words).await;
            described.map_err(|error| parts::beside(error, "describe-picture", about))?;
            ("picture_described", Some("describe-picture"))
        }
        "move_forward" | "move_back" => {
            let places = if verb == "move_forward" { -1 } else { 1 };
            pictures::shift(visit, id, about, places).await?;
            ("picture_moved", None)
        }
        "remove_picture" => {
            pictures::remove(visit, id, about).await?;
            ("picture_removed", None)
        }
        "add_picture" => {
            let words = parts::picture(values);
            pictures::add_kept(visit, id, &words, text(values, "upload_key")).await?;
            parts::done_with_picture(&mut form.values);
            ("picture_added", None)
        }
        "forget_picture" => {
            uploads::forget(visit, id, text(values, "upload_key")).await?;
            ("picture_forgotten", None)
        }
        _ => return Err(not_understood()),
    };
    if let Some(part) = part {
        parts::done_with(&mut form.values, &format!("{part}-{about}"));
    }
    Ok(done)
}

/// Reads the form's fields, whatever becomes of its file; answers the file, if there is one.
async fn read(form: &mut Submission, body: Body) -> Result<Option<Incoming>> {
    if !sends_files(&form.parts.headers) {
        form.read_texts(body).await?;
        return Ok(None);
    }
    let _place = multipart::place(&form.visit).await?;
    let request = Request::from_parts(form.parts.clone(), body);
    let mut sent = Multipart::from_request(request, &form.visit.app)
        .await
        .map_err(|_| unreadable())?;
    let (mut file, mut texts) = (Ok(None), Texts::default());
    while let Some(part) = sent.next_field().await.map_err(cut_short)? {
        let name = part.name().unwrap_or_default().to_string();
        if name != "picture" {
            let text = texts.read(part).await.map_err(|error| match error {
                Unread::CutShort(error) => cut_short(error),
                Unread::TooLong => multipart::too_long(),
            })?;
            form.values.push((name, text));
            continue;
        }
        let brought = multipart::picture(part, MOST_BYTES, || Ok(())).await;
        match brought.map_err(cut_short)?? {
            Brought::Picture(sent) => file = Ok(Some(sent)),
            Brought::Nothing => {}
            Brought::TooLarge => file = Err(too_large()),
        }
    }
    file
}

fn too_large() -> Error {
    let most = MOST_BYTES / (1024 * 1024);
    let message = format!("This picture is too large. Choose one of at most {most} megabytes.");
    Problems::one("picture", "too_large", message).into()
}

fn cut_short(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    unreadable()
}
