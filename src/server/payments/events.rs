//! Webhook events: recorded once, in the transaction that enqueues what follows from them. The event only says where to
//! look; what happened is fetched from the provider.

use super::declines;
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::PaymentMethod;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{GatewayError, IntentState};
use crate::server::jobs::{self, Job};
use crate::server::keys::token_hash;
use crate::server::state::App;
use crate::transact;
use serde_json::Value;

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    New,
    /// It was recorded before, with everything that follows.
    Seen,
}

/// The little of an event that is read. Anything else may change its shape without a payment being refused.
struct Envelope {
    id: String,
    kind: String,
    object_id: String,
    /// The payment intent that the object belongs to, where it says so.
    intent_id: Option<String>,
    /// What names a card that was declined: the charge that failed, or this event where there was none.
    declined: Option<String>,
    /// The payment link that opened the session.
    link_id: Option<String>,
    livemode: bool,
}

fn read(body: &[u8]) -> Option<Envelope> {
    let event: Value = serde_json::from_slice(body).ok()?;
    let object = event.pointer("/data/object")?;
    let text = |value: &Value| value.as_str().map(String::from);
    let (id, kind) = (
        event.get("id").and_then(text)?,
        event.get("type").and_then(text)?,
    );
    let declined = match kind.as_str() {
        "payment_intent.payment_failed" => {
            let charge = object.pointer("/last_payment_error/charge").and_then(text);
            charge.or(Some(format!("event {id}")))
        }
        "charge.failed" => object.get("id").and_then(text),
        _ => None,
    };
    Some(Envelope {
        id,
        kind,
        declined,
        object_id: object.get("id").and_then(text).unwrap_or_default(),
        intent_id: object.get("payment_intent").and_then(text),
        link_id: object.get("payment_link").and_then(text),
        livemode: event
            .get("livemode")
            .and_then(Value::as_bool)
            .unwrap_or(false),
    })
}

/// Records a signed event and what follows from it, in one transaction.
pub async fn receive(app: &App, body: &[u8]) -> Result<Received> {
    let now = app.now_ms();
    let Some(event) = read(body) else {
        // Signed, so it is the provider's; staff look at it, and it is not refused.
        let hash = token_hash(&String::from_utf8_lossy(body));
        let sentence = "A signed event of the payment provider could not be read. Compare the payments at the provider.";
        transact!(app.db, tx => {
            db::attention::open(&mut tx, "unreadable_event", &format!("event {hash}"), None, sentence, now).await
        })?;
        return Ok(Received::New);
    };
    let received = transact!(app.db, tx => {
        if !db::payments::record_event(&mut tx, &event.id, &event.kind, &event.object_id, now).await? {
            return Ok(Received::Seen);
        }
        if event.livemode != app.gateway.livemode() {
            let sentence = format!("An event of the provider’s other mode (test or live) arrived: {}. Check the webhook’s address.", event.kind);
            db::attention::open(&mut tx, "wrong_mode", "wrong mode", None, &sentence, now).await?;
            return Ok(Received::New);
        }
        enqueue(&mut tx, &event, now).await?;
        if let Some(reference) = &event.declined {
            let intent_id = event.intent_id.as_ref().unwrap_or(&event.object_id);
            declines::from_event(&mut tx, app, intent_id, reference, now).await?;
        }
        Ok(Received::New)
    })?;
    app.wake.notify_one();
    Ok(received)
}

/// Promises the work that an event asks for. Unknown kinds ask for none.
async fn enqueue(conn: &mut Conn, event: &Envelope, now: i64) -> Result<()> {
    let object = || event.object_id.clone();
    let job = match event.kind.as_str() {
        kind if kind.starts_with("payment_intent.") => intent_job(conn, &event.object_id).await?,
        kind if kind.starts_with("checkout.session.") => {
            session_attempt(conn, event)
                .await?
                .map(|attempt| Job::Settle {
                    attempt_id: attempt.id,
                })
        }
        // A charge no longer lists its refunds; the refund events and the reconciler bring each one.
        "charge.refunded" => event
            .intent_id
            .clone()
            .map(|intent_id| Job::SyncRefundsOf { intent_id }),
        "charge.refund.updated" | "refund.created" | "refund.updated" | "refund.failed" => {
            Some(Job::SyncRefund {
                provider_ref: object(),
            })
        }
        kind if kind.starts_with("charge.dispute.") => Some(Job::SyncDispute {
            provider_ref: object(),
        }),
        _ => None,
    };
    match job {
        Some(job) => jobs::promise(conn, &job, now, now).await,
        None => Ok(()),
    }
}

