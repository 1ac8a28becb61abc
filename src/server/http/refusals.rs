//! What is answered when something is not done: a page for people, JSON for programs and islands, a sentence for the
//! rest, each with its true status. Handlers say what is wrong with a [`Refusal`]; what a library answers by itself
//! (a body that is too large, an address without such a method) is given the shop's own message here.

use super::api::Problem;
use crate::domain::action_error::ActionError;
use crate::server::error::Error;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Extensions, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use std::borrow::Cow;
use tower::ServiceExt;

/// Why something is not done, in a sentence for whom it reaches.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: Cow<'static, str>,
    sentence: Cow<'static, str>,
    retry_after_secs: Option<u64>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, sentence: &'static str) -> Refusal {
        Refusal {
            status,
            code: code.into(),
            sentence: sentence.into(),
            retry_after_secs: None,
        }
    }

    pub fn not_found(sentence: &'static str) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, "not_found", sentence)
    }

    pub fn too_large() -> Refusal {
        let sentence = "That is more than the shop takes at once. Send less text, or fewer and smaller pictures.";
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
    }

    /// Something broke that is nobody's fault but ours.
    pub fn fault() -> Refusal {
        let sentence = "Something went wrong on our side. Please try again in a moment.";
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", sentence)
    }

    /// What a library's own answer means, for whom no handler has said anything.
    fn of_status(status: StatusCode) -> Refusal {
        let (code, sentence) = match status.as_u16() {
            401 => ("unauthorized", "Sign in to see this."),
            403 => ("forbidden", "This is not yours to see."),
            404 => ("not_found", "There is nothing at this address."),
            405 => (
                "method_not_allowed",
                "This address does not take what was sent to it. Open the page and try from there.",
            ),
            413 => return Refusal::too_large(),
            415 => (
                "unsupported_media_type",
                "This was sent in a form that the shop can’t read. Open the page and try from there.",
            ),
            429 => (
                "too_many",
                "That was a lot in a short time. Please wait a moment and try again.",
            ),
            500.. => {
                return Refusal {
                    status,
                    ..Refusal::fault()
                };
            }
            _ => (
                "invalid",
                "Something in this request could not be read. Reload the page and try again.",
            ),
        };
        Refusal::new(status, code, sentence)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        let retry_after_secs = error.retry_after_secs();
        let error = ActionError::from(error);
        Refusal {
            status: StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: error.code.into(),
            sentence: error.message.into(),
            retry_after_secs,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.sentence.to_string()).into_response();
        if let Some(secs) = self.retry_after_secs {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, secs.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// How a refusal reaches whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Page,
    /// RFC 9457, for programs.
    Problem,
    /// The error of a server function, for islands.
    Call,
    /// The sentence alone: for a picture, a script, a stream.
    Sentence,
}

impl Shape {
    fn wanted(path: &str, headers: &HeaderMap) -> Shape {
        let text = |name| {
            headers
                .get(name)
                .and_then(|v: &HeaderValue| v.to_str().ok())
        };
        if path == "/api/v1" || path.starts_with("/api/v1/") {
            return Shape::Problem;
        }
        let accept = text(header::ACCEPT).unwrap_or("*/*");
        let reads_html = accept.contains("text/html");
        if path.starts_with("/_fn/") && !reads_html {
            return Shape::Call;
        }
        let shown = match text(header::HeaderName::from_static("sec-fetch-dest")) {
            Some(place) => matches!(place, "document" | "iframe" | "frame"),
            None => reads_html || accept == "*/*",
        };
        if shown { Shape::Page } else { Shape::Sentence }
    }
}

/// Ways in for machines that have answers of their own, in a line of text.
const LEFT_ALONE: [&str; 5] = ["/sandbox/", "/webhooks/", "/healthz", "/readyz", "/metrics"];

/// What an answer refuses, unless it says so itself in a page or in JSON.
fn refused(path: &str, response: &Response) -> Option<Refusal> {
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        return Some(refusal.clone());
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || LEFT_ALONE.iter().any(|place| path.starts_with(place)) {
        return None;
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    let says_itself = kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    (!says_itself).then(|| Refusal::of_status(status))
}

/// Puts every refusal into the shape that whoever asked can read. `pages` renders the page.
pub async fn shown(State(pages): State<Router>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_string();
    let headers = request.headers().clone();
    let extensions = request.extensions().clone();
    let response = next.run(request).await;
    let Some(refusal) = refused(&path, &response) else {
        return response;
    };
    let error = ActionError::new(
        refusal.status.as_u16(),
        &refusal.code,
        refusal.sentence.clone(),
    );
    let mut told = match Shape::wanted(&path, &headers) {
        Shape::Page => page(pages, headers, extensions, error).await,
        Shape::Problem => Problem::new(error.status, &error.code, error.message).into_response(),
        Shape::Call => (refusal.status, Json(error)).into_response(),
        Shape::Sentence => (refusal.status, error.message).into_response(),
    };
    // What the answer said beside its body stays: when to come back, which methods there are.
    for (name, value) in response.headers() {
        let of_its_body = [
            header::CONTENT_TYPE,
            header::CONTENT_LENGTH,
            header::CONTENT_ENCODING,
            header::TRANSFER_ENCODING,
        ];
        if !of_its_body.contains(name) && !told.headers().contains_key(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

/// An address that no page has: there the refusal stands in for the content.
const NOWHERE: &str = "/-/refused";

async fn page(
    pages: Router,
    headers: HeaderMap,
    extensions: Extensions,
    error: ActionError,
) -> Response {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = Uri::from_static(NOWHERE);
    *request.headers_mut() = headers;
    *request.extensions_mut() = extensions;
    request.extensions_mut().insert(error);
    match pages.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asker_gets_what_it_can_read() {
        let shape = |path: &str, pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| {
                    let name = header::HeaderName::from_static(name);
                    (name, HeaderValue::from_static(value))
                })
                .collect();
            Shape::wanted(path, &headers)
        };
        let browser = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assert_eq!(shape("/o/x", &[browser]), Shape::Page);
        assert_eq!(shape("/o/x", &[]), Shape::Page);
        assert_eq!(shape("/_fn/x", &[browser]), Shape::Page);
        assert_eq!(
            shape("/_fn/x", &[("accept", "application/json")]),
            Shape::Call
        );
        assert_eq!(shape("/api/v1/x", &[browser]), Shape::Problem);
        let picture = [
            ("accept", "image/webp,*/*;q=0.8"),
            ("sec-fetch-dest", "image"),
        ];
        assert_eq!(shape("/media/x", &picture), Shape::Sentence);
        assert_eq!(
            shape("/x", &[("accept", "text/event-stream")]),
            Shape::Sentence
        );
    }
}
