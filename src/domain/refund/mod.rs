//! Refunds of an order: why and how far they went, what can still be refunded, and what a refund consists of, exact to the
//! minor unit.

mod cause;
pub mod form;
mod split;
mod status;

pub use cause::RefundCause;
pub use form::{RefundForm, RefundScope};
pub use split::{LinePart, Parts, Remaining, RemainingLine, Share, Unreachable};
pub use status::{RefundEvent, RefundStatus};

use super::day::Day;
use super::money::Money;
use super::payment::PaymentMethod;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// How money was sent that could not be refunded the way it was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum SentWay {
    BankTransfer,
    Cash,
    Other,
}

impl SentWay {
    /// What it is called where it is chosen.
    pub fn label(self) -> &'static str {
        match self {
            Self::BankTransfer => "Bank transfer",
            Self::Cash => "Cash",
            Self::Other => "Another way",
        }
    }

    /// The end of a sentence that says how it was sent.
    pub fn words(self) -> &'static str {
        match self {
            Self::BankTransfer => "by bank transfer",
            Self::Cash => "in cash",
            Self::Other => "another way",
        }
    }
}

/// The day on which staff sent money another way, which is kept as its beginning in UTC: it is a date that they typed, and
/// reads the same in every zone.
pub fn sent_on(at_ms: i64) -> Day {
    Day::of_ms(at_ms)
}

/// How such a day is kept.
pub fn sent_on_ms(day: Day) -> i64 {
    day.start_ms()
}

/// One line as the refund form shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundableLine {
    pub id: String,
    pub title: String,
    /// Its variant and what was answered, in one line.
    pub detail: String,
    pub units: i64,
    /// Units whose money was not refunded.
    pub units_refundable: i64,
    /// What can still be refunded for it, its tax included.
    pub refundable: Money,
    /// Units that can be restocked: sold by this order and not returned yet.
    pub units_restockable: i64,
}

/// What a refund comes to, as it is shown before anybody confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub lines: Vec<PreviewLine>,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
    /// How much of it is refunded which way: the way it came.
    pub ways: Vec<(PaymentMethod, Money)>,
    /// What can still be refunded afterwards.
    pub remaining: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewLine {
    pub title: String,
    pub units: i64,
    pub amount: Money,
    pub restocked: i64,
}

/// The refund form of one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundFormView {
    pub number: String,
    pub customer_name: String,
    /// The order's version that all of this was read at.
    pub version: i64,
    pub lines: Vec<RefundableLine>,
    pub shipping_refundable: Money,
    pub refundable: Money,
    pub form: RefundForm,
    /// Once the form is complete.
    pub preview: Option<Preview>,
    /// The order can still be called off, which is another thing than refunding it.
    pub can_cancel: bool,
}