/// The attempt that a session belongs to: it was opened for it, or by a visitor of the link that was made for it.
async fn session_attempt(conn: &mut Conn, event: &Envelope) -> Result<Option<AttemptRow>> {
    let known = db::payments::attempt_by_session(conn, &event.object_id).await?;
    match (known, &event.link_id) {
        (None, Some(link_id)) => db::payments::attempt_by_link(conn, link_id).await,
        (known, _) => Ok(known),
    }
}

async fn intent_job(conn: &mut Conn, intent_id: &str) -> Result<Option<Job>> {
    Ok(Some(
        match db::payments::attempt_by_intent(conn, intent_id).await? {
            Some(attempt) => Job::Settle {
                attempt_id: attempt.id,
            },
            // Its id was not written down: the process stopped between the provider's answer and ours, or it is a hosted
            // page's, or not ours at all.
            None => Job::MeetIntent {
                intent_id: intent_id.into(),
            },
        },
    ))
}

/// The job: an intent whose id is not known here. The provider says which attempt it belongs to.
pub async fn meet(app: &App, intent_id: &str) -> Result<()> {
    let intent = match app.gateway.fetch_intent(intent_id).await {
        Ok(intent) => intent,
        Err(GatewayError::Unknown(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let attempt = {
        let mut conn = app.db.read().await?;
        match (
            &intent.attempt_id,
            db::payments::attempt_by_intent(&mut conn, intent_id).await?,
        ) {
            (_, Some(known)) => Some(known),
            (Some(id), None) => db::payments::attempt(&mut conn, id).await?,
            (None, None) => None,
        }
    };
    if let Some(attempt) = attempt {
        if attempt.method == PaymentMethod::Link {
            return super::link::meet(app, &attempt, &intent).await;
        }
        if attempt.intent_id.is_none() {
            transact!(app.db, tx => {
                db::payments::set_provider_refs(&mut tx, &attempt.id, Some(intent_id), None, None, None).await
            })?;
        }
        if attempt
            .intent_id
            .as_deref()
            .is_none_or(|known| known == intent_id)
        {
            return super::settle::settle(app, &attempt.id).await.map(drop);
        }
    }
    if intent.state == IntentState::Succeeded {
        let now = app.now_ms();
        let sentence = format!(
            "A payment of {} ({intent_id}) belongs to no order here. Look at it at the provider.",
            intent.received
        );
        transact!(app.db, tx => {
            db::attention::open(&mut tx, "unknown_payment", &format!("intent {intent_id}"), None, &sentence, now).await
        })?;
    }
    Ok(())
}

/// A signed event for the development command: what the provider would send about an order's latest attempt.
pub async fn simulated(app: &App, kind: &str, order_number: i64) -> Result<Vec<u8>> {
    let mut conn = app.db.read().await?;
    let none = || Error::not_found("There is no such order.");
    let order = db::orders::by_number(&mut conn, order_number)
        .await?
        .ok_or_else(none)?;
    let attempts = db::payments::attempts(&mut conn, &order.id).await?;
    let told = attempts
        .iter()
        .rev()
        .find(|a| a.intent_id.is_some() || a.session_id.is_some());
    let attempt = told.ok_or_else(|| {
        let where_to = if order.status == OrderStatus::Pending {
            "Open its pay page first."
        } else {
            ""
        };
        Error::conflict(format!(
            "The provider knows no payment of this order. {where_to}"
        ))
    })?;
    let session = kind.starts_with("checkout.session.");
    let object_id = if session {
        &attempt.session_id
    } else {
        &attempt.intent_id
    };
    let event = serde_json::json!({
        "id": format!("evt_simulated_{}", crate::server::keys::new_id()),
        "object": "event",
        "type": kind,
        "livemode": app.gateway.livemode(),
        "created": app.now_ms() / 1000,
        "data": { "object": { "id": object_id, "object": if session { "checkout.session" } else { "payment_intent" } } },
    });
    Ok(serde_json::to_vec(&event)?)
}
