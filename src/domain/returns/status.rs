//! A return's state machine: every state, every step, and whose turn it is.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    Requested,
    Approved,
    Received,
    Refunded,
    Refused,
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnEvent {
    Approve,
    Receive,
    /// Its money was promised; only the refund itself fires it.
    Refund,
    /// The provider could not make the refund after all: the money is owed again.
    RefundFails,
    Refuse,
    Withdraw,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Studio,
    Customer,
    Nobody,
}

impl ReturnEvent {
    pub const ALL: [ReturnEvent; 6] = [
        Self::Approve,
        Self::Receive,
        Self::Refund,
        Self::RefundFails,
        Self::Refuse,
        Self::Withdraw,
    ];
}

impl ReturnStatus {
    pub const ALL: [ReturnStatus; 6] = [
        Self::Requested,
        Self::Approved,
        Self::Received,
        Self::Refunded,
        Self::Refused,
        Self::Withdrawn,
    ];
    /// Those that are not over.
    pub const OPEN: [ReturnStatus; 3] = [Self::Requested, Self::Approved, Self::Received];

    /// The state after a step, or `None` where the machine has no such step.
    pub fn after(self, event: ReturnEvent) -> Option<ReturnStatus> {
        use ReturnEvent::*;
        use ReturnStatus::*;
        match (self, event) {
            (Requested, Approve) => Some(Approved),
            (Approved, Receive) => Some(Received),
            (Received, Refund) => Some(Refunded),
            (Refunded, RefundFails) => Some(Received),
            (Requested | Approved | Received, Refuse) => Some(Refused),
            (Requested | Approved, Withdraw) => Some(Withdrawn),
            (Requested, Receive | Refund | RefundFails) => None,
            (Approved, Approve | Refund | RefundFails) => None,
            (Received, Approve | Receive | RefundFails | Withdraw) => None,
            (Refunded, Approve | Receive | Refund | Refuse | Withdraw) => None,
            (Refused | Withdrawn, _) => None,
        }
    }

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Whether its units can't be asked for again.
    pub fn keeps_its_units(self) -> bool {
        self.is_open() || self == Self::Refunded
    }

    pub fn turn(self) -> Turn {
        match self {
            Self::Requested | Self::Received => Turn::Studio,
            Self::Approved => Turn::Customer,
            Self::Refunded | Self::Refused | Self::Withdrawn => Turn::Nobody,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Received => "received",
            Self::Refunded => "refunded",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// The word that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "asked for",
            Self::Approved => "send it back",
            Self::Received => "arrived",
            Self::Refunded => "money on its way",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What happens next and by whom, for the customer.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Requested => {
                "Our turn: we read what you wrote and answer by mail. Please keep the piece until then."
            }
            Self::Approved => "Your turn: please send it back as described here.",
            Self::Received => "Our turn: it has arrived, and we give your money back.",
            Self::Refunded => "Done: your money is on its way back to you.",
            Self::Refused => "We can’t take this back.",
            Self::Withdrawn => "You withdrew it. Nothing has to be done.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_published_one() {
        let mut matrix = String::new();
        for state in ReturnStatus::ALL {
            for event in ReturnEvent::ALL {
                let next = state.after(event).map_or("–", ReturnStatus::as_str);
                let (state, event) = (state.as_str(), format!("{event:?}"));
                matrix.push_str(&format!("{state:<11}{event:<13}{next}\n"));
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn what_is_over_waits_for_nobody_and_words_are_read_back() {
        for state in ReturnStatus::ALL {
            assert_eq!(state.is_open(), state.turn() != Turn::Nobody, "{state:?}");
            assert_eq!(ReturnStatus::parse(state.as_str()), Some(state));
        }
        assert!(ReturnStatus::Refunded.keeps_its_units());
        assert!(!ReturnStatus::Refused.keeps_its_units());
    }
}
