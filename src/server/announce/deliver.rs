//! One try at delivering: signed, sent to an address that was looked at, and written down with what came of it.

use super::address;
use super::endpoints::{self, host_of};
use crate::domain::attention::{Matter, WhyDisabled};
use crate::domain::webhooks::{DeliveryState, pause_ms};
use crate::server::db::announce::deliveries::{DeliveryRow, Tried};
use crate::server::db::announce::endpoints::EndpointRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::jobs::{self, Job};
use crate::server::mail::{self, Mail};
use crate::server::metrics;
use crate::server::state::App;
use crate::transact;
use reqwest::redirect::Policy;
use std::time::Duration;
use url::{Host, Url};

/// How long a receiver may take over everything: name, connection, answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Most of an answer that is read, in bytes.
const ANSWER_MAX: usize = 2048;
/// The status that says: never again.
const GONE: u16 = 410;

/// What a try came to.
struct Outcome {
    /// The HTTP status, if there was an answer.
    status: Option<u16>,
    /// The beginning of the answer, or what went wrong.
    answer: String,
}

impl Outcome {
    fn unsent(why: impl Into<String>) -> Outcome {
        Outcome {
            status: None,
            answer: why.into(),
        }
    }

    /// Any 2xx is a yes. A redirect is none: whoever moves changes the address in the admin.
    fn is_taken(&self) -> bool {
        self.status
            .is_some_and(|status| (200..300).contains(&status))
    }
}

/// The job. It may run again after a crash between sending and writing that down: the receiver knows it by its id.
pub async fn deliver(app: &App, delivery_id: &str) -> Result<()> {
    let now = app.now_ms();
    let (delivery, endpoint) = {
        let mut conn = app.db.read().await?;
        let Some(delivery) = db::announce::deliveries::by_id(&mut conn, delivery_id).await? else {
            return Ok(());
        };
        let endpoint = db::announce::endpoints::by_id(&mut conn, &delivery.endpoint_id).await?;
        (delivery, endpoint)
    };
    // Another job of this delivery waits for later, or none is needed.
    if delivery.next_try_at_ms.is_none_or(|due| due > now) {
        return Ok(());
    }
    let Some(endpoint) = endpoint.filter(|endpoint| endpoint.enabled) else {
        let why = "The endpoint was disabled or removed.";
        return transact!(app.db, tx => {
            db::announce::deliveries::give_up(&mut tx, &delivery.endpoint_id, why).await
        });
    };
    let outcome = tokio::time::timeout(PATIENCE, send(app, &endpoint, &delivery, now)).await;
    let outcome = outcome.unwrap_or_else(|_| {
        let seconds = PATIENCE.as_secs();
        Outcome::unsent(format!(
            "There was no whole answer within {seconds} seconds."
        ))
    });
    conclude(app, &endpoint, &delivery, &outcome).await
}

async fn send(app: &App, endpoint: &EndpointRow, delivery: &DeliveryRow, now: i64) -> Outcome {
    let sending = async {
        let development = !app.settings.is_production();
        let url = address::read(&endpoint.url, development)?;
        let signature = endpoints::signature(app, endpoint, &delivery.id, now, &delivery.body)
            .map_err(|error| {
                tracing::error!(%error, endpoint_id = endpoint.id, "a webhook could not be signed");
                "It could not be signed: was SECRET_KEY changed? Rotate the endpoint’s secret."
            })?;
        let request = client(&url)
            .await?
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &delivery.id)
            .header("webhook-timestamp", now / 1000)
            .header("webhook-signature", signature)
            .body(delivery.body.clone());
        let mut response = request.send().await.map_err(|error| in_words(&error))?;
        let mut answer = Vec::new();
        while answer.len() < ANSWER_MAX {
            // Whatever breaks off now, the status has arrived.
            let Ok(Some(part)) = response.chunk().await else {
                break;
            };
            answer.extend_from_slice(&part);
        }
        answer.truncate(ANSWER_MAX);
        Ok::<Outcome, String>(Outcome {
            status: Some(response.status().as_u16()),
            answer: readable(&answer),
        })
    };
    sending.await.unwrap_or_else(Outcome::unsent)
}

/// A client for one delivery: it follows nobody, asks no proxy, and connects to the addresses that were looked at.
async fn client(url: &Url) -> Result<reqwest::Client, String> {
    let addresses = address::resolve(url).await?;
    let mut builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .user_agent(concat!("Atelier-Webhooks/", env!("CARGO_PKG_VERSION")));
    if let Some(Host::Domain(name)) = url.host() {
        builder = builder.resolve_to_addrs(name, &addresses);
    }
    builder.build().map_err(|error| in_words(&error))
}

