//! A small OpenID Connect provider on a port of its own: discovery, keys, a consent that is always given, and tokens
//! for whoever shows the code's verifier.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;
use tokio::net::TcpListener;

pub const CLIENT: &str = "the-shop";
pub const SECRET: &str = "what only the shop and its provider know";

/// A key of this test alone (P-256, PKCS #8), and its public half as a provider publishes it.
const KEY: &str = concat!(
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+i2julh7DRiLKmxa",
    "PlbT2JGltYTKO5CwX62+g7KpOZ2hRANCAATckCl27udjkthtH64LfK3kmzjOp9Wu",
    "wMBOYu5nsrFk19pl7z9WnhEy9mKHp6fguunYECgoLC/PlF7e9f1ns9Tl",
);
const X: &str = "3JApdu7nY5LYbR-uC3yt5Js4zqfVrsDATmLuZ7KxZNc";
const Y: &str = "2mXvP1aeETL2Yoenp-C66dgQKCgsL8-UXt71_Wez1OU";

/// What was asked under a code, until it is exchanged.
#[derive(Clone, Deserialize)]
struct Asked {
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
}

#[derive(Default)]
struct Issued {
    codes: HashMap<String, Asked>,
    /// Who is signed in at the provider.
    person: Value,
    /// Claims that are written over the true ones.
    lies: Value,
    /// The address is given by the userinfo endpoint alone.
    tells_late: bool,
    made: usize,
}

#[derive(Clone)]
pub struct Provider {
    pub base: String,
    books: Arc<Mutex<Issued>>,
}

impl Provider {
    pub async fn open() -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let provider = Provider {
            base,
            books: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// Who signs in from now on.
    pub fn knows(&self, subject: &str, email: &str, verified: bool) {
        let person = json!({ "sub": subject, "email": email, "email_verified": verified, "name": "Ada of Elsewhere" });
        self.books.lock().unwrap().person = person;
    }

    /// Writes `lies` over the claims of the next tokens.
    pub fn lies(&self, lies: Value) {
        self.books.lock().unwrap().lies = lies;
    }

    pub fn tells_late(&self) {
        self.books.lock().unwrap().tells_late = true;
    }
}

async fn discovery(State(provider): State<Provider>) -> Json<Value> {
    let base = &provider.base;
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": format!("{base}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn keys() -> Json<Value> {
    let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one", "x": X, "y": Y });
    Json(json!({ "keys": [key] }))
}

async fn authorize(State(provider): State<Provider>, Query(asked): Query<Asked>) -> Response {
    if asked.client_id != CLIENT || asked.code_challenge_method != "S256" {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut books = provider.books.lock().unwrap();
    books.made += 1;
    let code = format!("code-{}", books.made);
    let query = [("code", &code), ("state", &asked.state)];
    let query = serde_urlencoded::to_string(query).unwrap();
    let back = format!("{}?{query}", asked.redirect_uri);
    books.codes.insert(code, asked);
    Redirect::to(&back).into_response()
}

#[derive(Deserialize)]
struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<Exchange>,
) -> Response {
    let mut books = provider.books.lock().unwrap();
    let refused =
        |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    // RFC 6749, section 2.3.1: both are form-encoded first.
    let encoded = serde_urlencoded::to_string([("", SECRET)]).unwrap();
    let pair = format!("{CLIENT}{}", encoded.replacen('=', ":", 1));
    let expected = format!("Basic {}", STANDARD.encode(pair));
    if headers.get("authorization").and_then(|v| v.to_str().ok()) != Some(&expected) {
        return refused("invalid_client");
    }
    // A code is good once.
    let Some(asked) = books.codes.remove(&form.code) else {
        return refused("invalid_grant");
    };
    let shown = URL_SAFE_NO_PAD.encode(Sha256::digest(form.code_verifier.as_bytes()));
    if shown != asked.code_challenge
        || form.redirect_uri != asked.redirect_uri
        || form.grant_type != "authorization_code"
    {
        return refused("invalid_grant");
    }
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let mut claims = json!({ "iss": provider.base, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.nonce });
    let told = match books.tells_late {
        true => json!({ "sub": books.person["sub"] }),
        false => books.person.clone(),
    };
    for more in [&told, &books.lies] {
        for (name, value) in more.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
    }
    let header = Header {
        kid: Some("one".into()),
        ..Header::new(Algorithm::ES256)
    };
    let key = EncodingKey::from_ec_der(&STANDARD.decode(KEY).unwrap());
    let id_token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    Json(json!({ "access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": id_token }))
        .into_response()
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    match headers.get("authorization").and_then(|v| v.to_str().ok()) {
        Some("Bearer opaque") => {
            Json(provider.books.lock().unwrap().person.clone()).into_response()
        }
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
