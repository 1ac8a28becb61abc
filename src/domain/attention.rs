//! What the shop could not settle by itself: what it is about, who settles it, and whether it can come again.

#[cfg(test)]
pub(crate) mod samples;
mod sentence;

use super::money::Money;
use super::payment::{Mismatch, PaymentMethod};
use super::refund::RefundCause;
use super::staff::Permission;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Something that a person must look at. Its name and its fields are kept; what is said of it is worked out when it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Matter {
    /// A job was given up. `job` is its kind, `order` the number of the order that it was for, as everywhere below.
    DeadJob {
        order: Option<i64>,
        job: String,
        tries: i64,
        reason: String,
    },
    UndeliveredMail {
        order: Option<i64>,
        template: String,
        recipient: String,
        reason: String,
    },
    /// A job that repeats itself fails, and goes on trying.
    RepeatingJob {
        job: String,
        times: i64,
        reason: String,
    },
    WebhookDisabled {
        host: String,
        because: WhyDisabled,
    },
    /// Somebody wanted more one-of-a-kind pieces than may be held and not paid.
    UnpaidPieces {
        name: String,
        email: String,
        wanted: i64,
        by: CountedBy,
        held: i64,
        most: i64,
    },
    DeclinedCards {
        order: i64,
        name: String,
        by: CountedBy,
        declined: i64,
    },
    /// Money that should have gone back is still here.
    RefundFailed {
        order: i64,
        amount: Money,
        because: NotRefunded,
    },
    /// A manual payment is refunded by hand.
    ManualRefund {
        order: i64,
        amount: Money,
        name: String,
        method: PaymentMethod,
        cause: RefundCause,
        reason: String,
    },
    UnknownRefund {
        refund: String,
        amount: Money,
    },
    UnknownPayment {
        order: Option<i64>,
        payment: String,
        amount: Money,
    },
    UnknownDispute {
        dispute: String,
        amount: Money,
    },
    UnreadableEvent,
    /// Something at the provider that can't be read here.
    UnreadablePayment {
        object: ProviderObject,
        id: String,
        reason: String,
    },
    WrongMode {
        event: String,
    },
    PaymentMismatch {
        order: i64,
        payment: String,
        difference: Mismatch,
    },
    Dispute {
        order: i64,
        amount: Money,
        reason: String,
        news: DisputeNews,
    },
    /// An order was paid after its hold ran out, and so many units are not there.
    StockShortage {
        order: i64,
        units: i64,
    },
    /// The provider's page got another address than the one that was agreed on.
    OtherAddress {
        order: i64,
        entered: String,
        agreed: String,
    },
}

/// Why an endpoint was disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum WhyDisabled {
    Gone,
    Silent,
}

/// What distinguishes one buyer from another, for what they may have unpaid or declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum CountedBy {
    Order,
    Visit,
    Network,
    Email,
}

/// Why a refund did not come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotRefunded {
    DidNotGoThrough,
    /// The customer's bank disputes the payment.
    Disputed,
    /// The customer's bank took part of the payment back, so the provider refunds nothing of it.
    ChargedBack {
        lost: Money,
        name: String,
    },
}

/// A kind of object at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum ProviderObject {
    Payment,
    PaymentPage,
    Refund,
    Dispute,
}

/// What the bank says of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeNews {
    Opened { evidence_due_at_ms: Option<i64> },
    Lost,
}

impl Matter {
    /// What staff must be allowed to do to settle it: money is settled by those who handle it.
    pub fn settled_by(&self) -> Permission {
        match self {
            Self::UndeliveredMail { .. } => Permission::ClearAttention,
            Self::StockShortage { .. } | Self::OtherAddress { .. } => Permission::Fulfil,
            Self::WebhookDisabled { .. } => Permission::ManageWebhooks,
            Self::DeadJob { .. }
            | Self::RepeatingJob { .. }
            | Self::UnpaidPieces { .. }
            | Self::DeclinedCards { .. }
            | Self::RefundFailed { .. }
            | Self::ManualRefund { .. }
            | Self::UnknownRefund { .. }
            | Self::UnknownPayment { .. }
            | Self::UnknownDispute { .. }
            | Self::UnreadableEvent
            | Self::UnreadablePayment { .. }
            | Self::WrongMode { .. }
            | Self::PaymentMismatch { .. }
            | Self::Dispute { .. } => Permission::HandleMoney,
        }
    }

    /// Who that is, for a reader who may not.
    pub fn settlers(&self) -> &'static str {
        match self.settled_by() {
            Permission::Fulfil => "Those who make and ship settle this.",
            Permission::ManageWebhooks => "The owner settles this.",
            _ => "The owner or finance settles this.",
        }
    }

    /// What it is called on pages.
    pub fn label(&self) -> &'static str {
        match self {
            Self::DeadJob { .. } => "work given up",
            Self::UndeliveredMail { .. } => "mail not delivered",
            Self::RepeatingJob { .. } => "repeating job",
            Self::WebhookDisabled { .. } => "webhook disabled",
            Self::UnpaidPieces { .. } => "unpaid pieces",
            Self::DeclinedCards { .. } => "declined cards",
            Self::RefundFailed { .. } => "refund failed",
            Self::ManualRefund { .. } => "refund by hand",
            Self::UnknownRefund { .. } => "unknown refund",
            Self::UnknownPayment { .. } => "unknown payment",
            Self::UnknownDispute { .. } => "unknown dispute",
            Self::UnreadableEvent => "unreadable event",
            Self::UnreadablePayment { .. } => "unreadable payment",
            Self::WrongMode { .. } => "wrong mode",
            Self::PaymentMismatch { .. } => "payment mismatch",
            Self::Dispute { .. } => "dispute",
            Self::StockShortage { .. } => "stock shortage",
            Self::OtherAddress { .. } => "another address",
        }
    }

    /// Whether it is opened again when the same thing happens after it was settled. What is about one object at the
    /// provider that will never be ours, and is listed again and again, is not.
    pub fn may_reopen(&self) -> bool {
        !matches!(
            self,
            Self::UnknownRefund { .. }
                | Self::UnknownPayment { .. }
                | Self::UnknownDispute { .. }
                | Self::UnreadableEvent
                | Self::UnreadablePayment { .. }
                | Self::OtherAddress { .. }
        )
    }

    /// Whether it is about a limit that staff can lift.
    pub fn is_limit(&self) -> bool {
        matches!(self, Self::UnpaidPieces { .. } | Self::DeclinedCards { .. })
    }
}

/// Something that a person must look at, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionView {
    pub id: String,
    pub matter: Matter,
    pub sentence: String,
    pub order_number: Option<String>,
    pub opened_at_ms: i64,
    /// Whether whoever looks may say that it is settled.
    pub may_settle: bool,
}
