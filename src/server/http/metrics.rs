//! Counters for whoever watches the shop, in Prometheus' text format. No personal data, and no address as it was
//! asked for: routes appear by their template.

use crate::server::db;
use crate::server::state::App;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Upper ends of the latency buckets, in seconds.
const BUCKETS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];
/// How often what was measured is folded into the buckets, so that an unwatched process does not grow.
const UPKEEP: Duration = Duration::from_secs(10);

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting, once for the process. Before it, every counter is a no-op.
pub fn start() {
    RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        builder.and_then(PrometheusBuilder::install_recorder).ok()
    });
}

/// Keeps the measurements small until the process is asked to stop.
pub async fn upkeep(app: App) {
    while let Some(handle) = RECORDER.get().and_then(Option::as_ref) {
        tokio::select! {
            () = app.shutdown.cancelled() => return,
            () = tokio::time::sleep(UPKEEP) => handle.run_upkeep(),
        }
    }
}

/// Counts and times every request.
pub async fn track(request: Request, next: Next) -> Response {
    let route = route_of(&request);
    let method = method_word(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_str().to_string();
    counter!("atelier_requests_total", "method" => method, "route" => route.clone(), "status" => status).increment(1);
    histogram!("atelier_request_seconds", "method" => method, "route" => route).record(seconds);
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

/// An order was placed.
pub fn order_placed(currency: &'static str) {
    counter!("atelier_orders_placed_total", "currency" => currency).increment(1);
}

/// Money for an order arrived and was accepted.
pub fn order_paid(currency: &'static str) {
    counter!("atelier_orders_paid_total", "currency" => currency).increment(1);
}

/// What became of a webhook event: `new`, `seen`, `unsigned`, `failed`.
pub fn webhook(outcome: &'static str) {
    counter!("atelier_webhooks_total", "outcome" => outcome).increment(1);
}

/// A call to the payment provider: which, how it ended (`ok` or the error's code), how long it took.
pub fn provider_call(operation: &'static str, outcome: &'static str, took: Duration) {
    counter!("atelier_provider_calls_total", "operation" => operation, "outcome" => outcome)
        .increment(1);
    histogram!("atelier_provider_call_seconds", "operation" => operation)
        .record(took.as_secs_f64());
}

/// A job ended: `done` or `failed` (it is tried again, or given up).
pub fn job(kind: &'static str, outcome: &'static str) {
    counter!("atelier_jobs_total", "kind" => kind, "outcome" => outcome).increment(1);
}

/// `GET /metrics`: for watchers on the same machine or network. What came through a proxy is a visitor, and gets 404.
pub async fn show(State(app): State<App>, headers: HeaderMap, request: Request) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let Some(handle) = RECORDER
        .get()
        .and_then(Option::as_ref)
        .filter(|_| is_watcher(peer, &headers))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let counted = async {
        let mut conn = app.db.read().await?;
        db::jobs::counts(&mut conn).await
    };
    match counted.await {
        Ok(counts) => {
            for state in ["waiting", "running", "dead"] {
                let found = counts.iter().find(|(word, _)| word == state);
                gauge!("atelier_jobs", "state" => state).set(found.map_or(0, |(_, n)| *n) as f64);
            }
        }
        Err(error) => tracing::error!(%error, "jobs could not be counted"),
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
        ],
        handle.render(),
    )
        .into_response()
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
