//! What the mails about returns contain, as it was when they were enqueued.

use super::content::Panel;
use super::templates::{exact, one_line};
use crate::domain::time_zone::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Their words, by the names of their templates.
pub const TEMPLATES: [(&str, &str); 9] = [
    (
        "withdrawal_declared",
        include_str!("templates/withdrawal_declared.txt"),
    ),
    (
        "withdrawal_confirmed",
        include_str!("templates/withdrawal_confirmed.txt"),
    ),
    (
        "withdrawal_not_possible",
        include_str!("templates/withdrawal_not_possible.txt"),
    ),
    ("return_asked", include_str!("templates/return_asked.txt")),
    (
        "return_received",
        include_str!("templates/return_received.txt"),
    ),
    (
        "return_approved",
        include_str!("templates/return_approved.txt"),
    ),
    (
        "return_refused",
        include_str!("templates/return_refused.txt"),
    ),
    (
        "return_arrived",
        include_str!("templates/return_arrived.txt"),
    ),
    (
        "return_withdrawn",
        include_str!("templates/return_withdrawn.txt"),
    ),
];

/// What every mail about a return begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReturnFacts {
    /// As people read it: `ORD-000042`.
    pub order_number: String,
    /// Counts from 1 within its order; 0 where there is none.
    #[serde(default)]
    pub number: i64,
    pub name: String,
    /// The order's page, or the admin's: an absolute address, sealed while it is stored.
    pub link: String,
    /// What comes back, one entry a line.
    pub pieces: Vec<String>,
    /// Who reads an answer to a mail that goes to the maker; empty: the studio.
    pub reply_to: String,
}

/// The news itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum ReturnNews {
    /// To the maker: somebody would like to send something back.
    Asked {
        reason: String,
        words: String,
    },
    /// To the customer: it was asked for, and is read.
    Received,
    Approved {
        instructions: String,
        #[serde(default)]
        withdrawal: bool,
    },
    Refused {
        reason: String,
    },
    Arrived,
    /// To the maker: somebody has withdrawn from the contract.
    Declared {
        declared_at_ms: i64,
        has_left: bool,
    },
    /// To the customer: the withdrawal with its time, on a durable medium.
    Confirmed {
        declared_at_ms: i64,
        has_left: bool,
    },
    /// To the customer: a withdrawal that was declared on the tracking page is not possible.
    NotPossible {
        reason: String,
    },
    /// To the maker: the customer keeps it.
    Withdrawn,
}

impl ReturnNews {
    /// The name of its template.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "return_asked",
            Self::Received => "return_received",
            Self::Approved { .. } => "return_approved",
            Self::Refused { .. } => "return_refused",
            Self::Arrived => "return_arrived",
            Self::Declared { .. } => "withdrawal_declared",
            Self::Confirmed { .. } => "withdrawal_confirmed",
            Self::NotPossible { .. } => "withdrawal_not_possible",
            Self::Withdrawn => "return_withdrawn",
        }
    }

    /// The values that its words may name.
    pub fn values(&self, facts: &ReturnFacts, zone: &TimeZone) -> Vec<(&'static str, Value)> {
        let mut values = vec![
            ("number", json!(facts.order_number)),
            ("return_number", json!(facts.number)),
            ("name", json!(facts.name)),
            ("customer_email", json!(facts.reply_to)),
        ];
        match self {
            Self::Asked { reason, words } => {
                values.push(("reason", json!(reason)));
                values.push(("words", json!(words)));
            }
            Self::Refused { reason } | Self::NotPossible { reason } => {
                values.push(("reason", json!(reason)));
            }
            Self::Approved { withdrawal, .. } => values.push(("withdrawal", json!(withdrawal))),
            Self::Declared {
                declared_at_ms,
                has_left,
            }
            | Self::Confirmed {
                declared_at_ms,
                has_left,
            } => values.extend([
                ("at", json!(exact(zone, *declared_at_ms))),
                ("has_left", json!(has_left)),
            ]),
            Self::Received | Self::Arrived | Self::Withdrawn => {}
        }
        values
    }

    /// What comes back, or how to send it.
    pub fn panel(&self, facts: &ReturnFacts, zone: &TimeZone) -> Panel {
        let (title, lines) = match self {
            Self::Approved { instructions, .. } => {
                let mut lines: Vec<String> = instructions.lines().map(one_line).collect();
                lines.extend(facts.pieces.iter().map(|piece| one_line(piece)));
                ("How to send it back", lines)
            }
            Self::Confirmed { declared_at_ms, .. } => {
                let mut lines = vec![format!(
                    "I withdraw from the contract about order {}, for:",
                    one_line(&facts.order_number)
                )];
                lines.extend(facts.pieces.iter().map(|piece| one_line(piece)));
                lines.push(one_line(&facts.name));
                lines.push(format!("Received on {}", exact(zone, *declared_at_ms)));
                ("Your declaration", lines)
            }
            Self::NotPossible { .. } => (
                "What it is about",
                vec![format!("Order {}", one_line(&facts.order_number))],
            ),
            _ => {
                let lines = facts.pieces.iter().map(|piece| one_line(piece)).collect();
                ("What it is about", lines)
            }
        };
        Panel {
            title: title.into(),
            lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        }
    }
}
