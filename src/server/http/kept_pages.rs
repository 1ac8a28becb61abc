//! Pages that look alike to everybody who brings no cookie, kept until this process writes anything, a second at most.
//!
//! A visitor without a cookie has no cart, no currency of their own and no orders, so such a page differs by its address
//! and by the visitor's country alone. Each answer gets a nonce of its own.

use super::visit::Visit;
use crate::server::error::Result;
use crate::server::state::App;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How long a page is kept while this process writes nothing: other processes write, too.
const LIFETIME_MS: i64 = 1_000;
/// Most pages that are kept, most bytes of one, and of an address: some 10 MB in all.
const MOST_PAGES: usize = 200;
const MOST_BYTES: usize = 256 * 1024;
const LONGEST_ADDRESS: usize = 300;

#[derive(Default)]
pub struct KeptPages(RwLock<HashMap<Key, Arc<Page>>>);

/// What such a page differs by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    address: String,
    country: String,
}

/// When a page was begun: what was written later is not on it.
#[derive(Clone, Copy)]
pub struct Begun {
    commits: u64,
    at_ms: i64,
}

struct Page {
    begun: Begun,
    headers: HeaderMap,
    policy: String,
    nonce: String,
    body: Bytes,
    /// Where the nonce stands in the body.
    places: Vec<usize>,
}

impl Begun {
    pub fn now(app: &App) -> Begun {
        Begun {
            commits: app.db.commits(),
            at_ms: app.now_ms(),
        }
    }

    fn still_stands(self, now: Begun) -> bool {
        self.commits == now.commits && (0..LIFETIME_MS).contains(&(now.at_ms - self.at_ms))
    }
}

/// The key of a request whose page may be kept; `None` for every other one.
pub async fn key(app: &App, parts: &Parts) -> Result<Option<Key>> {
    let path = parts.uri.path();
    let alike = matches!(path, "/" | "/shop")
        || ["/shop/", "/categories/", "/pages/"]
            .iter()
            .any(|place| path.starts_with(place));
    let address = parts.uri.to_string();
    if !alike
        || parts.method != Method::GET
        || parts.headers.contains_key(COOKIE)
        || address.len() > LONGEST_ADDRESS
    {
        return Ok(None);
    }
    let Some(visit) = Visit::from_parts(app, parts) else {
        return Ok(None);
    };
    let country = visit.country().await?;
    Ok(Some(Key { address, country }))
}

impl KeptPages {
    pub fn get(&self, key: &Key, now: Begun) -> Option<Response> {
        let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let page = pages
            .get(key)
            .filter(|page| page.begun.still_stands(now))?
            .clone();
        drop(pages);
        page.answer()
    }

    /// Keeps the page of an answer, if it is one, and gives the answer back.
    pub async fn keep(&self, key: Key, begun: Begun, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        let body = match to_bytes(body, usize::MAX).await {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, "a page broke off while it was rendered");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        if parts.status == StatusCode::OK
            && let Some(page) = Page::of(begun, &parts.headers, &body)
        {
            let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if pages.len() >= MOST_PAGES {
                pages.retain(|_, page| page.begun.still_stands(begun));
            }
            if pages.len() < MOST_PAGES {
                pages.insert(key, Arc::new(page));
            }
        }
        Response::from_parts(parts, Body::from(body))
    }
}

impl Page {
    fn of(begun: Begun, headers: &HeaderMap, body: &Bytes) -> Option<Page> {
        if headers.contains_key(SET_COOKIE) || body.len() > MOST_BYTES {
            return None;
        }
        let policy = headers
            .get(CONTENT_SECURITY_POLICY)?
            .to_str()
            .ok()?
            .to_string();
        let (_, from_nonce) = policy.split_once("'nonce-")?;
        let nonce = from_nonce.split_once('\'')?.0.to_string();
        let places = std::str::from_utf8(body).ok()?.match_indices(&nonce);
        let places = places.map(|(at, _)| at).collect();
        Some(Page {
            begun,
            headers: headers.clone(),
            policy,
            nonce,
            body: body.clone(),
            places,
        })
    }

    /// The page with a nonce of its own. `None` if nonces had another length, which they don't.
    fn answer(&self) -> Option<Response> {
        let fresh = Nonce::new();
        if fresh.len() != self.nonce.len() {
            return None;
        }
        let mut body = self.body.to_vec();
        for &at in &self.places {
            body[at..at + fresh.len()].copy_from_slice(fresh.as_bytes());
        }
        let policy = self.policy.replace(&self.nonce, &fresh);
        let mut headers = self.headers.clone();
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy).ok()?,
        );
        Some((headers, body).into_response())
    }
}
