//! What is due, how it may be paid, and the states of a payment request and of its attempts.

use super::money::Money;
use super::problem::Problems;
use super::refund::RefundCause;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How a customer chose to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum PaymentMethod {
    /// The Payment Element on our own page: cards, wallets and whatever the account has switched on.
    Card,
    /// The provider's own checkout page.
    Hosted,
    /// A payment link at the provider, which the studio makes for a part of a custom order. Nobody chooses it.
    #[named("payment_link")]
    Link,
    BankTransfer,
    CashOnCollection,
}

impl PaymentMethod {
    /// Staff confirm the money; no provider is asked.
    pub fn is_manual(self) -> bool {
        matches!(self, Self::BankTransfer | Self::CashOnCollection)
    }

    /// How money that came this way is refunded, as the end of a sentence.
    pub fn refund_way(self) -> &'static str {
        match self {
            Self::Card | Self::Hosted | Self::Link => "the way it was paid",
            Self::BankTransfer => "by bank transfer",
            Self::CashOnCollection => "in cash",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Card => "Card or wallet",
            Self::Hosted => "Stripe’s payment page",
            Self::Link => "Stripe payment link",
            Self::BankTransfer => "Bank transfer",
            Self::CashOnCollection => "Cash on collection",
        }
    }
}

/// What can be done without a card, as a sentence.
pub fn instead(others: &[PaymentMethod]) -> String {
    let named: Vec<String> = others
        .iter()
        .map(|method| method.label().to_lowercase())
        .collect();
    match named.as_slice() {
        [] => "There is no other way to pay here: change what you order, or write to us.".into(),
        _ => format!("You can pay by {}.", named.join(" or by ")),
    }
}

/// What does not match between a payment that arrived and the one that was due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Mismatch {
    OtherPayment {
        intent: String,
    },
    OtherAmount {
        received: Money,
        due: Money,
    },
    /// Test or live.
    OtherMode,
    OtherOrder,
}

impl Mismatch {
    /// A part of a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::OtherPayment { intent } => {
                format!("the payment {intent} is not the one that was opened for this order")
            }
            Self::OtherAmount { received, due } => {
                format!("{received} arrived where {due} was due")
            }
            Self::OtherMode => "it was paid in the other mode (test or live) of the account".into(),
            Self::OtherOrder => "the provider names another order for it".into(),
        }
    }
}

/// An amount due on an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum RequestState {
    Open,
    Paid,
    PartiallyRefunded,
    Refunded,
    Cancelled,
}

impl RequestState {
    /// The state of a request of which `paid` was received and `refunded` was refunded (minor units).
    pub fn after_refund(paid_minor: i64, refunded_minor: i64) -> RequestState {
        match refunded_minor {
            0 => Self::Paid,
            n if n >= paid_minor => Self::Refunded,
            _ => Self::PartiallyRefunded,
        }
    }
}

/// One try at paying a request: an intent, a hosted session, or a pending transfer or cash payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum AttemptState {
    Created,
    RequiresAction,
    Processing,
    Succeeded,
    Cancelled,
    Expired,
}

impl AttemptState {
    /// At most one attempt of a request is live.
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Self::Created | Self::RequiresAction | Self::Processing
        )
    }

    /// Whether the provider's word may move an attempt from this state to `next`. What has succeeded stays so;
    /// a cancelled or expired attempt may still turn out to have been paid.
    pub fn may_become(self, next: AttemptState) -> bool {
        match (self, next) {
            (Self::Succeeded, _) => false,
            (_, Self::Succeeded) => true,
            (Self::Cancelled | Self::Expired, _) => false,
            (Self::Created | Self::RequiresAction | Self::Processing, _) => self != next,
        }
    }
}

/// Why money that arrived was not accepted for its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is not what was due. It is kept apart until a person has looked at it.
    Mismatch,
    /// It was refunded by itself.
    Refunded(RefundCause),
}

impl Unusable {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Refunded(cause) => cause.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "mismatch" => Some(Self::Mismatch),
            cause => RefundCause::parse(cause).map(Self::Refunded),
        }
    }
}

impl FromStr for Unusable {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text).ok_or_else(|| format!("“{text}” is no reason to refuse money"))
    }
}

/// Longest reference, in characters.
const REFERENCE_MAX: usize = 200;

/// Where money that moved by hand is seen: what the bank statement or the receipt says, trimmed.
pub fn reference(typed: &str) -> Result<&str, Problems> {
    let text = typed.trim();
    if text.is_empty() || text.chars().count() > REFERENCE_MAX {
        let message = format!(
            "Write where the money is seen, such as the date of the bank statement (at most {REFERENCE_MAX} characters)."
        );
        return Err(Problems::one("reference", "required", message));
    }
    Ok(text)
}

