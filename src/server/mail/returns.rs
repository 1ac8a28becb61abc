//! What the mails about returns tell, as it was when they were promised.

use super::letter::Panel;
use super::words::one_line;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Their words, by the names of their templates.
pub const TEMPLATES: [(&str, &str); 6] = [
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
    pub name: String,
    /// The order's page, or the counter's: an absolute address, sealed while it is stored.
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
    },
    Refused {
        reason: String,
    },
    Arrived,
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
            Self::Withdrawn => "return_withdrawn",
        }
    }

    /// The values that its words may name.
    pub fn values(&self, facts: &ReturnFacts) -> Vec<(&'static str, Value)> {
        let mut values = vec![
            ("number", json!(facts.order_number)),
            ("name", json!(facts.name)),
            ("customer_email", json!(facts.reply_to)),
        ];
        match self {
            Self::Asked { reason, words } => {
                values.push(("reason", json!(reason)));
                values.push(("words", json!(words)));
            }
            Self::Refused { reason } => values.push(("reason", json!(reason))),
            Self::Received | Self::Approved { .. } | Self::Arrived | Self::Withdrawn => {}
        }
        values
    }

    /// What comes back, or how to send it.
    pub fn panel(&self, facts: &ReturnFacts) -> Panel {
        let (title, lines) = match self {
            Self::Approved { instructions } => {
                let mut lines: Vec<String> = instructions.lines().map(one_line).collect();
                lines.extend(facts.pieces.iter().map(|piece| one_line(piece)));
                ("How to send it back", lines)
            }
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
