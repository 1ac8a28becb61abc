//! Disputes: how one stands, and what staff see of it.

use super::money::Money;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// How a dispute stands. The later ones weigh more where an order has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Named)]
pub enum DisputeStanding {
    /// The bank has let go of it, or it was never one.
    Over,
    Won,
    /// The bank asks about a payment; no money has moved.
    Inquiry,
    /// The money was taken back for good.
    Lost,
    /// The bank has not decided.
    Running,
}

impl DisputeStanding {
    /// From the provider's word. One that is not known is taken for a dispute that runs.
    pub fn of(status: &str) -> DisputeStanding {
        match status {
            "won" => Self::Won,
            "lost" => Self::Lost,
            "warning_closed" | "prevented" => Self::Over,
            "warning_needs_response" | "warning_under_review" => Self::Inquiry,
            _ => Self::Running,
        }
    }

    pub fn is_closed(self) -> bool {
        matches!(self, Self::Over | Self::Won | Self::Lost)
    }

    /// What the mark on an order says.
    pub fn label(self) -> &'static str {
        match self {
            Self::Over => "dispute over",
            Self::Won => "dispute won",
            Self::Inquiry => "bank inquiry",
            Self::Lost => "dispute lost",
            Self::Running => "disputed",
        }
    }

    /// Whether whoever sends the order off should think twice.
    pub fn warns(self) -> bool {
        matches!(self, Self::Running | Self::Lost)
    }
}

/// How a dispute stands, in a sentence for staff. `status` is the provider's word.
pub fn sentence(amount: Money, reason: &str, status: &str) -> String {
    let stands = status.replace('_', " ");
    match DisputeStanding::of(status) {
        DisputeStanding::Won => {
            format!("The dispute of {amount} ({reason}) is won: the money is yours.")
        }
        DisputeStanding::Lost => format!(
            "The dispute of {amount} ({reason}) is lost: the bank took the money back for good."
        ),
        DisputeStanding::Over => {
            format!("The bank’s inquiry about {amount} ({reason}) is closed; nothing was taken.")
        }
        DisputeStanding::Inquiry => {
            format!("The customer’s bank asks about {amount} ({reason}): {stands}.")
        }
        DisputeStanding::Running => {
            format!("The customer’s bank disputes {amount} ({reason}): {stands}.")
        }
    }
}

/// One dispute as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeView {
    pub amount: Money,
    pub standing: DisputeStanding,
    /// The provider's own word for how it stands, in words.
    pub status: String,
    pub reason: String,
    /// Until when evidence can be sent.
    pub evidence_due_at_ms: Option<i64>,
    pub closed_at_ms: Option<i64>,
    /// What the provider booked on its balance for it, in the currency of that balance.
    pub entries: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_words_are_known() {
        for (word, standing) in [
            ("needs_response", DisputeStanding::Running),
            ("under_review", DisputeStanding::Running),
            ("something_new", DisputeStanding::Running),
            ("warning_needs_response", DisputeStanding::Inquiry),
            ("warning_closed", DisputeStanding::Over),
            ("won", DisputeStanding::Won),
            ("lost", DisputeStanding::Lost),
        ] {
            assert_eq!(DisputeStanding::of(word), standing, "{word}");
        }
        assert!(DisputeStanding::Running > DisputeStanding::Lost);
        assert!(DisputeStanding::Running.warns() && !DisputeStanding::Won.warns());
    }
}
