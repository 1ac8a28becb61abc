//! Idempotency-Key: the same key with the same request is carried out once and answered alike for a day.
//!
//! A key belongs to whoever calls: the account, the program, the cart or order whose token came with it, else the
//! network address. Two strangers who send the same key are two callers.

use super::body_digest::{BodyDigest, Digested};
use super::caller::Caller;
use super::problem::{ApiResult, Problem};
use crate::server::clock::{DAY_MS, MINUTE_MS};
use crate::server::db::{self};
use crate::server::error::{Error, Result};
use crate::server::limits::address_key;
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
/// Most characters of a key.
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
pub fn key(caller: &Caller, parts: &Parts, path: &str) -> ApiResult<Option<String>> {
    let Some(given) = parts.headers.get(&KEY) else {
        return Ok(None);
    };
    // What signs somebody in answers with credentials, which are never kept.
    if parts.method != Method::POST || path.starts_with("/auth/") {
        return Ok(None);
    }
    let given = std::str::from_utf8(given.as_bytes()).unwrap_or_default();
    if given.is_empty() || given.chars().count() > LONGEST {
        let message =
            format!("Send an Idempotency-Key of 1 to {LONGEST} characters, such as a random UUID.");
        return Err(Problem::field("Idempotency-Key", "invalid", message));
    }
    let (kind, whose) = owner(caller, path);
    Ok(Some(hash(&[
        kind.as_bytes(),
        whose.as_bytes(),
        given.as_bytes(),
    ])))
}

/// Whose a key is: what kind of caller, and which one.
///
/// A guest's token counts where the call is about what it names, and a cart's only if it was handed out here: what a
/// client sends by mistake, such as `undefined`, would make one caller of strangers.
fn owner(caller: &Caller, path: &str) -> (&'static str, String) {
    if let Some(program) = &caller.visit.program {
        return ("program", program.id.clone());
    }
    if let Some(customer) = &caller.customer {
        return ("account", customer.row.id.clone());
    }
    let inside = |folder: &str| {
        let (first, _) = path.strip_prefix(folder)?.split_once('/')?;
        Some(first.to_string())
    };
    if let Some(reference) = inside("/custom-orders/") {
        return ("custom order", reference);
    }
    if inside("/orders/").is_some() {
        let [_, order, _] = caller.tokens();
        if !order.is_empty() {
            return ("order", order.to_string());
        }
    } else if let Some(cart) = caller.named_cart() {
        return ("cart", cart);
    }
    ("address", address_key(caller.visit.ip))
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

/// What makes two calls the same: what is asked for in whose name, and by its digest what is sent.
///
/// Files arrive while the call is carried out, so their digest is known at its end only. Until then the call is known
/// by its `head`; that is what a repeated one is compared with while the first is carried out.
pub struct Fingerprint {
    head: String,
    /// Of a body that is here already.
    whole: Option<String>,
}

impl Fingerprint {
    pub fn of(caller: &Caller, parts: &Parts, path: &str, body: Option<&Bytes>) -> Fingerprint {
        let query = parts.uri.query().unwrap_or_default();
        let [cart, order, version] = caller.tokens();
        let kind: &[u8] = match body {
            Some(_) => b"json",
            None => b"files",
        };
        let head = hash(&[
            path.as_bytes(),
            query.as_bytes(),
            cart.as_bytes(),
            order.as_bytes(),
            version.as_bytes(),
            kind,
        ]);
        let whole = body.map(|body| hash(&[head.as_bytes(), body]));
        Fingerprint { head, whole }
    }

    /// What is stored when the call begins.
    fn at_first(&self) -> &str {
        self.whole.as_deref().unwrap_or(&self.head)
    }

    /// What is stored once everything has arrived.
    fn at_last(&self, files: Option<Digested>) -> String {
        match files {
            Some(Digested(digest)) => hash(&[self.head.as_bytes(), &digest]),
            None => self.at_first().to_string(),
        }
    }
}

/// What is to be done with a call that brought a key.
pub enum Begun {
    /// It is the first: carry it out.
    First,
    /// It was answered before, like this.
    Before(Response),
}

/// Takes the key, or finds what it was answered: 409 while the first call is carried out, 422 when it was another one.
/// Files of a repeated call are read to their end, for nothing but their digest.
pub async fn begin(
    app: &App,
    key_hash: &str,
    print: &Fingerprint,
    body: &mut Body,
    digest: Option<BodyDigest>,
) -> ApiResult<Begun> {
    let now = app.now_ms();
    let taken = take(app, key_hash, print.at_first(), now).await?;
    let Some(row) = taken else {
        return Ok(Begun::First);
    };
    let same = match (&row.answer, digest) {
        (Some(_), Some(digest)) => {
            let read = digest.read(std::mem::take(body)).await;
            let read = read.ok_or_else(|| {
                let message = "The body did not arrive whole. Send it again.";
                Problem::new(400, "cut_short", message)
            })?;
            row.fingerprint == print.at_last(Some(read))
        }
        _ => row.fingerprint == print.at_first(),
    };
    if !same {
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
) -> Result<Option<db::api::answers::AnswerRow>> {
    transact!(app.db, tx => {
        if let Some(row) = db::api::answers::find(&mut tx, key_hash).await? {
            if row.started_at_ms <= now - DAY_MS {
                db::api::answers::forget(&mut tx, key_hash).await?;
            } else {
                let cut_off = row.answer.is_none() && row.started_at_ms <= now - CUT_OFF_MS;
                let again = cut_off && row.fingerprint == fingerprint
                    && db::api::answers::take_over(&mut tx, key_hash, row.started_at_ms, now).await?;
                return Ok((!again).then_some(row));
            }
        }
        if db::api::answers::begin(&mut tx, key_hash, fingerprint, now).await? {
            return Ok(None);
        }
        db::api::answers::find(&mut tx, key_hash).await
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
pub async fn keep(
    app: &App,
    key_hash: &str,
    print: &Fingerprint,
    digest: Option<BodyDigest>,
    response: Response,
) -> Response {
    let (parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, ANSWER_MAX).await else {
        forget(app, key_hash).await;
        return Problem::from(Error::fault("an answer is too long")).into_response();
    };
    let status = parts.status.as_u16();
    let counts = match status {
        200..=299 => true,
        401 | 403 | 429 => false,
        400..=499 => digest.is_none(),
        _ => false,
    };
    let kept = match counts {
        true => {
            let print = print.at_last(digest.map(|digest| digest.so_far()));
            store(app, key_hash, &print, &parts, &body).await
        }
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
    print: &str,
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
    transact!(app.db, tx => { db::api::answers::keep(&mut tx, key_hash, print, &sealed).await })
}

/// Lets go of a key, so that the request can be tried again under it.
pub async fn forget(app: &App, key_hash: &str) {
    let forgotten: Result<()> =
        async { transact!(app.db, tx => { db::api::answers::forget(&mut tx, key_hash).await }) }
            .await;
    if let Err(error) = forgotten {
        tracing::error!(%error, "an idempotency key could not be let go");
    }
}
