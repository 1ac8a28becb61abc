//! Middleware of every call: its address, its caller, its rate limit, its body, its idempotency key. Cookies are never read.

use super::body_digest::BodyDigest;
use super::caller::Caller;
use super::idempotency::{self, Begun, Fingerprint};
use super::problem::{ApiResult, Problem, explained};
use crate::domain::commission::request::{PICTURE_BYTES_MAX, PICTURES_MAX};
use crate::server::db::seen;
use crate::server::http::commissions::BODY_LIMIT;
use crate::server::http::visits;
use crate::server::limits::{Limit, Tally, address_key, too_many, whole_secs};
use crate::server::state::App;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use futures::StreamExt;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tower::ServiceExt;

/// Most bytes of a JSON body.
const JSON_MAX: usize = 256 * 1024;
/// Most bytes of a call that sends pictures as files: as many as the page takes, and as large. They pass through one by
/// one.
pub const FILES_MAX: usize = BODY_LIMIT;
/// Most bytes of a JSON body with as many pictures in base64.
pub const PICTURED_JSON_MAX: usize = PICTURES_MAX * PICTURE_BYTES_MAX / 3 * 4 + JSON_MAX;
/// Pictures in JSON are held in memory as a whole: so many calls at once.
static PICTURED_JSON: Semaphore = Semaphore::const_new(2);
/// How long a body in JSON may take to arrive.
const JSON_WAIT: Duration = Duration::from_secs(120);
/// Where the API lives.
pub const ROOT: &str = "/api/v1";

/// Carries out one call.
pub async fn enter(app: App, inside: Router, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::COOKIE);
    let caller = Caller::of(&app, &parts).await;
    let tally = match &caller {
        Ok(caller) => match &caller.visit.program {
            Some(program) => app.limits.tally(Limit::ApiProgram, &program.id),
            None => app
                .limits
                .tally(Limit::ApiAddress, &address_key(caller.visit.ip)),
        },
        // A token that is guessed at counts, too.
        Err(_) => {
            let ip = visits::passing(&app, &parts).ip;
            app.limits.tally(Limit::ApiAddress, &address_key(ip))
        }
    };
    let answered = match (tally.wait, caller) {
        (Duration::ZERO, Ok(caller)) => go_in(app.clone(), inside, parts, body, caller).await,
        (Duration::ZERO, Err(error)) => Err(error.into()),
        (wait, _) => Err(too_many(wait).into()),
    };
    let mut response = explained(&app, answered.unwrap_or_else(Problem::into_response));
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    add_rate_limit_headers(headers, tally);
    response
}

