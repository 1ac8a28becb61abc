//! The history of an order, as sentences.

use crate::domain::commission::commission_number;
use crate::domain::day::Day;
use crate::domain::dispute;
use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::domain::order_holder::AddressPart;
use crate::domain::parcel::Dispatch;
use crate::domain::payment::{Mismatch, PaymentMethod, instead};
use crate::domain::refund::{RefundCause, SentWay};
use crate::domain::returns::ReturnKind;
use serde::{Deserialize, Serialize};

/// One entry, with what was typed and the amounts that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OrderFact {
    Placed,
    /// A custom order became this one.
    QuoteAccepted {
        version: i64,
        commission: i64,
    },
    MethodChosen {
        method: PaymentMethod,
    },
    LinkMade {
        label: String,
        amount: Money,
    },
    LinkTakenBack {
        label: String,
    },
    BankConfirming,
    PaymentReceived {
        amount: Money,
    },
    /// By hand, in words for staff: where it is seen.
    PaymentConfirmed {
        amount: Money,
        by: String,
        seen: String,
    },
    LatePaymentRecorded {
        amount: Money,
        by: String,
        seen: String,
    },
    PaymentFailed {
        amount: Money,
        error: String,
    },
    PaymentMismatch {
        order: i64,
        intent: String,
        difference: Mismatch,
    },
    PaymentUnusable {
        amount: Money,
        cause: RefundCause,
    },
    /// The provider does not take the amount; it can be paid in these ways.
    AmountRefused {
        amount: Money,
        others: Vec<PaymentMethod>,
    },
    CardsClosed,
    Disputed {
        amount: Money,
        reason: String,
        /// The provider's word.
        status: String,
    },
    /// The bank is still confirming `confirming`.
    Cancelled {
        confirming: Option<Money>,
    },
    CancelledByStudio {
        why: String,
        confirming: Option<Money>,
    },
    CancelledAndRefunded {
        why: String,
    },
    WithdrawnAndRefunded,
    HoldExpired,
    HoldExpiredUnpaid,
    /// Cancelled, because it was placed to be paid at the provider, which does not take the amount.
    CancelledForAmount {
        amount: Money,
    },
    Replaced,
    QuoteReplaced,
    FirstPaymentMissing,
    CommissionEnded,
    PieceThereAlready,
    MakingBegun,
    InProduction,
    ReadyToCollect,
    Dispatched(Dispatch),
    /// `parcel` is its number where there are several.
    DeliveryRecorded {
        parcel: Option<i64>,
        day: Option<Day>,
    },
    Completed,
    AddressCorrected {
        parts: Vec<AddressPart>,
    },
    NoteAdded,
    /// A note of staff.
    Noted {
        text: String,
    },
    EmailAsked,
    EmailChanged,
    RefundRequested {
        amount: Money,
        reason: String,
    },
    ShippingRefundRequested {
        amount: Money,
        reason: String,
    },
    PiecesRefundRequested {
        amount: Money,
        pieces: Vec<String>,
        reason: String,
    },
    Refunded {
        amount: Money,
    },
    RefundedElsewhere,
    RefundedByHand {
        amount: Money,
        method: PaymentMethod,
    },
    RefundSeen {
        by: String,
        seen: String,
    },
    RefundSent {
        amount: Money,
        way: SentWay,
        on: Day,
    },
    RefundSentSeen {
        by: String,
        seen: String,
    },
    RefundFailed {
        amount: Money,
        shop: String,
    },
    RefundDisputed {
        amount: Money,
        order: i64,
    },
    RefundWaived {
        amount: Money,
        why: String,
    },
    ReturnAsked {
        number: i64,
        pieces: Vec<String>,
    },
    WithdrawalDeclared {
        number: i64,
        pieces: Vec<String>,
    },
    ReturnApproved {
        number: i64,
    },
    WithdrawalAnswered {
        number: i64,
    },
    ReturnRefused {
        what: ReturnKind,
        number: i64,
        reason: String,
    },
    ReturnNotSent {
        what: ReturnKind,
        number: i64,
    },
    ReturnArrived {
        what: ReturnKind,
        number: i64,
    },
    ReturnTakenBack {
        what: ReturnKind,
        number: i64,
    },
}

