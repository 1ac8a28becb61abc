//! Bodies that pictures may come with: as `multipart/form-data`, or as JSON with the pictures in base64.

use super::body::json_with_pictures;
use super::caller::Caller;
use super::middleware;
use super::problem::{ApiResult, Problem};
use crate::domain::action_error::ActionError;
use crate::domain::problem::Problems;
use crate::server::commissions::uploads;
use crate::server::error::{Error, Result};
use crate::server::http::commissions::pictured_form_under;
use crate::server::keys::random_token;
use crate::server::media::incoming::Incoming;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::borrow::Cow;
use utoipa::{PartialSchema, ToSchema};

/// The field that pictures come in.
const FIELD: &str = "pictures";

/// Base64 as clients write it, with or without the signs at its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Describes the pictures of a JSON body. They are read apart from its other fields, so that they are in memory once.
#[derive(Deserialize)]
pub struct PicturesInJson(#[allow(dead_code, reason = "it is skipped here")] IgnoredAny);

impl PartialSchema for PicturesInJson {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Type};
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .content_encoding("base64");
        let described = "JPEG, PNG, WebP or GIF, at most ten: files in multipart/form-data, base64 or data URLs in JSON.";
        let pictures = ArrayBuilder::new().items(text).max_items(Some(10));
        pictures.description(Some(described)).into()
    }
}

impl ToSchema for PicturesInJson {}

/// Only the pictures of a JSON body, as they stand in it.
#[derive(Deserialize)]
struct OnlyPictures<'a> {
    #[serde(borrow, default)]
    pictures: Option<Vec<Cow<'a, str>>>,
}

/// What was sent, as JSON or with files, under the key that pictures wait with.
pub struct Pictured {
    pub fields: Vec<(String, String)>,
    bytes: Option<Bytes>,
    pub upload_key: String,
}

impl Pictured {
    /// Reads a body and takes its pictures. A repeated request has the same upload key, so that it is the same request;
    /// the key is made under the shop's own secret, because whoever knows it sees the pictures that wait.
    pub async fn read(caller: &Caller, request: Request) -> ApiResult<Pictured> {
        let of_request = |request: &String| caller.app().keys.link_token("api upload", request, 1);
        let upload_key = caller.idempotency.as_ref().map(of_request);
        let upload_key = upload_key.unwrap_or_else(random_token);
        if !middleware::sends_files(request.headers()) {
            let bytes = Bytes::from_request(request, caller.app()).await;
            let bytes = bytes
                .map_err(|_| Problem::new(400, "cut_short", "The body did not arrive whole."))?;
            take_from_json(caller, &bytes, &upload_key).await?;
            return Ok(Pictured {
                fields: Vec::new(),
                bytes: Some(bytes),
                upload_key,
            });
        }
        let key = Some(upload_key.clone());
        let form = pictured_form_under(&caller.visit, request, key).await?;
        if !form.refused.is_empty() {
            return Err(form.refused.into());
        }
        Ok(Pictured {
            fields: form.values,
            bytes: None,
            upload_key,
        })
    }

    /// The fields as their shape; those of a form are all text.
    pub fn shape<T: DeserializeOwned>(&self) -> ApiResult<T> {
        if let Some(bytes) = &self.bytes {
            return json_with_pictures(if bytes.is_empty() { b"{}" } else { bytes });
        }
        let known = self.fields.iter().filter(|(name, _)| name != "upload_key");
        let object: serde_json::Map<String, serde_json::Value> = known
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect();
        json_with_pictures(serde_json::Value::from(object).to_string().as_bytes())
    }
}

/// Takes the pictures of a JSON body, one by one; every one that is refused is told at once.
async fn take_from_json(caller: &Caller, bytes: &[u8], upload_key: &str) -> ApiResult<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    // What else is wrong with the body is told when its shape is read.
    let Ok(sent) = serde_json::from_slice::<OnlyPictures>(bytes) else {
        let array = "Send the pictures as a list of texts in base64.";
        let is_object =
            serde_json::from_slice::<std::collections::BTreeMap<String, IgnoredAny>>(bytes);
        return match is_object {
            Ok(fields) if fields.contains_key(FIELD) => {
                Err(Problem::field(FIELD, "invalid", array))
            }
            _ => Ok(()),
        };
    };
    let mut refused = Problems::default();
    for (index, text) in sent.pictures.unwrap_or_default().iter().enumerate() {
        let field = format!("{FIELD}[{index}]");
        let Some(picture) = decoded(text) else {
            let message = "This picture is not base64. Send it again.";
            refused.add(&field, "invalid", message);
            continue;
        };
        if let Err(error) = take(caller, upload_key, picture).await {
            refuse(&mut refused, &field, error)?;
        }
    }
    Ok(refused.or(())?)
}

async fn take(caller: &Caller, upload_key: &str, picture: Vec<u8>) -> Result<()> {
    uploads::count(&caller.visit)?;
    uploads::keep(caller.app(), upload_key, Incoming::Held(picture))
        .await
        .map(drop)
}

/// What is wrong with one picture; whatever is wrong with more than that ends the call.
fn refuse(refused: &mut Problems, field: &str, error: Error) -> ApiResult<()> {
    if error.status() >= 500 || error.status() == 429 {
        return Err(error.into());
    }
    let error = ActionError::from(error);
    match error.problems.0.into_iter().next() {
        Some(problem) => refused.add(field, &problem.code, problem.message),
        None => refused.add(field, &error.code, error.message),
    }
    Ok(())
}

/// The bytes of a picture that was sent as base64, or as a data URL.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let data = match text.strip_prefix("data:") {
        Some(url) => url.split_once(";base64,")?.1,
        None => text,
    };
    // Encoders break long lines; a blank or anything else is no picture.
    let data: Cow<str> = match data.contains(['\r', '\n']) {
        true => data.lines().collect::<String>().into(),
        false => data.into(),
    };
    BASE64.decode(data.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_json_is_base64_or_a_data_url() {
        for text in ["aGk=", "aGk", "data:image/png;base64,aGk=", "aG\nk="] {
            assert_eq!(decoded(text).as_deref(), Some(&b"hi"[..]), "{text}");
        }
        for text in ["a picture", "data:image/png,hi", "aGk=="] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
