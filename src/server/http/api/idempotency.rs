//! Idempotency-Key: the same key with the same request is carried out once and answered alike for a day.

use super::caller::Caller;
use super::problem::{Answer, Problem};
use crate::server::clock::{DAY_MS, MINUTE_MS};
use crate::server::db::{self, api_answers};
use crate::server::error::{Error, Result};
use crate::server::state::App;
use crate::transact;
use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// What answers are sealed for.
const SEAL: &str = "api answer";
/// Shorter than this, a guest's key could be somebody else's.
const SHORTEST: usize = 16;
const LONGEST: usize = 255;
/// Work that has no answer after so long was cut off with its process.
const CUT_OFF_MS: i64 = 2 * MINUTE_MS;
/// Longest answer that is kept, in bytes.
const ANSWER_MAX: usize = 1024 * 1024;
/// Headers that belong to an answer.
const KEPT: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::ETAG,
    header::LOCATION,
    super::caller::CART_TOKEN,
    super::caller::ORDER_TOKEN,
];

/// The key of a call, if it brought one and it counts: what is stored of it.
pub fn key(caller: &Caller, parts: &Parts) -> Answer<Option<String>> {
    let Some(given) = parts.headers.get(&KEY) else {
        return Ok(None);
    };
    // What signs somebody in answers with credentials, which are never kept.
    let signs_in = parts.uri.path().starts_with("/api/v1/auth/");
    if parts.method != Method::POST || signs_in {
        return Ok(None);
    }
    let wrong = || {
        let message = format!(
            "Send an Idempotency-Key of {SHORTEST} to {LONGEST} characters, such as a random UUID."
        );
        Problem::field("Idempotency-Key", "invalid", message)
    };
    let given = given.to_str().map_err(|_| wrong())?;
    if !(SHORTEST..=LONGEST).contains(&given.len()) {
        return Err(wrong());
    }
    Ok(Some(hash(&[caller.id().as_bytes(), given.as_bytes()])))
}

/// SHA-256 in hex; parts are length-prefixed, so that no two lists collide.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}

/// Everything that makes two calls the same. Of files that are sent, the length stands for what is in them.
pub fn fingerprint(caller: &Caller, parts: &Parts, path: &str, body: Option<&Bytes>) -> String {
    let length = parts.headers.get(header::CONTENT_LENGTH);
    let body = match body {
        Some(body) => body,
        None => length.map_or(&b""[..], |length| length.as_bytes()),
    };
    let query = parts.uri.query().unwrap_or_default();
    let [cart, order, version] = caller.tokens();
    hash(&[
        path.as_bytes(),
        query.as_bytes(),
        cart.as_bytes(),
        order.as_bytes(),
        version.as_bytes(),
        body,
    ])
}

/// What is to be done with a call that brought a key.
pub enum Begun {
    /// It is the first: carry it out.
    First,
    /// It was answered before, like this.
    Before(Response),
}

/// Takes the key, or finds what it was answered: 409 while the first call is carried out, 422 when it was another one.
pub async fn begin(app: &App, key_hash: &str, fingerprint: &str) -> Answer<Begun> {
    let now = app.now_ms();
    let taken = take(app, key_hash, fingerprint, now).await?;
    let Some(row) = taken else {
        return Ok(Begun::First);
    };
    if row.fingerprint != fingerprint {
        let message = "This Idempotency-Key came with another request before. Use a new key for a new request.";
        return Err(Problem::new(422, "idempotency_key_reused", message));
    }
    match row.answer {
        Some(sealed) => Ok(Begun::Before(opened(app, &sealed)?)),
        None => {
            let message = "The first request with this Idempotency-Key is being carried out. Ask again in a moment.";
            let mut problem = Problem::new(409, "idempotency_key_in_use", message);
            problem.retry_after_secs = Some(1);
            Err(problem)
        }
    }
}

/// `None`: the key is ours now. Else what is known of it.
async fn take(
    app: &App,
    key_hash: &str,
    fingerprint: &str,
    now: i64,
) -> Result<Option<api_answers::AnswerRow>> {
    transact!(app.db, tx => {
        if let Some(row) = api_answers::find(&mut tx, key_hash).await? {
            if row.started_at_ms <= now - DAY_MS {
                api_answers::forget(&mut tx, key_hash).await?;
            } else {
                let cut_off = row.answer.is_none() && row.started_at_ms <= now - CUT_OFF_MS;
                let again = cut_off && row.fingerprint == fingerprint
                    && api_answers::take_over(&mut tx, key_hash, row.started_at_ms, now).await?;
                return Ok((!again).then_some(row));
            }
        }
        if api_answers::begin(&mut tx, key_hash, fingerprint, now).await? {
            return Ok(None);
        }
        api_answers::find(&mut tx, key_hash).await
    })
}

#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

fn opened(app: &App, sealed: &str) -> Result<Response> {
    let kept: Kept = serde_json::from_str(&app.keys.open(SEAL, sealed)?)?;
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() =
        StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in kept.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Keeps an answer for a day, before it is given. What says nothing about the request itself is not kept: a fault, too
/// many calls, and whatever happened to files that may have been cut short.
pub async fn keep(app: &App, key_hash: &str, files: bool, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, ANSWER_MAX).await else {
        forget(app, key_hash).await;
        return Problem::from(Error::fault("an answer is too long")).into_response();
    };
    let status = parts.status.as_u16();
    let counts = match status {
        200..=299 => true,
        401 | 403 | 429 => false,
        400..=499 => !files,
        _ => false,
    };
    let kept = match counts {
        true => store(app, key_hash, &parts, &body).await,
        false => {
            forget(app, key_hash).await;
            Ok(())
        }
    };
    if let Err(error) = kept {
        tracing::error!(%error, "an answer of the API could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

async fn store(
    app: &App,
    key_hash: &str,
    parts: &axum::http::response::Parts,
    body: &Bytes,
) -> Result<()> {
    let header = |name: &HeaderName| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some((name.to_string(), value.to_string()))
    };
    let kept = Kept {
        status: parts.status.as_u16(),
        headers: KEPT.iter().filter_map(header).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    };
    let sealed = app.keys.seal(SEAL, &serde_json::to_string(&kept)?)?;
    transact!(app.db, tx => { api_answers::keep(&mut tx, key_hash, &sealed).await })
}

/// Lets go of a key, so that the request can be tried again under it.
pub async fn forget(app: &App, key_hash: &str) {
    let forgotten: Result<()> =
        async { transact!(app.db, tx => { db::api_answers::forget(&mut tx, key_hash).await }) }
            .await;
    if let Err(error) = forgotten {
        tracing::error!(%error, "an idempotency key could not be let go");
    }
}
