//! The history of a return, as sentences.

use serde::{Deserialize, Serialize};

/// One step, with what the studio typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReturnFact {
    Asked,
    Declared,
    Approved {
        instructions: String,
    },
    /// The answer to a withdrawal, which nobody approves.
    WhereToSend {
        instructions: String,
    },
    Refused {
        reason: String,
    },
    Arrived,
    TakenBack,
    RefundRequested,
    RefundFailed,
    OrderCancelled,
}

impl ReturnFact {
    /// The step as people read it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Asked => "Asked for.".into(),
            Self::Declared => "Declared.".into(),
            Self::Approved { instructions } => format!("Approved: {instructions}"),
            Self::WhereToSend { instructions } => format!("Where to send it: {instructions}"),
            Self::Refused { reason } => format!("Refused: {reason}"),
            Self::Arrived => "The goods are here.".into(),
            Self::TakenBack => "Taken back: the customer keeps it.".into(),
            Self::RefundRequested => "Its money is on its way back.".into(),
            Self::RefundFailed => "The money could not be sent back. The studio sees to it.".into(),
            Self::OrderCancelled => "The order was cancelled before it left.".into(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Each kind of step, and how it reads.
    pub fn samples() -> Vec<(ReturnFact, &'static str)> {
        use ReturnFact::*;
        let instructions = "To the studio.".to_string();
        let approved = Approved {
            instructions: instructions.clone(),
        };
        let reason = "It is glazed.".to_string();
        vec![
            (Asked, "Asked for."),
            (Declared, "Declared."),
            (approved, "Approved: To the studio."),
            (
                WhereToSend { instructions },
                "Where to send it: To the studio.",
            ),
            (Refused { reason }, "Refused: It is glazed."),
            (Arrived, "The goods are here."),
            (TakenBack, "Taken back: the customer keeps it."),
            (RefundRequested, "Its money is on its way back."),
            (
                RefundFailed,
                "The money could not be sent back. The studio sees to it.",
            ),
            (OrderCancelled, "The order was cancelled before it left."),
        ]
    }

    #[test]
    fn each_step_reads_as_it_always_did() {
        for (fact, sentence) in samples() {
            assert_eq!(fact.sentence(), sentence);
        }
    }
}
