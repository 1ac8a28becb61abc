//! Switches for tests and development, from this machine only: `/_faults`, `/_state`, `/_events`.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Sandbox;
use crate::books::{Books, Delivery, Record};
use crate::errors::ApiError;
use crate::faults::Faults;
use crate::objects::{Charge, IntentStatus};
use crate::rules::{disputes, refunds};
use crate::transaction::{Cause, Transaction};

pub fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/_faults", get(show_faults).post(set_faults))
        .route("/_state", get(state))
        .route("/_events", post(act))
        .layer(axum::middleware::from_fn(only_from_here))
}

async fn only_from_here(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if peer.ip().is_loopback() {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn show_faults(State(sandbox): State<Arc<Sandbox>>) -> Json<Faults> {
    Json(sandbox.faults().clone())
}

/// Takes the named switches over; `{"reset": true}` first puts all back to normal.
async fn set_faults(State(sandbox): State<Arc<Sandbox>>, Json(wanted): Json<Value>) -> Response {
    let Value::Object(mut wanted) = wanted else {
        return ApiError::invalid("Send a JSON object of switches.").into_response();
    };
    let reset = wanted
        .remove("reset")
        .is_some_and(|value| value == json!(true));
    let base = if reset {
        Faults::default()
    } else {
        sandbox.faults().clone()
    };
    let merged = serde_json::to_value(base).and_then(|mut base| {
        for (name, value) in wanted {
            base[name] = value;
        }
        serde_json::from_value::<Faults>(base)
    });
    match merged {
        Ok(faults) => {
            *sandbox.faults() = faults.clone();
            sandbox.wake.notify_one();
            Json(faults).into_response()
        }
        Err(error) => {
            ApiError::invalid(format!("The switches could not be read: {error}.")).into_response()
        }
    }
}

/// What the books come to, small enough to compare in a test.
async fn state(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    let books = sandbox.books();
    Json(summary(&books))
}

fn summary(books: &Books) -> Value {
    let mut intents: BTreeMap<&str, u64> = BTreeMap::new();
    let mut orders: BTreeMap<String, (u64, i64, String)> = BTreeMap::new();
    for intent in books.intents.oldest_first() {
        *intents.entry(intent.status.word()).or_default() += 1;
        if intent.status == IntentStatus::Succeeded {
            let order = intent.metadata.get("order_id").cloned().unwrap_or_default();
            let entry = orders
                .entry(order)
                .or_insert((0, 0, intent.currency.clone()));
            entry.0 += 1;
            entry.1 += intent.amount_received;
        }
    }
    let mut sessions: BTreeMap<&str, u64> = BTreeMap::new();
    for session in books.sessions.oldest_first() {
        *sessions.entry(session.status.word()).or_default() += 1;
    }
    let mut links: BTreeMap<&str, u64> = BTreeMap::new();
    for link in books.links.oldest_first() {
        *links
            .entry(if link.is_open() { "open" } else { "closed" })
            .or_default() += 1;
    }
    let refunded: i64 = books
        .charges
        .oldest_first()
        .map(|charge| charge.amount_refunded)
        .sum();
    let succeeded: Vec<Value> = orders
        .into_iter()
        .map(|(order_id, (count, amount, currency))| json!({"order_id": order_id, "count": count, "amount": amount, "currency": currency}))
        .collect();
    json!({
        "intents": intents,
        "sessions": sessions,
        "links": links,
        "succeeded": succeeded,
        "refunded_minor": refunded,
        "disputes": books.disputes.oldest_first().count(),
        "events": books.events.oldest_first().count(),
        "undelivered": books.undelivered.len(),
    })
}

/// Something that happens outside the shop: in the provider's dashboard or at the bank.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// Sends an event again.
    Redeliver { event: String },
    /// Staff refund in the provider's dashboard; everything that is left when no amount is given.
    Refund {
        payment_intent: String,
        amount: Option<i64>,
    },
    /// A refund that had succeeded bounces.
    FailRefund { refund: String },
    /// The cardholder disputes.
    Dispute {
        payment_intent: String,
        amount: Option<i64>,
        reason: Option<String>,
        /// The currency of the account's balance, and what is taken from it.
        settled_as: Option<(String, i64)>,
    },
    /// The bank decides.
    CloseDispute { dispute: String, won: bool },
}

async fn act(State(sandbox): State<Arc<Sandbox>>, Json(action): Json<Action>) -> Response {
    match sandbox
        .transact(Cause::default(), |transaction| perform(transaction, action))
        .await
    {
        Ok(object) => Json(object).into_response(),
        Err(error) => error.into_response(),
    }
}

fn perform(transaction: &mut Transaction, action: Action) -> Result<Value, ApiError> {
    match action {
        Action::Redeliver { event } => {
            let found = transaction
                .books
                .events
                .get(&event)
                .ok_or_else(|| ApiError::missing("event", &event))?;
            let rendered = found.render(false);
            transaction.put(Record::Delivery(Delivery {
                event,
                attempts: 0,
                next_at_ms: 0,
                done: false,
            }));
            Ok(rendered)
        }
        Action::Refund {
            payment_intent,
            amount,
        } => {
            let charge = charge_of(transaction, &payment_intent)?;
            let reason = Some("requested_by_customer".to_owned());
            refunds::give_back(transaction, charge, amount, reason, BTreeMap::new())
                .map(|refund| refund.render())
        }
        Action::FailRefund { refund } => {
            let found = refunds::find(transaction, &refund)?;
            refunds::fail(transaction, found);
            refunds::find(transaction, &refund).map(|refund| refund.render())
        }
        Action::Dispute {
            payment_intent,
            amount,
            reason,
            settled_as,
        } => {
            let charge = charge_of(transaction, &payment_intent)?;
            if charge.disputed {
                return Err(ApiError::invalid("This charge is already disputed."));
            }
            Ok(disputes::open(
                transaction,
                charge,
                amount,
                reason.as_deref().unwrap_or("fraudulent"),
                settled_as,
            )
            .render())
        }
        Action::CloseDispute { dispute, won } => {
            disputes::close(transaction, &dispute, won).map(|dispute| dispute.render())
        }
    }
}

fn charge_of(transaction: &Transaction, intent: &str) -> Result<Charge, ApiError> {
    let found = transaction
        .books
        .intents
        .get(intent)
        .ok_or_else(|| ApiError::missing("payment_intent", intent))?;
    let charge = found
        .latest_charge
        .as_ref()
        .and_then(|id| transaction.books.charges.get(id))
        .cloned();
    charge.ok_or_else(|| ApiError::invalid("This PaymentIntent has no charge."))
}
