//! Delivers events, signed, until the shop answers 2xx: retried with growing pauses for three days, across restarts.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::books::{Delivery, EventRecord, Record};
use crate::faults::Faults;
use crate::transaction::Cause;
use crate::{Sandbox, ids, signature};

const AT_ONCE: usize = 16;
const LOOK_EVERY: Duration = Duration::from_millis(250);
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// While events are to be reordered they are gathered this long.
const GATHER: Duration = Duration::from_millis(400);
const LONGEST_PAUSE_MS: i64 = 60_000;
const GIVE_UP_AFTER_MS: i64 = 3 * 86_400_000;

/// Delivers until `shutdown`.
pub async fn deliver_forever(sandbox: Arc<Sandbox>, shutdown: CancellationToken) {
    // The TLS provider is process-wide; whoever came first has chosen the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = match reqwest::Client::builder()
        .timeout(ANSWER_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
    {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "the sandbox cannot deliver webhooks");
            return;
        }
    };
    let mut running = JoinSet::new();
    let mut under_way: BTreeSet<String> = BTreeSet::new();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            Some(ended) = running.join_next(), if !running.is_empty() => {
                if let Ok(id) = ended {
                    under_way.remove(&id);
                }
            }
            () = sandbox.wake.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let faults = sandbox.faults().clone();
        if faults.hold_webhooks {
            continue;
        }
        if faults.reorder_webhooks && !due(&sandbox, &under_way).is_empty() {
            tokio::time::sleep(GATHER).await;
        }
        let mut events = due(&sandbox, &under_way);
        if faults.reorder_webhooks {
            // Newest first, one by one, so that they arrive in that order.
            events.reverse();
            for event in events {
                deliver(&sandbox, &client, event, &faults).await;
            }
            continue;
        }
        for event in events
            .into_iter()
            .take(AT_ONCE.saturating_sub(running.len()))
        {
            under_way.insert(event.id.clone());
            let (sandbox, client, faults) = (sandbox.clone(), client.clone(), faults.clone());
            running.spawn(async move {
                let id = event.id.clone();
                deliver(&sandbox, &client, event, &faults).await;
                id
            });
        }
    }
}

/// The events to send now, oldest first.
fn due(sandbox: &Sandbox, under_way: &BTreeSet<String>) -> Vec<EventRecord> {
    let now_ms = ids::now_ms();
    let books = sandbox.books();
    books
        .undelivered
        .iter()
        .filter(|(_, id)| !under_way.contains(id))
        .filter(|(_, id)| {
            books
                .deliveries
                .get(id)
                .is_none_or(|delivery| delivery.next_at_ms <= now_ms)
        })
        .filter_map(|(_, id)| books.events.get(id).cloned())
        .take(4 * AT_ONCE)
        .collect()
}

async fn deliver(sandbox: &Sandbox, client: &reqwest::Client, event: EventRecord, faults: &Faults) {
    let attempts = sandbox
        .books()
        .deliveries
        .get(&event.id)
        .map_or(0, |delivery| delivery.attempts)
        + 1;
    let mut taken = faults.drop_webhooks;
    if !taken {
        for _ in 0..=faults.duplicate_webhooks {
            taken = send(sandbox, client, &event).await;
        }
    }
    let now_ms = ids::now_ms();
    let given_up = now_ms - event.created * 1000 > GIVE_UP_AFTER_MS;
    let delivery = Delivery {
        event: event.id,
        attempts,
        next_at_ms: now_ms + pause_ms(attempts),
        done: taken || given_up,
    };
    let noted = sandbox.transact(Cause::default(), |transaction| {
        transaction.put(Record::Delivery(delivery));
        Ok(())
    });
    if let Err(error) = noted.await {
        tracing::error!(
            error = error.message,
            "the sandbox could not note a delivery"
        );
    }
}

/// Sends one event once; true when the shop answered 2xx.
async fn send(sandbox: &Sandbox, client: &reqwest::Client, event: &EventRecord) -> bool {
    let body = event.render(false).to_string();
    let header = signature::header(&sandbox.config.webhook_secret, ids::now_ms() / 1000, &body);
    let request = client
        .post(&sandbox.config.webhook_url)
        .header("content-type", "application/json; charset=utf-8")
        .header("stripe-signature", header)
        .header("user-agent", "Atelier-Sandbox/1.0")
        .body(body);
    match request.send().await {
        Ok(answer) if answer.status().is_success() => true,
        Ok(answer) => {
            tracing::debug!(
                event = event.kind,
                status = answer.status().as_u16(),
                "a webhook was refused; it is tried again"
            );
            false
        }
        Err(error) => {
            tracing::debug!(event = event.kind, %error, "a webhook could not be delivered; it is tried again");
            false
        }
    }
}

/// Half a second, doubling, at most a minute.
fn pause_ms(attempts: u32) -> i64 {
    (500_i64 << attempts.saturating_sub(1).min(10)).min(LONGEST_PAUSE_MS)
}
