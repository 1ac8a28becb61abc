//! What a call brings: a JSON body, a query, parts of the address. Unknown fields are refused by the shapes themselves.

use super::middleware;
use super::problem::{ApiResult, Problem, ProblemItem};
use crate::server::http::intake;
use crate::server::state::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};
use std::fmt::Display;
use url::form_urlencoded;

/// A JSON body.
pub struct JsonBody<T>(pub T);

/// A body in which nothing is expected.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A query.
pub struct QueryParams<T>(pub T);

/// One part of the address, or several.
pub struct PathParams<T>(pub T);

/// Reads JSON: 400 when it is none, 422 when something in it is not what is asked for.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    shaped(serde_json::from_slice(bytes).map_err(not_json)?)
}

/// The same for a body that may be large: its pictures are skipped and never copied.
pub fn json_with_pictures<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    let sent: WithoutPictures = serde_json::from_slice(bytes).map_err(not_json)?;
    shaped(serde_json::Value::Object(sent.rest))
}

/// What is no JSON, or has no fields where some are asked for.
fn not_json(error: serde_json::Error) -> Problem {
    let told = error.to_string();
    if error.is_data() {
        let (why, _) = told.split_once(" at line ").unwrap_or((&told, ""));
        return unfit("body", ".", why);
    }
    let message = format!("The body is not JSON: {told}.");
    Problem::new(400, "malformed_json", message)
}

fn shaped<T: DeserializeOwned>(mut value: serde_json::Value) -> ApiResult<T> {
    intake::json(&mut value);
    fitting("body", value)
}

/// Reads a shape, and names what does not fit by its path in the whole, such as `items[0].quantity`.
fn fitting<'de, T, D>(whole: &str, sent: D) -> ApiResult<T>
where
    T: DeserializeOwned,
    D: Deserializer<'de, Error: Display>,
{
    serde_path_to_error::deserialize(sent)
        .map_err(|error| unfit(whole, &error.path().to_string(), &error.inner().to_string()))
}

#[derive(serde::Deserialize)]
struct WithoutPictures {
    #[serde(default, rename = "pictures")]
    _pictures: Option<IgnoredAny>,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// Something is of another kind than asked for, missing, or unknown.
fn unfit(whole: &str, path: &str, why: &str) -> Problem {
    let unknown = why.starts_with("unknown field");
    let missing = why.starts_with("missing field");
    // Serde puts the names of fields in backquotes. The path of a missing one leads to where it should be.
    let name = why.split('`').nth(1).unwrap_or(whole);
    let field = match path {
        "." if unknown || missing => name.to_string(),
        "." => whole.to_string(),
        path if missing => format!("{path}.{name}"),
        path => path.to_string(),
    };
    let (code, message) = if unknown {
        let message = format!(
            "There is no field {field} here. Leave it out, or look for its name at /api/docs."
        );
        ("unknown_field", message)
    } else if missing {
        ("required", format!("The field {field} is needed."))
    } else {
        ("invalid", format!("This can’t be read: {why}."))
    };
    let mut problem = Problem::new(422, code, message.clone());
    problem.errors = vec![ProblemItem {
        field,
        code: code.into(),
        message,
        ..ProblemItem::default()
    }];
    problem
}

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        if middleware::sends_files(request.headers()) {
            return Err(middleware::not_json());
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
        Ok(JsonBody(json(bytes)?))
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for QueryParams<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> ApiResult<Self> {
        let query = parts.uri.query().unwrap_or_default();
        let fields = form_urlencoded::parse(query.as_bytes());
        fitting("query", serde_urlencoded::Deserializer::new(fields)).map(QueryParams)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for PathParams<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let read = Path::<T>::from_request_parts(parts, app).await;
        let Path(read) =
            read.map_err(|_| Problem::not_found("There is nothing at this address."))?;
        Ok(PathParams(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[serde(rename = "items")]
        _items: Vec<Item>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        #[serde(rename = "quantity")]
        _quantity: u32,
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_path() {
        for (sent, field, code) in [
            (
                r#"{"items": [{"quantity": 1}, {"quantity": "two"}]}"#,
                "items[1].quantity",
                "invalid",
            ),
            (r#"{"items": [{}]}"#, "items[0].quantity", "required"),
            (
                r#"{"items": [{"colour": "red"}]}"#,
                "items[0].colour",
                "unknown_field",
            ),
            (r#"{"colour": "red"}"#, "colour", "unknown_field"),
            ("{}", "items", "required"),
            ("1", "body", "invalid"),
        ] {
            let problem = json::<Order>(sent.as_bytes()).unwrap_err();
            let item = &problem.errors[0];
            assert_eq!(
                (problem.status, item.field.as_str()),
                (422, field),
                "{sent}"
            );
            assert_eq!(
                (problem.code.as_str(), item.code.as_str()),
                (code, code),
                "{sent}"
            );
        }
        let array = json_with_pictures::<Order>(b"[]").unwrap_err();
        assert_eq!(array.errors[0].field, "body");
        assert_eq!(json::<Order>(b"{").unwrap_err().status, 400);
    }
}
