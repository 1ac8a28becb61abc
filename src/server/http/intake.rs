//! Where text enters: addresses, queries, forms and their parts are brought into their one form (`domain::text`) before
//! anything reads them. Bodies of JSON pass [`json`], which the API's own reader calls.

use super::refusals::Refusal;
use crate::domain::text;
use axum::body::{Body, Bytes};
use axum::extract::multipart::Field;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use url::form_urlencoded;

/// Stands in front of every address: one that can't be written names nothing, and its query is in its one form.
pub async fn address(mut request: Request, next: Next) -> Response {
    if !can_be_written(request.uri().path()) {
        return Refusal::not_found("There is nothing at this address.").into_response();
    }
    if let Some(uri) = with_clean_query(request.uri()) {
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

/// Whether a path names something that could be there: text, without anything that nobody writes.
fn can_be_written(path: &str) -> bool {
    let decoded = percent_decoded(path);
    std::str::from_utf8(&decoded)
        .is_ok_and(|path| !path.chars().any(char::is_control) && text::clean(path) == path)
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    decoded
}

fn with_clean_query(uri: &Uri) -> Option<Uri> {
    let query = clean_pairs(uri.query()?.as_bytes())?;
    let mut parts = uri.clone().into_parts();
    let whole: PathAndQuery = format!("{}?{query}", uri.path()).parse().ok()?;
    parts.path_and_query = Some(whole);
    Uri::from_parts(parts).ok()
}

/// Stands in front of every form and server function: what their bodies say is in its one form. Forms with files are
/// read part by part, in `multipart`.
pub async fn form(request: Request, next: Next) -> Response {
    let brings_text = !matches!(*request.method(), Method::GET | Method::HEAD);
    if !brings_text || sends_files(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let whole = Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let bytes = match whole {
        Ok(bytes) => bytes,
        Err(error) => return not_whole(&error).into_response(),
    };
    let body = match clean_pairs(&bytes) {
        Some(clean) => {
            parts
                .headers
                .insert(header::CONTENT_LENGTH, clean.len().into());
            Body::from(clean)
        }
        None => Body::from(bytes),
    };
    next.run(Request::from_parts(parts, body)).await
}

fn not_whole(error: &BytesRejection) -> Refusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(),
        _ => Refusal::new(
            StatusCode::BAD_REQUEST,
            "cut_short",
            "Not all of it arrived. Go back and send it once more.",
        ),
    }
}

/// Whether a form is sent in parts, as those with files are.
pub fn sends_files(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind.len() >= 10 && kind[..10].eq_ignore_ascii_case(b"multipart/")
    })
}

/// Names and values in their one form; `None` where they are already.
fn clean_pairs(encoded: &[u8]) -> Option<String> {
    let mut changed = false;
    let mut clean = |part: &str| {
        let clean = text::clean(part).into_owned();
        changed |= clean != part;
        clean
    };
    let pairs: Vec<(String, String)> = form_urlencoded::parse(encoded)
        .map(|(name, value)| (clean(&name), clean(&value)))
        .collect();
    changed.then(|| {
        let whole = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        // The brackets of a field inside another are part of how the two are told apart.
        whole.replace("%5B", "[").replace("%5D", "]")
    })
}

/// What the file of a part was called, on one line; empty where nothing is said.
pub fn file_name(part: &Field<'_>) -> String {
    let name = text::line(part.file_name().unwrap_or_default());
    name.chars().filter(|c| !c.is_control()).collect()
}

/// Every text of a JSON body in its one form.
pub fn json(value: &mut Value) {
    match value {
        Value::String(text) => {
            let clean = text::clean(text).into_owned();
            *text = clean;
        }
        Value::Array(values) => values.iter_mut().for_each(json),
        Value::Object(fields) => {
            let taken = std::mem::take(fields);
            fields.extend(taken.into_iter().map(|(name, mut value)| {
                json(&mut value);
                (text::clean(&name).into_owned(), value)
            }));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_be_written_is_none() {
        for path in [
            "/",
            "/shop/bowl",
            "/shop/a%20b",
            "/pages/caf%C3%A9",
            "/a%",
            "/a%zz",
        ] {
            assert!(can_be_written(path), "{path}");
        }
        for path in [
            "/orders/%0a",
            "/orders/%00",
            "/orders/%7f",
            "/o/%ff",
            "/o/%C2%85",
            "/shop/%E2%80%AE",
            "/shop/cafe%CC%81",
        ] {
            assert!(!can_be_written(path), "{path}");
        }
    }

    #[test]
    fn names_and_values_take_their_one_form() {
        assert_eq!(clean_pairs(b"a=1&form[b]=two+words&c"), None);
        assert_eq!(
            clean_pairs(b"form%5Bname%5D=A%00da&note=one%0D%0Atwo").as_deref(),
            Some("form[name]=Ada&note=one%0Atwo")
        );
        assert_eq!(clean_pairs("q=%E3%85%A4".as_bytes()).as_deref(), Some("q="));
    }

    #[test]
    fn every_text_of_a_json_body_takes_its_one_form() {
        let mut value = serde_json::json!({"a": ["x\u{0}", {"b\u{200b}": "\u{3164}"}], "n": 1.5});
        json(&mut value);
        assert_eq!(value, serde_json::json!({"a": ["x", {"b": ""}], "n": 1.5}));
    }
}
