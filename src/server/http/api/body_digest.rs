//! The digest of files that are sent, made while they arrive: two forms with the same parts have the same.
//!
//! Clients make a new boundary for each try, so what stands between the boundaries is digested, and not they. What
//! follows the last boundary is no part of the form.

use super::middleware::FILES_MAX;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// The digest of everything that a form holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Digested(pub Vec<u8>);

/// A digest in the making, fed by whoever reads the body.
#[derive(Clone)]
pub struct BodyDigest(Arc<Mutex<Parts>>);

struct Parts {
    /// Two dashes and the boundary.
    between: Vec<u8>,
    /// What came last, in which a boundary may have begun.
    rest: Vec<u8>,
    part: Sha256,
    all: Sha256,
}

impl Parts {
    fn take(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        let length = self.between.len();
        let mut from = 0;
        while let Some(at) = find(&self.rest[from..], &self.between) {
            self.part.update(&self.rest[from..from + at]);
            // Digests of parts have one length, so that no two forms run into one.
            let part = std::mem::take(&mut self.part);
            self.all.update(part.finalize());
            from += at + length;
        }
        let kept = self.rest.len().saturating_sub(length - 1).max(from);
        self.part.update(&self.rest[from..kept]);
        self.rest.drain(..kept);
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// The boundary that a form's type names; empty where it names none.
fn boundary(headers: &HeaderMap) -> &str {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let named = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value)
    });
    named.unwrap_or_default()
}

impl BodyDigest {
    pub fn of(headers: &HeaderMap) -> BodyDigest {
        BodyDigest(Arc::new(Mutex::new(Parts {
            between: format!("--{}", boundary(headers)).into_bytes(),
            rest: Vec::new(),
            part: Sha256::new(),
            all: Sha256::new(),
        })))
    }

    fn take(&self, bytes: &[u8]) {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parts.take(bytes);
    }

    /// The same body, digested while it is read.
    pub fn over(&self, body: Body) -> Body {
        let digest = self.clone();
        Body::from_stream(body.into_data_stream().map(move |chunk: Result<Bytes, _>| {
            if let Ok(bytes) = &chunk {
                digest.take(bytes);
            }
            chunk
        }))
    }

    /// Reads a body to its end; `None` where it breaks off, or has more bytes than are ever taken.
    pub async fn read(self, body: Body) -> Option<Digested> {
        let mut chunks = body.into_data_stream();
        let mut left = FILES_MAX;
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.ok()?;
            left = left.checked_sub(chunk.len())?;
            self.take(&chunk);
        }
        Some(self.so_far())
    }

    /// The digest of every part that has arrived.
    pub fn so_far(&self) -> Digested {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Digested(parts.all.clone().finalize().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(boundary: &str, parts: &[&str]) -> (BodyDigest, String) {
        let kind = format!("multipart/form-data; boundary=\"{boundary}\"");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
        let parts: String = parts
            .iter()
            .map(|part| format!("--{boundary}\r\n\r\n{part}\r\n"))
            .collect();
        let body = format!("{parts}--{boundary}--\r\n");
        (BodyDigest::of(&headers), body)
    }

    fn digest(boundary: &str, parts: &[&str], step: usize) -> Digested {
        let (digest, body) = form(boundary, parts);
        for chunk in body.as_bytes().chunks(step) {
            digest.take(chunk);
        }
        digest.so_far()
    }

    #[test]
    fn the_same_parts_have_one_digest_however_they_arrive_and_whatever_divides_them() {
        let whole = digest("one", &["a picture", "words"], 10_000);
        for step in 1..20 {
            assert_eq!(
                whole,
                digest("another", &["a picture", "words"], step),
                "{step}"
            );
        }
        for other in [
            &["a picturE", "words"][..],
            &["words", "a picture"],
            &["a picture"],
            &["a picture", "words", ""],
            &["a picturewords"],
        ] {
            assert_ne!(whole, digest("one", other, 7), "{other:?}");
        }
    }

    #[tokio::test]
    async fn whoever_reads_the_body_feeds_the_digest() {
        let (digest, body) = form("x", &["a", "b"]);
        let read = digest.over(Body::from(body.clone()));
        let bytes = axum::body::to_bytes(read, 10_000).await.unwrap();
        assert_eq!(bytes, body.as_bytes());
        let (other, body) = form("yy", &["a", "b"]);
        assert_eq!(other.read(Body::from(body)).await, Some(digest.so_far()));
    }
}
