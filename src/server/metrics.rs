//! What the process counts about itself, in Prometheus' terms: no personal data, and no address as it was asked for.

use super::jobs::health::Health;
use super::state::App;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

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

/// Everything counted so far as text; `None` when nothing is being counted.
pub fn rendered() -> Option<String> {
    Some(RECORDER.get()?.as_ref()?.render())
}

/// A request was answered: by the route's template, never the address itself.
pub fn request(method: &'static str, route: String, status: String, took: Duration) {
    counter!("atelier_requests_total", "method" => method, "route" => route.clone(), "status" => status).increment(1);
    histogram!("atelier_request_seconds", "method" => method, "route" => route)
        .record(took.as_secs_f64());
}

/// An order was placed.
pub fn order_placed(currency: &'static str) {
    counter!("atelier_orders_placed_total", "currency" => currency).increment(1);
}

/// Money for an order arrived and was accepted.
pub fn order_paid(currency: &'static str) {
    counter!("atelier_orders_paid_total", "currency" => currency).increment(1);
}

/// What became of a webhook event: `new`, `seen`, `unsigned` or `failed`.
pub fn webhook(outcome: &'static str) {
    counter!("atelier_webhooks_total", "outcome" => outcome).increment(1);
}

/// A try at telling another program ended: `delivered`, `again` or `failed`.
pub fn webhook_delivery(outcome: &'static str) {
    counter!("atelier_webhook_deliveries_total", "outcome" => outcome).increment(1);
}

/// A job's try ended: `done`, `again` or `dead`.
pub fn job(kind: String, outcome: &'static str) {
    counter!("atelier_jobs_total", "kind" => kind, "outcome" => outcome).increment(1);
}

/// How many jobs are in one state now.
pub fn jobs_in(state: &'static str, count: i64) {
    gauge!("atelier_jobs", "state" => state).set(count as f64);
}

/// How often each repeating job has failed in a row, and how long ago the provider was last asked about everything.
pub fn repeating_jobs(health: &Health) {
    for (kind, times) in &health.failures {
        gauge!("atelier_repeating_job_failures", "kind" => kind.clone()).set(*times as f64);
    }
    if let Some(age) = health.reconciled_age_s {
        gauge!("atelier_reconciler_age_seconds").set(age as f64);
    }
}
