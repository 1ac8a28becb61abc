//! The objects Stripe answers with: each a record in the books and a `render` into complete JSON.
//!
//! Complete, because the shop's client parses strictly and an error names no field.

mod charge;
mod dispute;
mod event;
mod intent;
mod link;
mod list;
mod refund;
mod session;
pub mod text;

pub use charge::{Charge, ChargeStatus, Effect, Instrument};
pub use dispute::{Dispute, DisputeStatus};
pub use event::EventRecord;
pub use intent::{Attempt, Intent, IntentStatus, NextStep};
pub use link::PaymentLink;
pub use list::{Page, list};
pub use refund::{Refund, RefundStatus};
pub use session::{LineItem, PaymentStatus, Session, SessionStatus};

use serde_json::{Value, json};

/// Unix milliseconds to unix seconds, which Stripe's objects carry.
pub fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1000)
}

/// The account's balance, per currency, as `GET /v1/balance` answers.
pub fn balance(available: impl IntoIterator<Item = (String, i64)>) -> Value {
    let available: Vec<Value> = available
        .into_iter()
        .map(|(currency, amount)| json!({"amount": amount, "currency": currency, "source_types": {"card": amount}}))
        .collect();
    let pending: Vec<Value> = available
        .iter()
        .map(|entry| json!({"amount": 0, "currency": entry["currency"], "source_types": {"card": 0}}))
        .collect();
    json!({"object": "balance", "available": available, "pending": pending, "livemode": false})
}
