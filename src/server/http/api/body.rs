//! What a call brings: a JSON body, a query, parts of the address. Unknown fields are refused by the shapes themselves.

use super::frame;
use super::problem::{Answer, Problem, ProblemItem};
use crate::server::http::intake;
use crate::server::state::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::{DeserializeOwned, IgnoredAny};

/// A JSON body.
pub struct Sent<T>(pub T);

/// A body in which nothing is expected.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A query.
pub struct Asked<T>(pub T);

/// One part of the address, or several.
pub struct Named<T>(pub T);

/// Reads JSON: 400 when it is none, 422 when something in it is not what is asked for.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let mut value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("The body is not JSON: {error}.");
        Problem::new(400, "malformed_json", message)
    })?;
    intake::json(&mut value);
    serde_json::from_value(value).map_err(|error| unfit("body", &error.to_string()))
}

/// The same for a body that may be large: its pictures are skipped and never copied.
pub fn json_with_pictures<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let sent: WithoutPictures = serde_json::from_slice(bytes).map_err(|error| {
        let told = error.to_string();
        let why = told.split(" at line ").next().unwrap_or_default();
        match error.is_data() {
            true => unfit("body", why),
            false => {
                let message = format!("The body is not JSON: {error}.");
                Problem::new(400, "malformed_json", message)
            }
        }
    })?;
    let mut value = serde_json::Value::Object(sent.rest);
    intake::json(&mut value);
    serde_json::from_value(value).map_err(|error| unfit("body", &error.to_string()))
}

#[derive(serde::Deserialize)]
struct WithoutPictures {
    #[serde(default, rename = "pictures")]
    _pictures: Option<IgnoredAny>,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// Something is of another kind than asked for, missing, or unknown.
fn unfit(place: &str, why: &str) -> Problem {
    // Serde puts the names of fields in backquotes.
    let field = why.split('`').nth(1).unwrap_or(place);
    let (code, message) = match why {
        why if why.starts_with("unknown field") => (
            "unknown_field",
            format!(
                "There is no field {field} here. Leave it out, or look for its name at /api/docs."
            ),
        ),
        why if why.starts_with("missing field") => {
            ("required", format!("The field {field} is needed."))
        }
        why => ("invalid", format!("This can’t be read: {why}.")),
    };
    let mut problem = Problem::new(422, code, message.clone());
    problem.errors = vec![ProblemItem {
        field: field.into(),
        code: code.into(),
        message,
        ..ProblemItem::default()
    }];
    problem
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &App) -> Answer<Self> {
        if frame::sends_files(request.headers()) {
            return Err(frame::not_json());
        }
        let bytes = Bytes::from_request(request, app).await;
        let bytes = bytes.map_err(|_| {
            Problem::new(
                400,
                "cut_short",
                "The body did not arrive whole. Send it again.",
            )
        })?;
        // A body in which nothing is needed may be left out.
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        Ok(Sent(json(bytes)?))
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Answer<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let read = serde_urlencoded::from_str(query);
        read.map(Asked)
            .map_err(|error| unfit("query", &error.to_string()))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Named<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let read = Path::<T>::from_request_parts(parts, app).await;
        let Path(read) =
            read.map_err(|_| Problem::not_found("There is nothing at this address."))?;
        Ok(Named(read))
    }
}
