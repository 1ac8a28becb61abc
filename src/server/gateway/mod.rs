//! The port to the payment provider: all that the shop asks of one, as types and calls. The one adapter is [`Stripe`];
//! the stand-in for development is reached through it too, over HTTP.
//!
//! A provider makes **intents** (a payment of one amount, whose secret lets a browser pay it), **hosted sessions** (a page
//! of its own for one amount) and **payment links** (an address that opens such a page for whoever visits it); it sends
//! money back as **refunds** and hears of **disputes**. Every one of them carries the ids that it was made with, and is
//! found by them again.
//!
//! What holds for each call, whatever the provider (`tests/it/provider` checks it):
//!
//! - Nothing is made twice. A call that makes something is given its key; when its answer is lost, the same call answers
//!   with what the first one made, as the provider's own idempotency or a look at its lists allows.
//! - A list goes to its end, and what in it can't be read is named and hides nothing else.
//! - A call that comes too late (the intent is paid, the session over) answers [`GatewayError::OutOfStep`] and changes
//!   nothing; an id that the provider does not know is [`GatewayError::Unknown`]; [`GatewayError::Unavailable`] means that
//!   the same call may be made again.
//! - Nothing is decided here: an adapter translates, `server::payments` decides.

mod error;
mod event;
mod objects;
mod stripe;

use async_trait::async_trait;
use axum::http::HeaderMap;
pub use error::{GatewayError, GatewayResult};
pub use event::{EventError, EventSubject, ProviderEvent};
pub use objects::*;
pub use stripe::{SANDBOX_WEBHOOK_SECRET, Stripe};

use crate::domain::money::Money;

/// What an adapter is made of. The embedded stand-in's address is known once it listens.
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

/// All of a provider: the account and its events, and each kind of object.
pub trait PaymentProvider: Intents + HostedSessions + PaymentLinks + Refunds {
    /// Whether money is real. What belongs to the other mode is never taken for a payment.
    fn livemode(&self) -> bool;

    /// The key that a browser pays with; it is no secret.
    fn publishable_key(&self) -> &str;

    /// The provider's script for the payment fields.
    fn script_url(&self) -> &str;

    /// What a page that takes payments must be allowed to load.
    fn origins(&self) -> PayOrigins;

    /// Reads what the provider sent to the webhook's address at `now_s` (unix seconds), after its signature was checked
    /// over the bytes as they came. An event says where to look; it is never believed.
    fn read_event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now_s: i64,
    ) -> Result<ProviderEvent, EventError>;
}

/// Payments that the customer makes on the shop's own page.
#[async_trait]
pub trait Intents: Send + Sync {
    /// Opens an intent with every method that the account has switched on. One that was made for the attempt by an
    /// earlier call with this key is answered in its place.
    async fn open_intent(&self, charge: &Charge) -> GatewayResult<Intent>;

    /// Asks how an intent stands.
    async fn fetch_intent(&self, id: &str) -> GatewayResult<Intent>;

    /// Cancels an intent. One that succeeded or is processing is [`GatewayError::OutOfStep`].
    async fn cancel_intent(&self, id: &str) -> GatewayResult<Intent>;

    /// Ids of the tries of an intent that a bank declined, newest first, of the last hundred.
    async fn declines_of(&self, intent_id: &str) -> GatewayResult<Vec<String>>;

    /// Every intent created at or after a time (unix seconds), newest first.
    async fn intents_since(&self, created_s: i64) -> GatewayResult<Listed<Intent>>;

    /// Every intent since a time (unix seconds) that names an attempt, newest first.
    async fn intents_for(&self, attempt_id: &str, since_s: i64) -> GatewayResult<Vec<Intent>> {
        let mut listed = self.intents_since(since_s).await?.items;
        listed.retain(|intent| intent.attempt_id.as_deref() == Some(attempt_id));
        Ok(listed)
    }
}