impl OrderFact {
    /// The entry as people read it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Placed => "Order placed.".into(),
            Self::QuoteAccepted {
                version,
                commission,
            } => {
                let number = commission_number(*commission);
                format!("Quote {version} of custom order {number} accepted.")
            }
            Self::MethodChosen { method } => {
                let label = method.label().to_lowercase().replace("stripe", "Stripe");
                format!("Chose to pay by {label}.")
            }
            Self::LinkMade { label, amount } => {
                format!("{label} of {amount} is paid by a payment link at Stripe.")
            }
            Self::LinkTakenBack { label } => {
                let label = label.to_lowercase();
                format!("The payment link for the {label} was taken back.")
            }
            Self::BankConfirming => "The bank is confirming the payment.".into(),
            Self::PaymentReceived { amount } => format!("{amount} received."),
            Self::PaymentConfirmed { amount, by, seen } => {
                format!("{amount} confirmed by {by}: {seen}")
            }
            Self::LatePaymentRecorded { amount, by, seen } => {
                format!("{amount} arrived late, recorded by {by}: {seen}")
            }
            Self::PaymentFailed { amount, error } => {
                format!("A payment of {amount} failed: {error}")
            }
            Self::PaymentMismatch {
                order,
                intent,
                difference,
            } => format!(
                "A payment for {} does not match: {}. Look at {intent} at the provider.",
                order_number(*order),
                difference.words()
            ),
            Self::PaymentUnusable { amount, cause } => {
                let why = match cause {
                    RefundCause::SecondPayment => "this order was paid already",
                    RefundCause::PieceGone => "the piece had found another owner by then",
                    _ => "the order was cancelled",
                };
                format!("{amount} arrived, but {why}. It goes back.")
            }
            Self::AmountRefused { amount, others } => format!(
                "{amount} can’t be paid by card. The payment service does not take this amount. {}",
                instead(others)
            ),
            Self::CardsClosed => {
                "Too many cards were declined: paying by card is closed for an hour.".into()
            }
            Self::Disputed {
                amount,
                reason,
                status,
            } => dispute::sentence(*amount, reason, status),
            Self::Cancelled { confirming } => format!("Cancelled.{}", back(*confirming)),
            Self::CancelledByStudio { why, confirming } => match why.as_str() {
                "" => format!("Cancelled by the studio.{}", back(*confirming)),
                why => format!("Cancelled by the studio: {why}{}", back(*confirming)),
            },
            Self::CancelledAndRefunded { why } => match why.as_str() {
                "" => "Cancelled; the money goes back.".into(),
                why => format!("Cancelled; the money goes back. {why}"),
            },
            Self::WithdrawnAndRefunded => {
                "Cancelled; the money goes back. You withdrew from the contract before it left."
                    .into()
            }
            Self::HoldExpired => {
                "The time to pay ran out; the pieces went back into the shop.".into()
            }
            Self::HoldExpiredUnpaid => {
                "The payment failed and the time to pay ran out; the pieces went back into the shop."
                    .into()
            }
            Self::CancelledForAmount { amount } => format!(
                "The payment service does not take {amount}; the pieces went back into the shop."
            ),
            Self::Replaced => "Replaced by a new order from the same cart.".into(),
            Self::QuoteReplaced => "A newer quote took the place of this one.".into(),
            Self::FirstPaymentMissing => "The first payment did not arrive in time.".into(),
            Self::CommissionEnded => "The custom order was ended.".into(),
            Self::PieceThereAlready => "A one-of-a-kind piece of this order is in the shop again already, so it was not put back on the shelf a second time.".into(),
            Self::MakingBegun => "The studio has begun to make it.".into(),
            Self::InProduction => "It is in production now.".into(),
            Self::ReadyToCollect => "Ready to collect.".into(),
            Self::Dispatched(dispatch) => dispatch.sentence(),
            Self::DeliveryRecorded { parcel, day } => {
                let which = parcel.map_or(String::new(), |number| format!("Parcel {number}: "));
                match day {
                    Some(day) => format!("{which}Delivered on {}.", day.words()),
                    None => format!("{which}Delivery unknown."),
                }
            }
            Self::Completed => "Completed.".into(),
            Self::AddressCorrected { parts } => {
                let parts: Vec<_> = parts.iter().map(|part| part.label()).collect();
                format!("The delivery address was corrected: {}.", parts.join(", "))
            }
            Self::NoteAdded => "A note for the studio was added.".into(),
            Self::Noted { text } => text.clone(),
            Self::EmailAsked => "Another e-mail address was asked for. It counts once the link in the mail to it is opened.".into(),
            Self::EmailChanged => {
                "Mails about this order go to the new e-mail address from now on.".into()
            }
            Self::RefundRequested { amount, reason } => format!("{amount} goes back: {reason}"),
            Self::ShippingRefundRequested { amount, reason } => {
                format!("{amount} of the shipping goes back: {reason}")
            }
            Self::PiecesRefundRequested {
                amount,
                pieces,
                reason,
            } => format!("{amount} for {} goes back: {reason}", pieces.join(", ")),
            Self::Refunded { amount } => format!("{amount} refunded."),
            Self::RefundedElsewhere => {
                "Part or all of the refund was made at the provider already.".into()
            }
            Self::RefundedByHand { amount, method } => {
                format!("{amount} given back {}.", method.refund_way())
            }
            Self::RefundSeen { by, seen } => format!("Given back by {by}: {seen}"),
            Self::RefundSent { amount, way, on } => {
                format!("{amount} sent back {} on {}.", way.words(), on.words())
            }
            Self::RefundSentSeen { by, seen } => {
                format!("Sent another way, recorded by {by}: {seen}")
            }
            Self::RefundFailed { amount, shop } => format!(
                "The refund of {amount} did not go through. {shop} sees to it that the money reaches its owner."
            ),
            Self::RefundDisputed { amount, order } => format!(
                "The refund of {amount} for {} can’t be made: the customer’s bank disputes the payment. Answer the dispute at the provider.",
                order_number(*order)
            ),
            Self::RefundWaived { amount, why } => format!(
                "Nothing is owed for the refund of {amount} that did not go through: {why}"
            ),
            Self::ReturnAsked { number, pieces } => {
                format!("Return {number} asked for: {}.", pieces.join(", "))
            }
            Self::WithdrawalDeclared { number, pieces } => format!(
                "Withdrawal {number} from the contract declared: {}.",
                pieces.join(", ")
            ),
            Self::ReturnApproved { number } => format!("Return {number} approved."),
            Self::WithdrawalAnswered { number } => {
                format!("Withdrawal {number}: the customer is told where to send it.")
            }
            Self::ReturnRefused {
                what,
                number,
                reason,
            } => format!("{} {number} refused: {reason}", what.label()),
            Self::ReturnNotSent { what, number } => {
                format!("{} {number}: it had not left.", what.label())
            }
            Self::ReturnArrived { what, number } => {
                format!("{} {number} has arrived.", what.label())
            }
            Self::ReturnTakenBack { what, number } => {
                format!("{} {number} taken back: the customer keeps it.", what.label())
            }
        }
    }
}

/// What of a cancelled order may still arrive.
fn back(confirming: Option<Money>) -> String {
    confirming.map_or(String::new(), |amount| {
        format!(" The bank is still confirming {amount}: if it arrives, it goes back.")
    })
}

#[cfg(test)]
pub(crate) mod samples;
