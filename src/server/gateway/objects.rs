//! The provider's objects as the shop knows them. Amounts are [`Money`]; ids are the provider's.

use crate::domain::money::Money;

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
