//! Pictures of a product, for programs that may change them: added, described, ordered, removed.

use super::body::{JsonBody, PathParams};
use super::caller::Caller;
use super::problem::{ApiResult, Problem};
use super::product_writes::{StockedProduct, editor, shown};
use crate::domain::catalogue_form::PictureForm;
use crate::server::catalogue::edit::{self, pictures};
use crate::server::error::Error;
use crate::server::http::multipart::{self, Brought, Texts};
use crate::server::media::incoming::Incoming;
use crate::server::media::sizes::{MOST_BYTES, too_large};
use axum::Json;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

pub use crate::server::http::forms::admin::products::BODY_LIMIT;

/// A picture as it is sent: the file `picture` and its words.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes the form")]
pub struct NewImage {
    /// JPEG, PNG, WebP or GIF.
    #[schema(value_type = String, format = Binary)]
    picture: Vec<u8>,
    /// What a person who can’t see the picture is told.
    alt: String,
    caption: Option<String>,
    credit: Option<String>,
    licence: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"alt": "The bowl from above", "position": 1}))]
pub struct ImageChange {
    /// What a person who can’t see the picture is told.
    #[schema(min_length = 1, max_length = 500)]
    alt: Option<String>,
    #[schema(max_length = 500)]
    caption: Option<String>,
    #[schema(max_length = 500)]
    credit: Option<String>,
    #[schema(max_length = 500)]
    licence: Option<String>,
    /// Its place among the others, counted from 1; past the end it is the last.
    #[schema(minimum = 1)]
    position: Option<i64>,
}

/// Adds a picture after the others, sent as `multipart/form-data`.
#[utoipa::path(post, path = "/products/{id}/images", tag = "Products",
    request_body(content = NewImage, content_type = "multipart/form-data"),
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 201, description = "The product with the picture", body = StockedProduct)))]
pub async fn add(
    caller: Caller,
    PathParams(id): PathParams<String>,
    request: Request,
) -> ApiResult<(StatusCode, Json<StockedProduct>)> {
    let visit = editor(&caller).await?;
    let cut_short = || {
        let message = "Send the picture as multipart/form-data, in a field called picture, with its words in alt.";
        Error::invalid("invalid", message)
    };
    let _place = multipart::place(&caller.visit).await?;
    let sent = Multipart::from_request(request, caller.app()).await;
    let mut sent = sent.map_err(|_| cut_short())?;
    let (mut picture, mut words) = (Incoming::Held(Vec::new()), PictureForm::default());
    let mut texts = Texts::default();
    while let Some(part) = sent.next_field().await.map_err(|_| cut_short())? {
        let name = part.name().unwrap_or_default().to_string();
        if name == "picture" {
            let brought = multipart::picture(part, MOST_BYTES, || Ok(())).await;
            match brought.map_err(|_| cut_short())?? {
                Brought::Picture(sent) => picture = sent,
                Brought::Nothing => {}
                Brought::TooLarge => return Err(too_large().into()),
            }
            continue;
        }
        let text = texts.read(part).await.map_err(|_| cut_short())?;
        match name.as_str() {
            "alt" => words.alt = text,
            "caption" => words.caption = text,
            "credit" => words.credit = text,
            "licence" => words.licence = text,
            _ => {
                let message = format!("There is no field {name} here.");
                return Err(Problem::field(&name, "unknown_field", message));
            }
        }
    }
    pictures::add(visit, &id, &words, picture).await?;
    Ok((StatusCode::CREATED, shown(&caller, &id).await?))
}

/// Changes the words beside a picture, or its place among the others. What is left out stays.
#[utoipa::path(patch, path = "/products/{id}/images/{image_id}", tag = "Products", request_body = ImageChange,
    security(("token" = ["products:write"])),
    params(("id" = String, Path, description = "Id"), ("image_id" = String, Path, description = "Id of the picture")),
    responses((status = 200, description = "The product with its pictures in order", body = StockedProduct)))]
pub async fn change(
    caller: Caller,
    PathParams((id, image_id)): PathParams<(String, String)>,
    JsonBody(wanted): JsonBody<ImageChange>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    let product = edit::open(caller.app(), &id).await?;
    let found = product.pictures.into_iter().find(|(id, _)| *id == image_id);
    let (_, old) = found.ok_or_else(|| {
        let message = "There is no such picture of this product. Read the product again.";
        Problem::not_found(message)
    })?;
    let words = PictureForm {
        alt: wanted.alt.unwrap_or(old.alt),
        caption: wanted.caption.unwrap_or(old.caption),
        credit: wanted.credit.unwrap_or(old.credit),
        licence: wanted.licence.unwrap_or(old.licence),
    };
    if wanted.position.is_some_and(|position| position < 1) {
        let message = "Places are counted from 1.";
        return Err(Problem::field("position", "invalid", message));
    }
    pictures::change(visit, &id, &image_id, &words, wanted.position).await?;
    shown(&caller, &id).await
}

/// Removes a picture.
#[utoipa::path(delete, path = "/products/{id}/images/{image_id}", tag = "Products",
    security(("token" = ["products:write"])),
    params(("id" = String, Path, description = "Id"), ("image_id" = String, Path, description = "Id of the picture")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(
    caller: Caller,
    PathParams((id, image_id)): PathParams<(String, String)>,
) -> ApiResult<StatusCode> {
    let visit = editor(&caller).await?;
    pictures::remove(visit, &id, &image_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
