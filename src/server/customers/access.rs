//! How an app stays signed in: an access token that names the sign-in's row for a quarter of an hour, and a refresh token
//! that is exchanged for the next pair.
//!
//! The row is looked at with every call, so whatever ends it (signing out, here or everywhere; a new password) ends the
//! app's sign-in at once. A refresh token works once: one that comes a second time was copied, and ends the sign-in.

use super::{Customer, LASTS_MS, SIGNED_IN, SignedIn, current};
use crate::server::clock::{MINUTE_MS, SECOND_MS};
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// An access token is good for this long.
const ACCESS_LASTS_MS: i64 = 15 * MINUTE_MS;
/// What access tokens are signed for, and nothing else is.
const KEY: &str = "api access token";
/// What refresh tokens are derived for.
const REFRESH: &str = "api refresh token";
/// What kind of token it is (RFC 9068): no other one of ours is taken for it.
const KIND: &str = "at+jwt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The customer's id.
    sub: String,
    /// The sign-in's id.
    sid: String,
    iat: i64,
    exp: i64,
}

/// What an app is handed when it signs in, and each time it comes with its refresh token.
pub struct Tokens {
    pub access: String,
    pub expires_in_secs: i64,
    pub refresh: String,
}

/// Whether a bearer token has the shape of an access token: three parts. A program's has one.
pub fn is_one(token: &str) -> bool {
    token.split('.').count() == 3
}

fn audience(app: &App) -> String {
    app.url("/api/v1")
}

fn refused(code: &'static str, message: &str) -> Error {
    Error::not_signed_in(code, message)
}

fn over() -> Error {
    refused(
        "signed_out",
        "This sign-in is over. Sign in again with auth/login.",
    )
}

/// Hands tokens to the sign-in that this visit has begun.
pub async fn begin(visit: &Visit) -> Result<Tokens> {
    let customer = current(visit).await?.ok_or_else(over)?;
    exchange(visit, &customer.session_id, 0).await
}

/// Exchanges a refresh token for the next pair; 401 where it is none of ours, was used before or its sign-in is over.
pub async fn refresh(visit: &Visit, token: &str) -> Result<Tokens> {
    let (id, generation) = read(&visit.app, token).ok_or_else(over)?;
    exchange(visit, &id, generation).await
}

/// Whose a refresh token is, and which one of theirs; `None` for what we never handed out.
fn read(app: &App, token: &str) -> Option<(String, i64)> {
    let (id, rest) = token.split_once('.')?;
    let generation = rest.split_once('.')?.0.parse().ok()?;
    (generation > 0 && token == refresh_token(app, id, generation))
        .then(|| (id.to_string(), generation))
}

fn refresh_token(app: &App, session_id: &str, generation: i64) -> String {
    let proof = app.keys.link_token(REFRESH, session_id, generation);
    format!("{session_id}.{generation}.{proof}")
}

async fn exchange(visit: &Visit, session_id: &str, generation: i64) -> Result<Tokens> {
    let (app, now) = (&visit.app, visit.app.now_ms());
    // The end of a sign-in is written down too, so it is no error in here.
    let customer_id = transact!(app.db, tx => {
        let found = db::customers::of_session(&mut tx, session_id).await?;
        let Some(found) = found.filter(|found| now - found.signed_in_at_ms <= LASTS_MS) else {
            return Ok(None);
        };
        let id = found.customer.id;
        if db::customers::next_refresh(&mut tx, session_id, generation, now).await? {
            return Ok(Some(id));
        }
        tracing::warn!(customer_id = id, "a refresh token came twice, so its sign-in was ended");
        db::customers::end_session(&mut tx, &id, session_id).await?;
        Ok(None)
    })?;
    let customer_id = customer_id.ok_or_else(over)?;
    let secs = now / SECOND_MS;
    let claims = Claims {
        iss: app.settings.public_url(),
        aud: audience(app),
        sub: customer_id,
        sid: session_id.to_string(),
        iat: secs,
        exp: secs + ACCESS_LASTS_MS / SECOND_MS,
    };
    let header = Header {
        typ: Some(KIND.into()),
        ..Header::new(Algorithm::HS256)
    };
    let key = EncodingKey::from_secret(&app.keys.derive(KEY));
    let access = jsonwebtoken::encode(&header, &claims, &key)
        .map_err(|error| Error::fault(format!("an access token could not be signed: {error}")))?;
    Ok(Tokens {
        access,
        expires_in_secs: ACCESS_LASTS_MS / SECOND_MS,
        refresh: refresh_token(app, session_id, generation + 1),
    })
}

/// Lets a visit be that of whoever an access token was handed to; 401 for a token that is not ours, is too old, or
/// whose sign-in is over.
pub async fn enter(visit: &Visit, token: &str) -> Result<Customer> {
    let app = &visit.app;
    let claims = verified(app, token).ok_or_else(|| {
        refused(
            "invalid_token",
            "This access token is not one of this shop’s. Sign in with auth/login.",
        )
    })?;
    if claims.exp * SECOND_MS <= app.now_ms() {
        return Err(refused(
            "token_expired",
            "This access token is too old. Send your refresh token to auth/refresh.",
        ));
    }
    let session_id = claims.sid;
    visit
        .session
        .insert(SIGNED_IN, SignedIn { session_id })
        .await?;
    let customer = current(visit).await?;
    customer
        .filter(|customer| customer.row.id == claims.sub)
        .ok_or_else(over)
}

/// What an access token says, if we signed it for this API.
fn verified(app: &App, token: &str) -> Option<Claims> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[app.settings.public_url()]);
    rules.set_audience(&[audience(app)]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // By the shop's own clock, and to the second.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(&app.keys.derive(KEY));
    let read = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?;
    (read.header.typ.as_deref() == Some(KIND)).then_some(read.claims)
}