/// The payment state of an order, derived from its requests and never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum PaymentState {
    Unpaid,
    /// The bank is still confirming the money.
    Processing,
    PartiallyPaid,
    Paid,
    PartiallyRefunded,
    Refunded,
    Cancelled,
}

impl PaymentState {
    /// Derives the state from each request's state and whether one has an attempt that is processing.
    pub fn of(requests: &[RequestState], processing: bool) -> PaymentState {
        use RequestState::*;
        let has = |wanted: RequestState| requests.contains(&wanted);
        let open = has(Open);
        let received = has(Paid) || has(PartiallyRefunded);
        match (open, received) {
            (true, true) => Self::PartiallyPaid,
            (true, false) if processing => Self::Processing,
            (true, false) => Self::Unpaid,
            (false, _) if has(PartiallyRefunded) || (has(Paid) && has(Refunded)) => {
                Self::PartiallyRefunded
            }
            (false, true) => Self::Paid,
            (false, false) if has(Refunded) => Self::Refunded,
            (false, false) => Self::Cancelled,
        }
    }
}

/// What the pay page needs: how much, how, until when. It carries the client secret and is never logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayView {
    pub order_number: String,
    pub order_token: String,
    pub due: Money,
    /// The way that is open; `None` where one is still to be chosen.
    pub method: Option<PaymentMethod>,
    pub state: AttemptState,
    /// Present for the Payment Element only.
    pub element: Option<ElementKeys>,
    /// Where the payment link that the studio made leads; while there is one, it is the one way to pay.
    pub link_url: Option<String>,
    /// When the hold on the pieces ends, in unix milliseconds; the page counts down to it.
    pub hold_expires_at_ms: Option<i64>,
    /// The last refusal in the provider's words, if the customer's last try was declined.
    pub last_error: Option<String>,
    /// Payment instructions for a transfer or for paying in person.
    pub instructions: Option<String>,
    /// Where the browser comes back to.
    pub return_url: String,
    /// Every other way that is offered for this amount.
    pub other_methods: Vec<PaymentMethod>,
    pub lines: Vec<super::order::OrderLineView>,
    pub totals: super::order::AmountsView,
}

/// What Stripe.js needs to show the Payment Element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElementKeys {
    pub publishable_key: String,
    pub client_secret: String,
    pub script_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_succeeded_never_goes_back() {
        for next in AttemptState::ALL {
            assert!(!AttemptState::Succeeded.may_become(next));
        }
        assert!(AttemptState::Cancelled.may_become(AttemptState::Succeeded));
        assert!(!AttemptState::Cancelled.may_become(AttemptState::Processing));
        assert!(AttemptState::RequiresAction.may_become(AttemptState::Created));
    }

    #[test]
    fn why_money_is_unusable_is_read_back() {
        let refunded = RefundCause::ALL.map(Unusable::Refunded);
        for why in refunded.into_iter().chain([Unusable::Mismatch]) {
            assert_eq!(Unusable::parse(why.as_str()), Some(why));
        }
        assert_eq!(Unusable::parse("second payment"), None);
    }

    #[test]
    fn an_orders_payment_state_follows_its_requests() {
        use RequestState::*;
        for (requests, processing, expected) in [
            (vec![Open], false, PaymentState::Unpaid),
            (vec![Open], true, PaymentState::Processing),
            (vec![Paid], false, PaymentState::Paid),
            (vec![Paid, Open], false, PaymentState::PartiallyPaid),
            (vec![Refunded], false, PaymentState::Refunded),
            (
                vec![PartiallyRefunded],
                false,
                PaymentState::PartiallyRefunded,
            ),
            (vec![Paid, Refunded], false, PaymentState::PartiallyRefunded),
            (vec![Cancelled], false, PaymentState::Cancelled),
            (vec![Cancelled, Paid], false, PaymentState::Paid),
        ] {
            assert_eq!(
                PaymentState::of(&requests, processing),
                expected,
                "{requests:?}"
            );
        }
    }

    #[test]
    fn a_refund_in_parts_ends_as_refunded() {
        assert_eq!(RequestState::after_refund(100, 0), RequestState::Paid);
        assert_eq!(
            RequestState::after_refund(100, 40),
            RequestState::PartiallyRefunded
        );
        assert_eq!(RequestState::after_refund(100, 100), RequestState::Refunded);
    }
}
