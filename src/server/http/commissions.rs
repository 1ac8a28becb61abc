//! Plain addresses of custom orders beside their pages: pictures on their way in, private pictures on their way out,
//! and the way back from the provider.

use super::forms::unreadable;
use super::intake;
use super::live;
use super::multipart::{self, Brought, Texts, Unread};
use super::redirects::see_other;
use super::refusals::Refusal;
use crate::domain::action_error::{ActionError, Kind};
use crate::domain::commission::request::{PICTURE_BYTES_MAX, PICTURES_MAX};
use crate::domain::commission::view::PrivatePictureView;
use crate::domain::form::{self, Fields};
use crate::domain::problem::{FieldError, Problems};
use crate::server::commissions::{pay, pictures, uploads};
use crate::server::error::{Error, Result};
use crate::server::media::incoming::Incoming;
use crate::server::media::private::{FIELD, too_large};
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use serde::Serialize;

/// Most bytes of a form with all its pictures; they are read one by one and none is held in memory. There is room for some
/// more, so that one picture too many is answered with a sentence instead of a broken connection.
pub const BODY_LIMIT: usize = (PICTURES_MAX + 4) * PICTURE_BYTES_MAX;

pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/custom/pictures",
            post(take).layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .route("/custom/uploads/{key}/{id}/{file}", get(waiting))
        .route("/custom/{token}/pictures/{id}/{file}", get(of_thread))
        .route(
            "/admin/commissions/{number}/pictures/{id}/{file}",
            get(for_staff),
        )
        .route("/custom/{token}/events", get(live::of_thread))
        .route("/admin/commissions/{number}/events", get(live::for_staff))
        .route("/pay/{token}/return", get(returned))
}

/// What came of sending a form with pictures.
#[derive(Default)]
pub struct PicturedForm {
    /// Its fields, in the order they were sent.
    pub values: Fields,
    /// What is wrong with pictures that were refused, under the field `pictures`. The others are kept.
    pub refused: Problems,
    pub taken: Vec<PrivatePictureView>,
}

impl PicturedForm {
    fn broke_off(&mut self, error: &MultipartError) {
        tracing::debug!(%error, "a form with pictures broke off");
        let message = "Not all of it arrived: the pictures may be too large together. Those shown here are kept; add the others in a second step.";
        self.refused.add(FIELD, "cut_short", message);
    }
}

/// Reads a form with pictures as it arrives. Each picture goes to a file and is taken before the next is read; a
/// refused picture costs neither the fields nor the other pictures, and what breaks off costs nothing that came before.
/// The field `upload_key` has to come before the pictures.
pub async fn pictured_form(visit: &Visit, request: Request) -> Result<PicturedForm> {
    pictured_form_under(visit, request, None).await
}

/// The same with an upload key that the form does not name itself.
pub async fn pictured_form_under(
    visit: &Visit,
    request: Request,
    upload_key: Option<String>,
) -> Result<PicturedForm> {
    let _place = multipart::place(visit).await?;
    let sent = Multipart::from_request(request, &visit.app).await;
    let mut sent = sent.map_err(|_| unreadable())?;
    let mut form = PicturedForm::default();
    let mut texts = Texts::default();
    // The first of several of the same name counts.
    form.values
        .extend(upload_key.map(|key| ("upload_key".to_string(), key)));
    loop {
        let part = match sent.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(error) => {
                form.broke_off(&error);
                break;
            }
        };
        let name = part.name().unwrap_or_default().to_string();
        if name != FIELD {
            match texts.read(part).await {
                Ok(text) => form.values.push((name, text)),
                Err(Unread::CutShort(error)) => form.broke_off(&error),
                Err(Unread::TooLong) => return Err(multipart::too_long()),
            }
            continue;
        }
        let file = intake::file_name(&part);
        let brought = multipart::picture(part, PICTURE_BYTES_MAX, || uploads::count(visit)).await;
        let outcome = match brought {
            // A file field that was left empty is sent as an empty file.
            Ok(Ok(Brought::Nothing)) if file.is_empty() => continue,
            Ok(Ok(Brought::Nothing)) => keep(visit, &form, Incoming::Held(Vec::new())).await,
            Ok(Ok(Brought::Picture(picture))) => keep(visit, &form, picture).await,
            Ok(Ok(Brought::TooLarge)) => Err(too_large()),
            Ok(Err(error)) => Err(error),
            Err(error) => {
                tracing::debug!(%error, "a picture was cut short");
                let message = "This picture did not arrive whole. Send it again.";
                Err(Problems::one(FIELD, "cut_short", message).into())
            }
        };
        match outcome {
            Ok(picture) => form.taken.push(picture),
            Err(error) => form.refused.0.push(refusal(&file, error)),
        }
    }
    Ok(form)
}

