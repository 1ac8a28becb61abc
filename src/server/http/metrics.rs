//! `/metrics`, and the layer that counts every request.

use crate::server::jobs::health::health;
use crate::server::state::App;
use crate::server::{db, metrics};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

/// Counts and times every request.
pub async fn track(request: Request, next: Next) -> Response {
    let route = route_of(&request);
    let method = method_word(request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_string();
    metrics::request(method, route, status, began.elapsed());
    response
}

/// The route's template. Pages that Leptos routes share one word, files another.
fn route_of(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>() {
        Some(path) => path.as_str().to_string(),
        None if request.uri().path().starts_with("/pkg/") => "/pkg".into(),
        None => "page".into(),
    }
}

/// A method's word; whatever a client invents is one more word, not one each.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// `GET /metrics`: for watchers on the same machine or network. What came through a proxy is a visitor, and gets 404.
pub async fn show(State(app): State<App>, headers: HeaderMap, request: Request) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    if !is_watcher(peer, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let counted = async {
        let mut conn = app.db.read().await?;
        db::jobs::counts(&mut conn).await
    };
    match counted.await {
        Ok(counts) => {
            for state in ["waiting", "running", "dead"] {
                let found = counts.iter().find(|(word, _)| word == state);
                metrics::jobs_in(state, found.map_or(0, |(_, count)| *count));
            }
        }
        Err(error) => tracing::error!(%error, "jobs could not be counted"),
    }
    match health(&app).await {
        Ok(health) => metrics::repeating_jobs(&health),
        Err(error) => tracing::error!(%error, "the repeating jobs could not be counted"),
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
    ];
    match metrics::rendered() {
        Some(text) => (headers, text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_watcher(peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    let near = match peer {
        Some(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Some(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        None => false,
    };
    near && !headers.contains_key("x-forwarded-for") && !headers.contains_key("forwarded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_direct_neighbour_is_a_watcher() {
        let mut headers = HeaderMap::new();
        let peer = |ip: &str| Some(ip.parse().unwrap());
        assert!(is_watcher(peer("127.0.0.1"), &headers) && is_watcher(peer("10.0.0.7"), &headers));
        assert!(is_watcher(peer("::1"), &headers));
        assert!(!is_watcher(peer("203.0.113.9"), &headers) && !is_watcher(None, &headers));
        headers.insert("x-forwarded-for", "127.0.0.1".parse().unwrap());
        assert!(!is_watcher(peer("127.0.0.1"), &headers));
    }
}
