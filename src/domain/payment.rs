//! What is due, how it may be paid, and the states of a payment request and of its attempts.

use super::money::Money;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

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

    /// How money goes back that came this way, as the end of a sentence.
    pub fn given_back(self) -> &'static str {
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
    /// The state of a request that received `paid` and gave back `refunded` (minor units).
    pub fn after_refund(paid_minor: i64, refunded_minor: i64) -> RequestState {
        match refunded_minor {
            0 => Self::Paid,
            n if n >= paid_minor => Self::Refunded,
            _ => Self::PartiallyRefunded,
        }
    }
}

/// One try at paying a request: an intent, a hosted session, or a promise to pay by hand.
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
    /// What a customer who pays by transfer or in person is told.
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
