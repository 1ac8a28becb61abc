//! The provider with whose accounts customers may sign in (OpenID Connect Core 1.0: authorization code, PKCE, nonce).

use super::clock::MINUTE_MS;
use super::error::{Error, Result};
use super::state::App;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::http;
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the provider sends the browser back to; the router has the same address.
const BACK: &str = "/account/openid/back";
/// What the provider says of itself and its keys is asked again after this long.
const KNOWN_MS: i64 = 10 * MINUTE_MS;
/// Longest answer that is read, in bytes.
const LONGEST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The way to the provider, and what it last said of itself.
pub struct OpenId {
    http: reqwest::Client,
    known: Mutex<Option<(Arc<CoreProviderMetadata>, i64)>>,
}

/// What of a sign-in stays here until the person comes back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sent {
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// Who somebody is at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// Never given to anybody else there.
    pub subject: String,
    pub email: Option<String>,
    /// The provider vouches for the address.
    pub email_verified: bool,
    pub name: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error(transparent)]
    Shape(#[from] http::Error),
    #[error("the answer is too long")]
    TooLong,
}

/// One call; the answer is read no further than [`LONGEST`].
async fn call(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let mut response = client.execute(request.try_into()?).await?;
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LONGEST {
            return Err(CallError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(answer.body(body)?)
}

impl OpenId {
    pub fn new() -> Result<OpenId> {
        let http = reqwest::Client::builder()
            // A redirect could lead the shop's own secret astray.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|e| Error::fault(format!("no HTTP client for the provider: {e}")))?;
        Ok(OpenId {
            http,
            known: Mutex::default(),
        })
    }

    fn known(&self, now_ms: i64) -> Option<Arc<CoreProviderMetadata>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = known.as_ref().filter(|(_, at)| now_ms - at <= KNOWN_MS);
        fresh.map(|(metadata, _)| metadata.clone())
    }

    /// What the provider says of itself, and its keys.
    async fn metadata(&self, issuer: IssuerUrl, now_ms: i64) -> Result<Arc<CoreProviderMetadata>> {
        if let Some(known) = self.known(now_ms) {
            return Ok(known);
        }
        let http = |request| call(self.http.clone(), request);
        let found = CoreProviderMetadata::discover_async(issuer, &http)
            .await
            .map_err(|error| {
                tracing::warn!(%error, "the OpenID Connect provider can't be asked");
                away()
            })?;
        let found = Arc::new(found);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((found.clone(), now_ms));
        Ok(found)
    }
}

fn away() -> Error {
    let message = "The other side can’t be reached at the moment. Try again in a minute, or sign in in another way.";
    Error::unavailable("provider_away", message)
}

fn not_confirmed(error: &dyn std::fmt::Display) -> Error {
    tracing::warn!(%error, "a sign-in with an account elsewhere was refused");
    let message =
        "The other side did not confirm who you are. Try again, or sign in in another way.";
    Error::invalid("not_confirmed", message)
}

fn misconfigured(error: impl std::fmt::Display) -> Error {
    tracing::warn!(%error, "the OpenID Connect provider's settings don't work");
    away()
}

/// The provider as a client of it; 404 where none is set.
async fn client(app: &App) -> Result<Client> {
    let provider = app.settings.openid.provider().ok_or_else(|| {
        Error::not_found("This shop takes no accounts from elsewhere. Sign in in another way.")
    })?;
    let issuer = IssuerUrl::new(provider.issuer.to_string()).map_err(misconfigured)?;
    let metadata = app.openid.metadata(issuer, app.now_ms()).await?;
    let back = RedirectUrl::new(app.url(BACK)).map_err(misconfigured)?;
    let methods = metadata.token_endpoint_auth_methods_supported();
    let only_in_body = methods.is_some_and(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
    });
    let id = ClientId::new(provider.client_id.to_string());
    let secret = ClientSecret::new(provider.client_secret.to_string());
    let client = CoreClient::from_provider_metadata((*metadata).clone(), id, Some(secret));
    let client = client.set_redirect_uri(back);
    Ok(match only_in_body {
        true => client.set_auth_type(AuthType::RequestBody),
        false => client,
    })
}

/// A sign-in that is about to be sent to the provider.
pub struct Leaving {
    client: Client,
    challenge: PkceCodeChallenge,
    nonce: Nonce,
}

/// Prepares a sign-in, and gives what stays here of it. A provider that can't be asked is a refusal, a sentence for the
/// person.
pub async fn leave(app: &App) -> Result<(Leaving, Sent)> {
    let client = client(app).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let nonce = Nonce::new_random();
    let leaving = Leaving {
        client,
        challenge,
        nonce: nonce.clone(),
    };
    Ok((leaving, Sent { nonce, verifier }))
}

impl Leaving {
    /// The provider's address that asks who it is; `state` comes back with the answer.
    pub fn address(self, state: String) -> String {
        let nonce = self.nonce;
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, ..) = self
            .client
            .authorize_url(flow, || CsrfToken::new(state), || nonce)
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(self.challenge)
            .url();
        url.into()
    }
}

/// Exchanges the code that somebody came back with, and checks everything that vouches for who they are.
pub async fn who(app: &App, code: String, sent: Sent) -> Result<Identity> {
    let client = client(app).await?;
    let http = |request| call(app.openid.http.clone(), request);
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(misconfigured)?
        .set_pkce_verifier(sent.verifier)
        .request_async(&http)
        .await
        .map_err(|e| not_confirmed(&e))?;
    let claims = checked(&client, &tokens, &sent.nonce)?;
    let mut identity = Identity {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        email_verified: claims.email_verified() == Some(true),
        name: claims
            .name()
            .and_then(|name| name.get(None))
            .map(|name| name.to_string()),
    };
    // Some providers tell the address only there (Core 1.0, section 5.4).
    if identity.email.is_none()
        && let Ok(ask) = client.user_info(
            tokens.access_token().clone(),
            Some(claims.subject().clone()),
        )
    {
        let told: CoreUserInfoClaims = ask
            .request_async(&http)
            .await
            .map_err(|e| not_confirmed(&e))?;
        identity.email = told.email().map(|email| email.to_string());
        identity.email_verified = told.email_verified() == Some(true);
        let name = told.name().and_then(|name| name.get(None));
        identity.name = identity.name.or(name.map(|name| name.to_string()));
    }
    Ok(identity)
}

/// The claims of the ID token: signature, issuer, audience, expiry, nonce, and the access token beside it.
fn checked(
    client: &Client,
    tokens: &CoreTokenResponse,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims> {
    let token = tokens
        .id_token()
        .ok_or_else(|| not_confirmed(&"there is no ID token"))?;
    let verifier = client.id_token_verifier();
    let claims = token
        .claims(&verifier, nonce)
        .map_err(|e| not_confirmed(&e))?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(|e| not_confirmed(&e))?;
        let key = token
            .signing_key(&verifier)
            .map_err(|e| not_confirmed(&e))?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
            .map_err(|e| not_confirmed(&e))?;
        if actual != *expected {
            return Err(not_confirmed(&"the access token is another one"));
        }
    }
    Ok(claims.clone())
}
