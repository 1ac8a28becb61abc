//! Pictures of a product as they are sent: one file with its words.

use super::go;
use crate::domain::catalogue_form::PictureForm;
use crate::domain::staff::Permission;
use crate::server::catalogue::edit::pictures;
use crate::server::error::{Error, Result};
use crate::server::http::intake;
use crate::server::http::pages::{Submission, field};
use crate::server::http::visit::Visit;
use crate::server::media::sizes::MOST_BYTES;
use crate::server::staff::{audit, require};
use crate::server::state::App;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Most bytes of the whole request: one picture and its words.
pub const BODY_LIMIT: usize = MOST_BYTES + 64 * 1024;

pub async fn add(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(visit) = Visit::from_parts(&app, &parts) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut form = Submission {
        visit,
        parts,
        values: Vec::new(),
    };
    let request = Request::from_parts(form.parts.clone(), body);
    let outcome = take(&id, &mut form, request).await;
    go(form, outcome).await
}

async fn take(id: &str, form: &mut Submission, request: Request) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = form.visit.app.clone();
    let mut sent = Multipart::from_request(request, &app)
        .await
        .map_err(|_| unreadable())?;
    let mut bytes = Vec::new();
    while let Some(part) = sent.next_field().await.map_err(cut_short)? {
        let name = part.name().unwrap_or_default().to_string();
        if name == "picture" {
            bytes = part.bytes().await.map_err(cut_short)?.to_vec();
        } else {
            let text = intake::text_of(part).await.map_err(cut_short)?;
            form.values.push((name, text));
        }
    }
    let text = |name: &str| field(&form.values, name).to_string();
    let words = PictureForm {
        alt: text("alt"),
        caption: text("caption"),
        credit: text("credit"),
        licence: text("licence"),
    };
    pictures::add(&app, id, &words, bytes).await?;
    audit::record(
        &form.visit,
        &by.name,
        "product_picture_added",
        id,
        &words.alt,
    )
    .await?;
    Ok(format!("/admin/products/{id}?done=picture_added"))
}

fn unreadable() -> Error {
    let message = "The form could not be read. Reload the page and choose the picture again.";
    Error::refused(422, "invalid", message)
}

fn cut_short(error: MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let most = MOST_BYTES / (1024 * 1024);
        let message = format!("This picture is too large. Choose one of at most {most} megabytes.");
        return Error::refused(413, "too_large", message);
    }
    unreadable()
}
