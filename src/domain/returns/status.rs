//! A return's state machine: every state, every step, and whose turn it is.

use atelier_derive::Named;

/// What it is: a return is asked for and answered; a withdrawal from the contract is declared, and nobody can refuse it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Named)]
pub enum ReturnKind {
    #[default]
    Return,
    Withdrawal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum ReturnStatus {
    Requested,
    /// A withdrawal was declared.
    Declared,
    Approved,
    Received,
    Refunded,
    Refused,
    Withdrawn,
    /// The whole order was cancelled before it left, and its money went back with that.
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum ReturnEvent {
    /// The customer was told how and where to send it: for a return that is a yes, for a withdrawal no more than that.
    Approve,
    Receive,
    /// Its refund was requested; only that fires it.
    Refund,
    /// The provider could not make the refund after all: the money is owed again.
    RefundFails,
    Refuse,
    Withdraw,
    /// The order was cancelled; only that fires it.
    CancelOrder,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Turn {
    Studio,
    Customer,
    Nobody,
}

impl ReturnKind {
    /// Before its number, where people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Return => "Return",
            Self::Withdrawal => "Withdrawal",
        }
    }

    /// Where it begins.
    pub fn first(self) -> ReturnStatus {
        match self {
            Self::Return => ReturnStatus::Requested,
            Self::Withdrawal => ReturnStatus::Declared,
        }
    }
}

impl ReturnStatus {
    /// Those that are not over.
    pub const OPEN: [ReturnStatus; 4] = [
        Self::Requested,
        Self::Declared,
        Self::Approved,
        Self::Received,
    ];

    /// The state after a step, or `None` where the machine of this kind has no such step.
    pub fn after(self, kind: ReturnKind, event: ReturnEvent) -> Option<ReturnStatus> {
        use ReturnEvent::*;
        use ReturnKind::*;
        use ReturnStatus::*;
        match (kind, self, event) {
            (Return, Requested, Approve) => Some(Approved),
            (Return, Approved, Receive) => Some(Received),
            (Return, Requested | Approved | Received, Refuse) => Some(Refused),
            (Return, Requested | Approved, Withdraw) => Some(Withdrawn),
            // It stands as declared: staff say where to send it, record that it came, and refund it.
            (Withdrawal, Declared, Approve) => Some(Approved),
            (Withdrawal, Declared | Approved, Receive) => Some(Received),
            (Withdrawal, Declared | Approved, Withdraw) => Some(Withdrawn),
            (Withdrawal, Declared | Approved | Received, CancelOrder) => Some(Closed),
            (_, Received, Refund) => Some(Refunded),
            (_, Refunded, RefundFails) => Some(Received),
            (_, _, Approve | Receive | Refund | RefundFails | Refuse | Withdraw | CancelOrder) => {
                None
            }
        }
    }

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Whether its units can't be asked for again.
    pub fn keeps_its_units(self) -> bool {
        self.is_open() || matches!(self, Self::Refunded | Self::Closed)
    }

    pub fn turn(self) -> Turn {
        match self {
            Self::Requested | Self::Declared | Self::Received => Turn::Studio,
            Self::Approved => Turn::Customer,
            Self::Refunded | Self::Refused | Self::Withdrawn | Self::Closed => Turn::Nobody,
        }
    }

    /// The label that people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "asked for",
            Self::Declared => "declared",
            Self::Approved => "send it back",
            Self::Received => "arrived",
            Self::Refunded => "money on its way",
            Self::Refused => "refused",
            Self::Withdrawn => "taken back",
            Self::Closed => "order cancelled",
        }
    }

    /// What happens next and by whom, for the customer.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Requested => {
                "Our turn: we read what you wrote and answer by mail. Please keep the piece until then."
            }
            Self::Declared => {
                "You have withdrawn from the contract. Our turn: we write to you where to send it, unless it has not left yet."
            }
            Self::Approved => "Your turn: please send it back as described here.",
            Self::Received => "Our turn: it has arrived, and we give your money back.",
            Self::Refunded => "Done: your money is on its way back to you.",
            Self::Refused => "We can’t take this back.",
            Self::Withdrawn => "You took it back, and keep it. Nothing has to be done.",
            Self::Closed => {
                "Done: the order was cancelled before it left, and what was paid goes back with that."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_the_published_one() {
        let mut matrix = String::new();
        for kind in ReturnKind::ALL {
            for state in ReturnStatus::ALL {
                for event in ReturnEvent::ALL {
                    if let Some(next) = state.after(kind, event) {
                        let (kind, event) = (kind.as_str(), format!("{event:?}"));
                        let (state, next) = (state.as_str(), next.as_str());
                        matrix.push_str(&format!("{kind:<12}{state:<11}{event:<13}{next}\n"));
                    }
                }
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn a_withdrawal_can_not_be_refused_from_anywhere() {
        for state in ReturnStatus::ALL {
            assert_eq!(
                state.after(ReturnKind::Withdrawal, ReturnEvent::Refuse),
                None,
                "{state:?}"
            );
        }
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