/// What went wrong on the way, without the address: it may have a secret in it.
fn in_words(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    match error.is_connect() {
        true => format!("The server could not be reached: {cause}"),
        false => format!("The connection broke off: {cause}"),
    }
}

/// Text that any database takes and any page shows.
fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let plain = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    text.trim().chars().map(plain).collect()
}

async fn conclude(
    app: &App,
    endpoint: &EndpointRow,
    delivery: &DeliveryRow,
    outcome: &Outcome,
) -> Result<()> {
    let now = app.now_ms();
    let taken = outcome.is_taken();
    let gone = outcome.status == Some(GONE);
    let pause = pause_ms(delivery.tries + 1, rand::random()).filter(|_| !taken && !gone);
    let state = match (taken, pause) {
        (true, _) => DeliveryState::Delivered,
        (false, Some(_)) => DeliveryState::Pending,
        (false, None) => DeliveryState::Failed,
    };
    let shop_email = app.shop().await?.contact_email.clone();
    transact!(app.db, tx => {
        let tried = Tried {
            state: state.as_str(),
            next_try_at_ms: pause.map(|pause| now + pause),
            status: outcome.status.map(i64::from),
            answer: &outcome.answer,
            now_ms: now,
        };
        if !db::announce::deliveries::tried(&mut tx, &delivery.id, delivery.tries, &tried).await? {
            return Ok(());
        }
        if taken {
            return db::announce::endpoints::delivered(&mut tx, &endpoint.id, now).await;
        }
        if let Some(pause) = pause {
            let again = Job::DeliverWebhook { delivery_id: delivery.id.clone() };
            return jobs::enqueue(&mut tx, &again, now + pause, now).await;
        }
        let known = db::announce::endpoints::by_id(&mut tx, &endpoint.id).await?;
        let heard_since = known
            .and_then(|endpoint| endpoint.last_delivered_at_ms)
            .is_some_and(|at| at > delivery.created_at_ms);
        match (gone, heard_since) {
            (true, _) => stop(&mut tx, app, &shop_email, endpoint, WhyDisabled::Gone, now).await,
            // It took others meanwhile: this one alone is not to its taste.
            (false, true) => Ok(()),
            (false, false) => {
                let because = WhyDisabled::Silent;
                stop(&mut tx, app, &shop_email, endpoint, because, now).await
            }
        }
    })?;
    metrics::webhook_delivery(match (taken, pause) {
        (true, _) => "delivered",
        (false, Some(_)) => "again",
        (false, None) => "failed",
    });
    Ok(())
}

/// What the attention queue knows an endpoint by that was disabled at a time.
pub(super) fn attention_key(endpoint_id: &str, disabled_at_ms: i64) -> String {
    format!("webhook endpoint {endpoint_id} {disabled_at_ms}")
}

/// Disables an endpoint and notifies the shop: once, however many deliveries failed.
async fn stop(
    conn: &mut Conn,
    app: &App,
    shop_email: &str,
    endpoint: &EndpointRow,
    because: WhyDisabled,
    now: i64,
) -> Result<()> {
    let why = because.sentence();
    if !db::announce::endpoints::disable(conn, &endpoint.id, why, now).await? {
        return Ok(());
    }
    db::announce::deliveries::give_up(conn, &endpoint.id, "The endpoint was disabled.").await?;
    let host = host_of(&endpoint.url);
    let matter = Matter::WebhookDisabled {
        host: host.clone(),
        because,
    };
    let key = attention_key(&endpoint.id, now);
    db::attention::open(conn, &matter, &key, None, now).await?;
    let mail = Mail::WebhookDisabled {
        host,
        why: why.into(),
        link: app.url(&format!("/admin/webhooks/{}", endpoint.id)),
    };
    mail::enqueue(conn, app, &mail, shop_email, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_is_one() {
        let of = |status| Outcome {
            status,
            answer: String::new(),
        };
        assert!(of(Some(200)).is_taken() && of(Some(204)).is_taken());
        for status in [None, Some(199), Some(301), Some(304), Some(404), Some(500)] {
            assert!(!of(status).is_taken(), "{status:?}");
        }
    }

    #[test]
    fn an_answer_is_kept_as_text_that_any_database_takes() {
        assert_eq!(readable(b" a\0b\nc\xff "), "a b\nc\u{fffd}");
    }
}