/// Keeps a picture under the upload key that the form has named.
async fn keep(visit: &Visit, form: &PicturedForm, picture: Incoming) -> Result<PrivatePictureView> {
    let key = form::text(&form.values, "upload_key");
    uploads::keep(&visit.app, key, picture).await
}

/// What is wrong with one picture, with its name.
fn refusal(file: &str, error: Error) -> FieldError {
    let error = ActionError::from(error);
    let (code, message) = match error.problems.0.into_iter().next() {
        Some(problem) => (problem.code, problem.message),
        None => (error.code, error.message),
    };
    let name: String = file.chars().take(80).collect();
    FieldError {
        field: FIELD.into(),
        code,
        message: match name.as_str() {
            "" => message,
            name => format!("{name}: {message}"),
        },
    }
}

#[derive(Serialize)]
struct Taken {
    pictures: Vec<PrivatePictureView>,
    refused: Problems,
}

/// Takes pictures by themselves, before their form is sent: 200 with what was taken and what was not.
async fn take(visit: Visit, request: Request) -> Response {
    match pictured_form(&visit, request).await {
        Ok(form) => Json(Taken {
            pictures: form.taken,
            refused: form.refused,
        })
        .into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// The width that a picture's file name asks for; 0 where it asks for none.
pub fn width(file: &str) -> u32 {
    let digits = file.strip_suffix(".webp");
    digits.and_then(|w| w.parse().ok()).unwrap_or(0)
}

async fn waiting(
    State(app): State<App>,
    Path((key, id, file)): Path<(String, String, String)>,
) -> Response {
    shown(uploads::read(&app, &key, &id, width(&file)).await)
}

async fn of_thread(
    State(app): State<App>,
    Path((token, id, file)): Path<(String, String, String)>,
) -> Response {
    shown(pictures::by_link(&app, &token, &id, width(&file)).await)
}

async fn for_staff(
    Path((number, id, file)): Path<(String, String, String)>,
    visit: Visit,
) -> Response {
    shown(pictures::for_staff(&visit, &number, &id, width(&file)).await)
}

/// A private picture. Like its page, nobody keeps it: see [`super::privacy`].
pub fn shown(found: Result<Option<Bytes>>) -> Response {
    match found {
        Ok(Some(bytes)) => (
            [(header::CONTENT_TYPE, HeaderValue::from_static("image/webp"))],
            bytes,
        )
            .into_response(),
        Ok(None) => Refusal::not_found("There is no such picture.").into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// The browser comes back from the provider: ask how the payment stands, never believe the address.
async fn returned(State(app): State<App>, Path(token): Path<String>) -> Response {
    match pay::finish(&app, &token).await {
        Ok(location) => see_other(&location),
        Err(error) if error.kind() == Kind::NotFound => Refusal::from(error).into_response(),
        // The provider can't be reached: the payment's own page says that it is being checked.
        Err(error) => {
            tracing::warn!(%error, "a payment could not be checked on return");
            see_other(&format!("/pay/{token}"))
        }
    }
}