/// Pages of the provider's own, each for one amount.
#[async_trait]
pub trait HostedSessions: Send + Sync {
    /// Opens a page that takes exactly this amount and lives until `expires_at_ms`.
    async fn open_session(
        &self,
        charge: &Charge,
        success_url: &str,
        cancel_url: &str,
        expires_at_ms: i64,
    ) -> GatewayResult<HostedSession>;

    async fn fetch_session(&self, id: &str) -> GatewayResult<HostedSession>;

    /// Closes a page that is still open; one that was completed or has expired is [`GatewayError::OutOfStep`].
    async fn expire_session(&self, id: &str) -> GatewayResult<HostedSession>;

    /// Every session created at or after a time (unix seconds), newest first.
    async fn sessions_since(&self, created_s: i64) -> GatewayResult<Listed<HostedSession>>;

    /// Every session since a time (unix seconds) that names an attempt and was opened by no link, newest first.
    async fn sessions_for(
        &self,
        attempt_id: &str,
        since_s: i64,
    ) -> GatewayResult<Vec<HostedSession>> {
        let mut listed = self.sessions_since(since_s).await?.items;
        listed.retain(|session| {
            session.attempt_id.as_deref() == Some(attempt_id) && session.link_id.is_none()
        });
        Ok(listed)
    }
}

/// Addresses at the provider that open a hosted page for one amount, for whoever visits them, until it is paid.
#[async_trait]
pub trait PaymentLinks: Send + Sync {
    /// Makes a link that takes exactly this amount, once, and asks where the piece goes. Its sessions and their
    /// payments carry our ids.
    async fn open_link(&self, charge: &Charge, words: &LinkWords) -> GatewayResult<PaymentLink>;

    async fn fetch_link(&self, id: &str) -> GatewayResult<PaymentLink>;

    /// The sessions that visitors of a link have opened, newest first, at most a hundred of a kind: those that are
    /// still open, or those that were completed.
    async fn sessions_of_link(&self, id: &str, open: bool) -> GatewayResult<Vec<HostedSession>>;

    /// Closes a link for good: it opens no further session, and those that stand open are closed too. Where somebody
    /// has paid by it, or is paying, this is [`GatewayError::OutOfStep`].
    async fn close_link(&self, id: &str) -> GatewayResult<()>;

    /// Every payment link that still opens sessions, newest first.
    async fn open_links(&self) -> GatewayResult<Listed<PaymentLink>>;

    /// Every payment link that names an attempt and is still open, newest first.
    async fn links_for(&self, attempt_id: &str) -> GatewayResult<Vec<PaymentLink>> {
        let mut listed = self.open_links().await?.items;
        listed.retain(|link| link.attempt_id.as_deref() == Some(attempt_id));
        Ok(listed)
    }
}

/// Money on its way back: refunds that the shop asks for, and disputes that it does not.
#[async_trait]
pub trait Refunds: Send + Sync {
    /// Refunds part or all of an intent. `refund_id` is ours: a refund that carries it already is answered in its place,
    /// so that money is never sent twice.
    async fn refund(
        &self,
        intent_id: &str,
        amount: Money,
        refund_id: &str,
        key: &str,
    ) -> GatewayResult<ProviderRefund>;

    async fn fetch_refund(&self, id: &str) -> GatewayResult<ProviderRefund>;

    /// Every refund of an intent, newest first, at most a hundred.
    async fn refunds_of(&self, intent_id: &str) -> GatewayResult<Vec<ProviderRefund>>;

    /// Every refund created at or after a time (unix seconds), newest first.
    async fn refunds_since(&self, created_s: i64) -> GatewayResult<Listed<ProviderRefund>>;

    async fn fetch_dispute(&self, id: &str) -> GatewayResult<ProviderDispute>;

    /// Every dispute created at or after a time (unix seconds), newest first.
    async fn disputes_since(&self, created_s: i64) -> GatewayResult<Listed<ProviderDispute>>;
}
