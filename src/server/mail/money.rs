//! The mails about money that went another way than planned: a cancellation by the customer, a refund that did not
//! arrive, a dispute.

use super::templates::{moment, one_line};
use crate::domain::money::Money;
use crate::domain::refund::{SentWay, sent_on};
use crate::domain::time_zone::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Their words, by the names of their templates.
pub const TEMPLATES: [(&str, &str); 6] = [
    ("refund_sent", include_str!("templates/refund_sent.txt")),
    (
        "studio_cancelled",
        include_str!("templates/studio_cancelled.txt"),
    ),
    (
        "refund_not_arrived",
        include_str!("templates/refund_not_arrived.txt"),
    ),
    (
        "studio_refund_failed",
        include_str!("templates/studio_refund_failed.txt"),
    ),
    (
        "studio_dispute_opened",
        include_str!("templates/studio_dispute_opened.txt"),
    ),
    (
        "studio_dispute_closed",
        include_str!("templates/studio_dispute_closed.txt"),
    ),
];

/// What each of them begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MoneyFacts {
    /// As people read it: `ORD-000042`.
    pub order_number: String,
    /// The customer's.
    pub name: String,
    /// The order's page, or the one in the back office: an absolute address, sealed while it is stored.
    pub link: String,
    /// Who reads an answer to a mail that goes to the studio; empty: the studio.
    pub reply_to: String,
}

/// The news itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum MoneyNews {
    /// To the studio: the customer cancelled the order.
    Cancelled {
        reason: String,
        refund: Option<Money>,
        /// What the bank is still confirming: it is refunded if it arrives.
        arriving: Option<Money>,
    },
    /// To the customer: money that was said to be on its way is not.
    NotArrived { amount: Money },
    /// To the customer: it was sent another way than it came.
    Sent {
        amount: Money,
        way: SentWay,
        sent_at_ms: i64,
    },
    /// To the studio: a refund did not go through.
    RefundFailed { amount: Money },
    /// To the studio: the customer's bank disputes a payment.
    DisputeOpened {
        amount: Money,
        reason: String,
        evidence_due_at_ms: Option<i64>,
        /// The order has left.
        sent: bool,
    },
    /// To the studio: the bank has decided, or let go of it.
    DisputeClosed { amount: Money, lost: bool },
}

impl MoneyNews {
    /// The name of its template.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cancelled { .. } => "studio_cancelled",
            Self::NotArrived { .. } => "refund_not_arrived",
            Self::Sent { .. } => "refund_sent",
            Self::RefundFailed { .. } => "studio_refund_failed",
            Self::DisputeOpened { .. } => "studio_dispute_opened",
            Self::DisputeClosed { .. } => "studio_dispute_closed",
        }
    }

    /// The values that its words may name.
    pub fn values(&self, facts: &MoneyFacts, zone: &TimeZone) -> Vec<(&'static str, Value)> {
        let mut values = vec![
            ("number", json!(one_line(&facts.order_number))),
            ("name", json!(facts.name)),
        ];
        let money = |amount: &Option<Money>| json!(amount.map(|m| m.to_string()));
        match self {
            Self::Cancelled {
                reason,
                refund,
                arriving,
            } => values.extend([
                ("reason", json!(reason)),
                ("refund", money(refund)),
                ("arriving", money(arriving)),
            ]),
            Self::NotArrived { amount } | Self::RefundFailed { amount } => {
                values.push(("amount", json!(amount.to_string())));
            }
            Self::Sent {
                amount,
                way,
                sent_at_ms,
            } => values.extend([
                ("amount", json!(amount.to_string())),
                ("way", json!(way.words())),
                ("transfer", json!(*way == SentWay::BankTransfer)),
                ("day", json!(sent_on(*sent_at_ms).words())),
            ]),
            Self::DisputeOpened {
                amount,
                reason,
                evidence_due_at_ms,
                sent,
            } => values.extend([
                ("amount", json!(amount.to_string())),
                ("reason", json!(reason.replace('_', " "))),
                ("until", json!(moment(zone, *evidence_due_at_ms))),
                ("sent", json!(sent)),
            ]),
            Self::DisputeClosed { amount, lost } => {
                values.extend([("amount", json!(amount.to_string())), ("lost", json!(lost))])
            }
        }
        values
    }
}
