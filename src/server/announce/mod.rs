//! Outgoing webhooks: other programs are notified of what happens in the shop.
//!
//! **Invariant:** what is announced is written in the transaction that makes the change, so it is delivered if and only
//! if the change is there, at least once, under an id and with a body that stay the same at each try.

pub mod address;
pub mod deliver;
pub mod endpoints;
mod facts;
pub mod log;

pub use facts::{
    commission_moved, order_moved, payment_failed, payment_received, payment_unusable,
    refund_moved, stock_moved,
};

use super::db::announce::deliveries::NewDelivery;
use super::db::{self, Conn};
use super::error::Result;
use super::jobs::{self, Job};
use super::keys::new_id;
use crate::domain::webhooks::Event;
use serde_json::{Value, json};

/// Who listens in this shop, and to what. Empty in most shops: then nothing else is looked up.
struct Listeners(Vec<(String, String)>);

impl Listeners {
    /// As they stand in the caller's transaction.
    async fn now(conn: &mut Conn) -> Result<Listeners> {
        Ok(Listeners(db::announce::endpoints::listeners(conn).await?))
    }

    fn of(&self, event: Event) -> impl Iterator<Item = &str> {
        let name = event.name();
        let hears = move |events: &str| events.split(' ').any(|chosen| chosen == name);
        self.0
            .iter()
            .filter(move |(_, events)| hears(events))
            .map(|(id, _)| id.as_str())
    }

    fn hear(&self, event: Event) -> bool {
        self.of(event).next().is_some()
    }

    /// Enqueues an event for every endpoint that listens to it, within the caller's transaction.
    async fn enqueue(&self, conn: &mut Conn, event: Event, data: &Value, now: i64) -> Result<()> {
        let ids: Vec<&str> = self.of(event).collect();
        enqueue_deliveries(conn, &ids, event, data, now).await
    }
}

/// Enqueues a delivery of an event for each of these endpoints, with its job.
async fn enqueue_deliveries(
    conn: &mut Conn,
    endpoint_ids: &[&str],
    event: Event,
    data: &Value,
    now: i64,
) -> Result<()> {
    if endpoint_ids.is_empty() {
        return Ok(());
    }
    let body = json!({"type": event.name(), "timestamp": facts::moment(now), "data": data});
    let body = body.to_string();
    let new: Vec<NewDelivery> = endpoint_ids
        .iter()
        .map(|endpoint_id| NewDelivery {
            id: new_id(),
            endpoint_id: endpoint_id.to_string(),
            event: event.name(),
            body: body.clone(),
        })
        .collect();
    db::announce::deliveries::insert(conn, &new, now).await?;
    let of = |delivery: NewDelivery| Job::DeliverWebhook {
        delivery_id: delivery.id,
    };
    let jobs: Vec<Job> = new.into_iter().map(of).collect();
    jobs::enqueue_each(conn, &jobs, now, now).await
}
