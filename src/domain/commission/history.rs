//! The history of a custom order, as sentences.

use super::refund::{EndedBy, Settlement};
use crate::domain::money::Money;
use crate::domain::parcel::Dispatch;
use serde::{Deserialize, Serialize};

/// One entry, with what was typed and the amounts that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CommissionFact {
    Requested,
    QuoteSent {
        version: i64,
        total: Money,
    },
    ChangesWanted,
    QuoteDeclined {
        why: String,
    },
    QuoteAccepted {
        version: i64,
        total: Money,
    },
    QuoteExpired,
    FirstPaymentMissing,
    PaymentDue {
        label: String,
        amount: Money,
    },
    PaymentReceived {
        label: String,
        amount: Money,
    },
    MakingBegun,
    /// The entry itself is shown: these three are for staff and keep the versions without gaps.
    MessageWritten,
    ProgressShown,
    FinishedShown,
    PicturesApproved,
    Finished,
    Dispatched(Dispatch),
    Completed,
    Ended {
        by: EndedBy,
        settlement: Option<Settlement>,
        why: String,
    },
}

impl CommissionFact {
    /// The entry as people read it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Requested => "Request sent.".into(),
            Self::QuoteSent { version, total } => format!("Quote {version} sent: {total}."),
            Self::ChangesWanted => "Asked for changes to the quote.".into(),
            Self::QuoteDeclined { why } => match why.as_str() {
                "" => "Declined the quote.".into(),
                why => format!("Declined the quote: {why}"),
            },
            Self::QuoteAccepted { version, total } => format!("Quote {version} accepted: {total}."),
            Self::QuoteExpired => "The time of the quote ran out.".into(),
            Self::FirstPaymentMissing => "The first payment did not arrive in time.".into(),
            Self::PaymentDue { label, amount } => format!("{label} is due: {amount}."),
            Self::PaymentReceived { label, amount } => format!("{label} received: {amount}."),
            Self::MakingBegun => "The studio has begun to make it.".into(),
            Self::MessageWritten => "Wrote a message.".into(),
            Self::ProgressShown => "Showed how it grows.".into(),
            Self::FinishedShown => "Showed the finished piece.".into(),
            Self::PicturesApproved => "The pictures were approved.".into(),
            Self::Finished => "It is finished.".into(),
            Self::Dispatched(dispatch) => dispatch.sentence(),
            Self::Completed => "Completed.".into(),
            Self::Ended {
                by,
                settlement,
                why,
            } => {
                let mut sentence = String::from(match by {
                    EndedBy::Customer => "Withdrawn.",
                    EndedBy::Studio => "Not taken on.",
                });
                if let Some(s) = settlement {
                    let (back, kept, received) = (s.back, s.kept, s.received);
                    sentence.push_str(&format!(
                        " Of {received} received, {back} goes back and {kept} is kept, as agreed."
                    ));
                }
                if !why.is_empty() {
                    sentence.push_str(&format!(" {why}"));
                }
                sentence
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::parcel::DeliveryWay;

    /// Each kind of entry, and how it reads.
    pub fn samples() -> Vec<(CommissionFact, &'static str)> {
        use CommissionFact::*;
        let money = |minor| Money::new(minor, Currency::EUR);
        let settlement = Settlement {
            received: money(10_000),
            back: money(7_500),
            kept: money(2_500),
            percent: 75,
        };
        let ended = |by, settlement, why: &str| Ended {
            by,
            settlement,
            why: why.into(),
        };
        let part = ("Deposit".to_string(), money(3_000));
        let (label, amount) = part.clone();
        let due = PaymentDue { label, amount };
        let (label, amount) = part;
        let received = PaymentReceived { label, amount };
        let declined = |why: &str| QuoteDeclined { why: why.into() };
        let (version, total) = (2, money(10_000));
        vec![
            (Requested, "Request sent."),
            (QuoteSent { version, total }, "Quote 2 sent: €100.00."),
            (ChangesWanted, "Asked for changes to the quote."),
            (declined(""), "Declined the quote."),
            (declined("Too dear."), "Declined the quote: Too dear."),
            (
                QuoteAccepted { version, total },
                "Quote 2 accepted: €100.00.",
            ),
            (QuoteExpired, "The time of the quote ran out."),
            (
                FirstPaymentMissing,
                "The first payment did not arrive in time.",
            ),
            (due, "Deposit is due: €30.00."),
            (received, "Deposit received: €30.00."),
            (MakingBegun, "The studio has begun to make it."),
            (MessageWritten, "Wrote a message."),
            (ProgressShown, "Showed how it grows."),
            (FinishedShown, "Showed the finished piece."),
            (PicturesApproved, "The pictures were approved."),
            (Finished, "It is finished."),
            (
                Dispatched(Dispatch {
                    way: DeliveryWay::Collected,
                    ..Dispatch::default()
                }),
                "Collected in person.",
            ),
            (Completed, "Completed."),
            (ended(EndedBy::Customer, None, ""), "Withdrawn."),
            (
                ended(EndedBy::Studio, Some(settlement), "No time."),
                "Not taken on. Of €100.00 received, €75.00 goes back and €25.00 is kept, as agreed. No time.",
            ),
        ]
    }

    #[test]
    fn each_entry_reads_as_it_always_did() {
        for (fact, sentence) in samples() {
            assert_eq!(fact.sentence(), sentence);
        }
    }
}
