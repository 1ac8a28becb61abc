//! The page cache: pages that look alike to everybody who brings no cookie, cached until this process writes anything,
//! a second at most.
//!
//! A visitor without a cookie has no cart, no currency of their own and no orders, so such a page differs by its address
//! and by the visitor's country alone. Each answer gets a nonce of its own.

use super::state::App;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;

/// How long a page is kept while this process writes nothing: other processes write, too.
const LIFETIME_MS: i64 = 1_000;
/// Most bytes of a page, and of all of them.
const MOST_BYTES: usize = 256 * 1024;
const ALL_BYTES: u64 = 10 << 20;

/// A page in it may be out of date: whoever takes one looks whether it still stands.
pub struct PageCache(Cache<Key, Arc<Page>>);

impl Default for PageCache {
    fn default() -> Self {
        let cache = Cache::builder().time_to_live(Duration::from_millis(LIFETIME_MS as u64));
        let weight = |_: &Key, page: &Arc<Page>| page.body.len() as u32;
        PageCache(cache.weigher(weight).max_capacity(ALL_BYTES).build())
    }
}

/// What such a page differs by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub address: String,
    pub country: String,
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

impl PageCache {
    pub async fn get(&self, key: &Key, now: Begun) -> Option<Response> {
        let page = self.0.get(key).await?;
        page.begun.still_stands(now).then(|| page.answer())?
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
            self.0.insert(key, Arc::new(page)).await;
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
