//! Signing in and out for apps: the same use cases as the account's pages, without a cookie. What they answer is never
//! stored.

use super::body::{JsonBody, Nothing};
use super::caller::Caller;
use super::problem::{ApiResult, Problem};
use crate::domain::action_error::Kind;
use crate::server::customers::access::{self, Tokens};
use crate::server::customers::{register as registering, signin};
use crate::server::sign_out;
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Ada Lovelace", "email": "ada@example.org", "password": "three words and a comma"
}))]
pub struct Registration {
    #[schema(max_length = 100)]
    name: String,
    email: String,
    password: String,
}

/// A link is on its way to the mailbox.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "email": "ada@example.org", "next": "Open the link in the mail that is on its way, then sign in."
}))]
pub struct Registered {
    pub email: String,
    /// What happens next, in a sentence.
    pub next: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.org", "password": "three words and a comma"}))]
pub struct Credentials {
    email: String,
    password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a19.1.3vQ…"}))]
pub struct Refreshment {
    /// Each works once: one that comes a second time ends the sign-in.
    refresh_token: String,
}

/// A sign-in, for an app to keep.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ0eXAi…", "token_type": "Bearer", "expires_in": 900,
    "refresh_token": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a19.1.3vQ…"
}))]
pub struct SignedIn {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token is too old.
    pub expires_in: i64,
    /// Send it to `auth/refresh` for the next pair.
    pub refresh_token: String,
}

impl From<Tokens> for SignedIn {
    fn from(tokens: Tokens) -> Self {
        SignedIn {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.expires_in_secs,
            refresh_token: tokens.refresh,
        }
    }
}

/// Begins an account: a link goes to the mailbox, and the account comes to be once it is opened.
///
/// The answer is the same for an address that has an account: its holder is told by mail.
#[utoipa::path(post, path = "/auth/register", tag = "Signing in", request_body = Registration,
    responses((status = 202, description = "A link is on its way", body = Registered)))]
pub async fn register(
    caller: Caller,
    JsonBody(new): JsonBody<Registration>,
) -> ApiResult<(StatusCode, Json<Registered>)> {
    registering::register(&caller.visit, &new.name, &new.email, &new.password).await?;
    let answer = Registered {
        email: new.email.trim().to_string(),
        next: "Open the link in the mail that is on its way, then sign in.".into(),
    };
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// Signs a customer in. The cart of a `Cart-Token` joins the one that waits in the account.
#[utoipa::path(post, path = "/auth/login", tag = "Signing in", request_body = Credentials,
    responses((status = 200, description = "The sign-in’s tokens", body = SignedIn)))]
pub async fn login(
    caller: Caller,
    JsonBody(who): JsonBody<Credentials>,
) -> ApiResult<Json<SignedIn>> {
    caller.open_cart().await?;
    let mut visit = caller.visit;
    visit.device = match visit.device.as_str() {
        "A browser" => "An app".to_string(),
        browser => format!("An app ({browser})"),
    };
    let signed_in = signin::by_password(&visit, &who.email, &who.password).await;
    signed_in.map_err(|error| match error.kind() {
        Kind::Invalid => Problem::new(401, "sign_in", error.to_string()),
        _ => error.into(),
    })?;
    Ok(Json(access::begin(&visit).await?.into()))
}

/// Exchanges a refresh token for the next access token and refresh token.
#[utoipa::path(post, path = "/auth/refresh", tag = "Signing in", request_body = Refreshment,
    responses((status = 200, description = "The sign-in’s next tokens", body = SignedIn)))]
pub async fn refresh(
    caller: Caller,
    JsonBody(sent): JsonBody<Refreshment>,
) -> ApiResult<Json<SignedIn>> {
    let next = access::refresh(&caller.visit, &sent.refresh_token).await?;
    Ok(Json(next.into()))
}

/// Ends the sign-in at once, with its access token and its refresh token.
#[utoipa::path(post, path = "/auth/logout", tag = "Signing in", security(("customer" = [])),
    responses((status = 204, description = "Signed out")))]
pub async fn logout(caller: Caller, JsonBody(_): JsonBody<Nothing>) -> ApiResult<StatusCode> {
    caller.signed_in()?;
    sign_out::everybody(&caller.visit).await?;
    Ok(StatusCode::NO_CONTENT)
}
