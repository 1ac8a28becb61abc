//! The port to the payment provider, in the shop's own words. The one adapter is `stripe`; the sandbox is reached
//! through it too, over HTTP. Amounts are [`Money`]; ids are the provider's.

pub mod signature;
mod stripe;

use crate::domain::money::Money;
pub use stripe::{Gateway, SANDBOX_WEBHOOK_SECRET};

/// What the adapter is made of. The embedded stand-in's address is known once it listens.
#[derive(Clone, Debug, Default)]
pub struct GatewaySettings {
    pub secret_key: Option<String>,
    pub publishable_key: Option<String>,
    /// Any of them may have signed a webhook.
    pub webhook_secrets: Vec<String>,
    pub api_base: Option<String>,
    pub script_url: Option<String>,
    /// Whether the stand-in takes the provider's place.
    pub sandbox: bool,
}

/// Where the payment provider's script, frames, calls and pages live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayOrigins {
    pub script: String,
    pub frames: String,
    pub connect: String,
    pub forms: String,
}

#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The provider refused for a reason the customer can act on.
    #[error("declined: {0}")]
    Declined(String),
    /// The provider can't be reached, is too slow or answered 5xx: the same call with the same key may be repeated.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The request is wrong for the state the object is in (already paid, already cancelled).
    #[error("out of step: {0}")]
    OutOfStep(String),
    /// The amount is one that the provider does not charge, at today's exchange rate or at all.
    #[error("the amount is refused: {0}")]
    AmountRefused(String),
    /// Our keys or parameters are wrong: staff must look.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
    #[error("unknown to the provider: {0}")]
    Unknown(String),
    /// The provider answered with something that can't be read here, such as a payment in a currency that is not known.
    #[error("can’t be read: {0}")]
    Unreadable(String),
}

impl GatewayError {
    pub fn status(&self) -> u16 {
        match self {
            Self::Declined(_) => 402,
            Self::AmountRefused(_) => 422,
            Self::Unavailable(_) => 503,
            Self::OutOfStep(_) => 409,
            Self::Misconfigured(_) | Self::Unknown(_) | Self::Unreadable(_) => 502,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::Declined(_) => "declined",
            Self::AmountRefused(_) => "payment_not_available",
            Self::Unavailable(_) => "provider_unavailable",
            Self::OutOfStep(_) => "provider_out_of_step",
            Self::Misconfigured(_) | Self::Unknown(_) => "provider_refused",
            Self::Unreadable(_) => "provider_unreadable",
        }
    }

    /// What the customer is told.
    pub fn sentence(&self) -> String {
        match self {
            Self::Declined(why) => why.clone(),
            Self::AmountRefused(_) => {
                "The payment service does not take this amount. Please pay another way, or write to us.".into()
            }
            Self::Unavailable(_) => {
                "The payment service can’t be reached just now. Your order is kept; please try again in a moment.".into()
            }
            Self::OutOfStep(_) => "This payment has moved on meanwhile. Reload the page to see where it stands.".into(),
            Self::Misconfigured(_) | Self::Unknown(_) | Self::Unreadable(_) => {
                "The payment service refused this request. Your order is kept; please write to us, or pay another way.".into()
            }
        }
    }
}

/// How an intent stands at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentState {
    /// Waiting for a payment method, or for a new one after a decline.
    Open,
    /// Waiting for the customer's bank, such as 3-D Secure.
    RequiresAction,
    Processing,
    Succeeded,
    Cancelled,
}

/// A payment intent as the provider knows it.
#[derive(Clone, Debug)]
pub struct Intent {
    pub id: String,
    pub state: IntentState,
    pub amount: Money,
    pub received: Money,
    pub livemode: bool,
    pub client_secret: Option<String>,
    pub last_error: Option<String>,
    pub order_id: Option<String>,
    pub attempt_id: Option<String>,
    pub created_s: i64,
}

impl Intent {
    /// A customer who holds its secret could pay it.
    pub fn is_payable(&self) -> bool {
        matches!(self.state, IntentState::Open | IntentState::RequiresAction)
    }

    /// It has brought money, or is about to.
    pub fn brings_money(&self) -> bool {
        matches!(self.state, IntentState::Succeeded | IntentState::Processing)
    }
}

/// A hosted checkout session as the provider knows it.
#[derive(Clone, Debug)]
pub struct HostedSession {
    pub id: String,
    pub url: Option<String>,
    pub open: bool,
    pub expired: bool,
    pub intent_id: Option<String>,
    pub expires_at_ms: i64,
    /// Where its customer wants it sent, in one line, where the page asked for that.
    pub ship_to: Option<String>,
    /// The payment link that opened it.
    pub link_id: Option<String>,
    pub attempt_id: Option<String>,
}

impl HostedSession {
    /// The customer is done with the page; the money may still be on its way.
    pub fn is_complete(&self) -> bool {
        !self.open && !self.expired
    }
}

/// A payment link as the provider knows it: an address that opens a session for whoever visits it.
#[derive(Clone, Debug)]
pub struct PaymentLink {
    pub id: String,
    pub url: String,
    /// Whether it opens further sessions.
    pub active: bool,
    pub attempt_id: Option<String>,
}

/// What the provider's page says and does around a payment link.
#[derive(Clone, Debug)]
pub struct LinkWords {
    /// What is paid, as the page names it.
    pub title: String,
    /// The country that the piece goes to, as two letters.
    pub country: String,
    /// Where the browser is sent when it is paid.
    pub back: String,
    /// What a visitor reads when the link takes no money any more.
    pub closed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    Pending,
    Succeeded,
    Failed,
    Cancelled,
}

#[derive(Clone, Debug)]
pub struct ProviderRefund {
    pub id: String,
    pub intent_id: Option<String>,
    pub amount: Money,
    pub state: RefundState,
    /// Our own refund's id, when we asked for it.
    pub refund_id: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ProviderDispute {
    pub id: String,
    pub intent_id: Option<String>,
    pub amount: Money,
    pub status: String,
    pub reason: String,
    pub evidence_due_at_ms: Option<i64>,
    /// What of it has been taken from us and not given back, in the dispute's own currency.
    pub withdrawn: Money,
    /// What the provider booked on our balance for it.
    pub entries: Vec<BalanceEntry>,
}

/// An entry of our balance at the provider, as it is there: its currency is the balance's, which the order need not be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceEntry {
    pub id: String,
    /// Below zero where money was taken, in the provider's smallest unit.
    pub amount_minor: i64,
    pub fee_minor: i64,
    /// Three capital letters.
    pub currency: String,
    pub booked_at_ms: i64,
}

/// What a new intent or session is made from.
#[derive(Clone, Debug)]
pub struct Charge {
    pub order_id: String,
    pub order_number: String,
    pub attempt_id: String,
    pub amount: Money,
    pub email: String,
    pub idempotency_key: String,
    /// Nothing was made for the attempt before this time, in unix seconds.
    pub since_s: i64,
}

/// A list at the provider, with whatever in it could not be read.
#[derive(Clone, Debug)]
pub struct Listed<T> {
    pub items: Vec<T>,
    pub unreadable: Vec<Unreadable>,
    /// When the newest of them was created, by the provider's clock in unix seconds; 0 where there is none.
    pub newest_s: i64,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed {
            items: Vec::new(),
            unreadable: Vec::new(),
            newest_s: 0,
        }
    }
}

/// An object at the provider that can't be read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub id: String,
    pub why: String,
}