/// The allowance, as draft-ietf-httpapi-ratelimit-headers has it: so many in a window, so many left, whole again in
/// so many seconds.
fn add_rate_limit_headers(headers: &mut HeaderMap, tally: Tally) {
    let Tally { left, quota, .. } = tally;
    let window = whole_secs(quota.burst_size_replenished_in());
    let whole_again = whole_secs(tally.whole_again());
    let policy = format!("\"calls\";q={};w={window}", quota.burst_size());
    let standing = format!("\"calls\";r={left};t={whole_again}");
    for (name, text) in [("ratelimit-policy", policy), ("ratelimit", standing)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

async fn go_in(
    app: App,
    inside: Router,
    parts: Parts,
    body: Body,
    mut caller: Caller,
) -> ApiResult<Response> {
    let path = path_inside(&parts.uri);
    let files = sends_files(&parts.headers);
    let (whole, room, mut body) = match files {
        true => (None, None, body),
        false => {
            let most = json_max(&parts.method, &path);
            let reading = whole_body(&parts, body, most);
            let read = timeout(JSON_WAIT, reading).await;
            let (bytes, room) = read.unwrap_or_else(|_| Err(cut_short(most)))?;
            (Some(bytes.clone()), room, Body::from(bytes))
        }
    };
    let key = idempotency::key(&caller, &parts, &path)?;
    caller.idempotency.clone_from(&key);
    let mut kept = None;
    if let Some(key) = key {
        let print = Fingerprint::of(&caller, &parts, &path, whole.as_ref());
        let digest = files.then(|| BodyDigest::of(&parts.headers));
        let begun = idempotency::begin(&app, &key, &print, &mut body, digest.clone()).await?;
        if let Begun::Before(response) = begun {
            return Ok(response);
        }
        if let Some(digest) = &digest {
            body = digest.over(body);
        }
        kept = Some((key, print, digest));
    }
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    let request = request_inside(parts, &path, body, caller);
    if !changes {
        return Ok(called(&app, inside, request).await);
    }
    // A call that changes something is carried out and its answer kept, whether or not anybody still waits for it.
    let work = tokio::spawn(async move {
        let response = called(&app, inside, request).await;
        drop(room);
        match kept {
            Some((key, print, digest)) => {
                idempotency::keep(&app, &key, &print, digest, response).await
            }
            None => response,
        }
    });
    // What panicked was logged; its key stays taken until it counts as cut off.
    work.await.map_err(|_| {
        Problem::new(
            500,
            "internal",
            "Something went wrong on our side. Please try again in a moment.",
        )
    })
}

async fn called(app: &App, inside: Router, request: Request) -> Response {
    match seen::call(inside.oneshot(request)).await {
        Ok(response) => explained(app, response),
        Err(never) => match never {},
    }
}

/// The address behind the API's own, without a slash at its end.
fn path_inside(uri: &Uri) -> String {
    let path = uri.path().strip_prefix(ROOT).unwrap_or(uri.path());
    match path.trim_end_matches('/') {
        "" => "/".to_string(),
        path => path.to_string(),
    }
}

/// The call as the routes see it. Nothing that the outer routes noted about it goes along.
fn request_inside(parts: Parts, path: &str, body: Body, caller: Caller) -> Request {
    let mut request = Request::new(body);
    *request.method_mut() = parts.method;
    let address = match parts.uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_string(),
    };
    // It was part of an address a moment ago.
    *request.uri_mut() = address.parse().unwrap_or_default();
    *request.headers_mut() = parts.headers;
    request.extensions_mut().insert(caller);
    request
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers
        .get(header::CONTENT_TYPE)?
        .to_str()
        .unwrap_or_default();
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

pub fn sends_files(headers: &HeaderMap) -> bool {
    content_type(headers).as_deref() == Some("multipart/form-data")
}

/// Most bytes of a JSON body: more where pictures may be in it.
fn json_max(method: &Method, path: &str) -> usize {
    let pictured = [
        "custom-orders",
        "messages",
        "request-changes",
        "progress",
        "returns",
    ];
    let last = path.rsplit('/').next().unwrap_or_default();
    match method == Method::POST && pictured.contains(&last) {
        true => PICTURED_JSON_MAX,
        false => JSON_MAX,
    }
}

/// A place among the few large bodies that are held at once.
async fn room_for_pictures() -> ApiResult<SemaphorePermit<'static>> {
    PICTURED_JSON.acquire().await.map_err(|_| {
        let message = "Many pictures arrive at this moment. Send them as multipart/form-data.";
        Problem::new(503, "busy", message)
    })
}

fn cut_short(most: usize) -> Problem {
    let message = format!(
        "The body did not arrive whole, or has more than {} kilobytes.",
        most / 1024
    );
    Problem::new(413, "too_large", message)
}

/// Reads a body that has to be JSON, or empty. A large one takes a place among the few that are held at once, which is
/// kept for as long as the call takes.
async fn whole_body(
    parts: &Parts,
    body: Body,
    most: usize,
) -> ApiResult<(Bytes, Option<SemaphorePermit<'static>>)> {
    let (mut bytes, mut room) = (BytesMut::new(), None);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| cut_short(most))?;
        let length = bytes.len() + chunk.len();
        if length > most {
            return Err(cut_short(most));
        }
        if length > JSON_MAX && room.is_none() {
            room = Some(room_for_pictures().await?);
        }
        bytes.extend_from_slice(&chunk);
    }
    let kind = content_type(&parts.headers);
    let json = kind.as_deref().is_some_and(|kind| {
        kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
    });
    // A call without a body may leave the type out, and a program that always names one is not refused for it.
    match bytes.is_empty() || json {
        true => Ok((bytes.freeze(), room)),
        false => Err(not_json()),
    }
}

/// What whoever sends something else than JSON is told.
pub fn not_json() -> Problem {
    let message = "Send the body as JSON, with “Content-Type: application/json”: curl --json '{…}', or fetch with JSON.stringify. What there is to send stands at /api/docs.";
    Problem::new(415, "unsupported_media_type", message)
}

pub async fn no_such_address() -> Problem {
    Problem::not_found("There is nothing at this address. What there is stands at /api/docs.")
}

pub async fn no_such_method() -> Problem {
    let message = "This address does not take this method. Which it takes stands at /api/docs.";
    Problem::new(405, "method_not_allowed", message)
}
