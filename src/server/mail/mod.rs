//! Mail: every kind there is, enqueued in the transaction that needs it, delivered by a job.
//!
//! **Invariant:** no order waits for a mail. A mail that can't be sent is tried again and then seen by staff.

mod account;
mod commission;
#[cfg(test)]
mod commission_samples;
mod content;
pub mod eml;
mod facts;
mod mailer;
mod money;
mod pictures;
#[cfg(test)]
mod return_samples;
mod returns;
#[cfg(test)]
mod samples;
mod templates;
#[cfg(test)]
mod tests;

pub use account::AccountNews;
pub use commission::{CommissionFacts, CommissionNews, MailPicture, PaymentAsked};
pub use facts::OrderFacts;
pub use mailer::Mailer;
pub use money::{MoneyFacts, MoneyNews};
pub use returns::{ReturnFacts, ReturnNews};

use super::db::{self, Conn};
use super::error::{Error, Result};
use super::jobs::{self, Job};
use super::keys::new_id;
use super::state::App;
use crate::domain::mail::MailState;
use crate::domain::money::Money;
use crate::domain::order_status::CancelReason;
use crate::domain::payment::PaymentMethod;
use crate::transact;
use content::MailContent;
use serde::{Deserialize, Serialize};

/// What stored links are sealed for; see [`crate::server::keys::Keys::seal`].
const SEALED_LINK: &str = "mail link";

/// Every mail there is, with what its words need. Links are absolute addresses of this shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    /// Placed and not yet paid, by a manual method: what the customer does next.
    OrderPlaced {
        order: OrderFacts,
        method: PaymentMethod,
        /// The shop's bank details, or where and when to collect.
        instructions: String,
        hold_expires_at_ms: Option<i64>,
    },
    /// Paid.
    OrderConfirmed {
        order: OrderFacts,
        /// The number of its invoice, once there is one.
        #[serde(default)]
        invoice: Option<String>,
    },
    /// To the maker. The order's link leads to the admin.
    NewOrder {
        order: OrderFacts,
        customer_email: String,
        method: PaymentMethod,
        paid: bool,
        /// The maker was notified of it before, when it was not paid yet.
        #[serde(default)]
        known: bool,
    },
    OrderShipped {
        order: OrderFacts,
        /// Empty where nobody said who carries it.
        carrier: String,
        /// Empty where it is not tracked.
        tracking_number: String,
        tracking_url: Option<String>,
    },
    /// Ready to be collected; `due` is what the customer still has to bring.
    OrderReady {
        order: OrderFacts,
        collection_details: String,
        due: Option<Money>,
    },
    OrderCollected {
        order: OrderFacts,
        /// The studio brought it; else the customer came for it.
        #[serde(default)]
        handed_over: bool,
    },
    /// Cancelled by the customer or by staff; `refund` is what is being sent back.
    OrderCancelled {
        order: OrderFacts,
        by: CancelReason,
        reason: Option<String>,
        refund: Option<Money>,
        /// What the bank is still confirming: it is refunded if it arrives.
        #[serde(default)]
        arriving: Option<Money>,
        /// Everything was refunded before.
        #[serde(default)]
        given_back: bool,
    },
    /// Not paid in time: the pieces went back, the cart is kept.
    HoldExpired {
        order: OrderFacts,
        /// Its pieces are not in the cart any more: the order's page puts them back.
        #[serde(default)]
        left_cart: bool,
    },
    /// To the maker: a newer order of the same customer took the place of one that nobody had paid.
    OrderReplaced {
        order: OrderFacts,
        customer_email: String,
    },
    /// A payment was refused after the customer had left. With a hold there is still time to pay another way.
    PaymentFailed {
        order: OrderFacts,
        reason: Option<String>,
        hold_expires_at_ms: Option<i64>,
    },
    Refunded {
        order: OrderFacts,
        amount: Money,
        reason: Option<String>,
        /// How it is refunded: the way it was paid.
        #[serde(default)]
        way: Option<PaymentMethod>,
    },
    /// Money came when the pieces were gone, and went back: an apology.
    MoneyReturned {
        order: OrderFacts,
        amount: Money,
        /// Staff refund it, and another mail says when they have.
        #[serde(default)]
        by_hand: bool,
        /// Titles of what could not be taken again.
        pieces: Vec<String>,
    },
    /// The link to an order again, for whoever ordered.
    OrderLink {
        number: String,
        customer_name: String,
        link: String,
    },
    /// To a new e-mail address for an order: the link that takes it over.
    ConfirmOrderEmail {
        number: String,
        customer_name: String,
        link: String,
    },
    /// To the address that an order's mails went to before.
    OrderEmailChanged {
        number: String,
        customer_name: String,
        link: String,
    },
    /// About a custom order, to its customer or to the maker.
    Commission {
        facts: CommissionFacts,
        news: CommissionNews,
    },
    /// About something that is sent back, to its customer or to the maker.
    Return {
        facts: ReturnFacts,
        news: ReturnNews,
    },
    /// About money that went another way than planned, to the customer or to the studio.
    Money { facts: MoneyFacts, news: MoneyNews },
    /// About a customer's account.
    Account { name: String, news: AccountNews },
    /// To the shop: an endpoint was disabled, and why.
    WebhookDisabled {
        /// The server it was at.
        host: String,
        why: String,
        link: String,
    },
    /// To a new member of staff: the link that sets the first password.
    StaffWelcome {
        name: String,
        role: String,
        link: String,
    },
}

impl Mail {
    /// The name of [`Mail::NewOrder`].
    pub const NEW_ORDER: &str = "new_order";

    /// The name of this kind: its template's, in the database and in the logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::OrderPlaced { .. } => "order_placed",
            Self::OrderConfirmed { .. } => "order_confirmed",
            Self::NewOrder { .. } => Self::NEW_ORDER,
            Self::OrderShipped { .. } => "order_shipped",
            Self::OrderReady { .. } => "order_ready",
            Self::OrderCollected { .. } => "order_collected",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::HoldExpired { .. } => "hold_expired",
            Self::OrderReplaced { .. } => "order_replaced",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::Refunded { .. } => "refunded",
            Self::MoneyReturned { .. } => "money_returned",
            Self::OrderLink { .. } => "order_link",
            Self::ConfirmOrderEmail { .. } => "confirm_order_email",
            Self::OrderEmailChanged { .. } => "order_email_changed",
            Self::Commission { news, .. } => news.kind(),
            Self::Return { news, .. } => news.kind(),
            Self::Money { news, .. } => news.kind(),
            Self::Account { news, .. } => news.kind(),
            Self::WebhookDisabled { .. } => "webhook_disabled",
            Self::StaffWelcome { .. } => "staff_welcome",
        }
    }

    /// The order it is about, with all its facts.
    pub fn order(&self) -> Option<&OrderFacts> {
        match self {
            Self::OrderPlaced { order, .. }
            | Self::OrderConfirmed { order, .. }
            | Self::NewOrder { order, .. }
            | Self::OrderShipped { order, .. }
            | Self::OrderReady { order, .. }
            | Self::OrderCollected { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::HoldExpired { order, .. }
            | Self::OrderReplaced { order, .. }
            | Self::PaymentFailed { order, .. }
            | Self::Refunded { order, .. }
            | Self::MoneyReturned { order, .. } => Some(order),
            Self::OrderLink { .. }
            | Self::ConfirmOrderEmail { .. }
            | Self::OrderEmailChanged { .. }
            | Self::Commission { .. }
            | Self::Return { .. }
            | Self::Money { .. }
            | Self::Account { .. }
            | Self::WebhookDisabled { .. }
            | Self::StaffWelcome { .. } => None,
        }
    }

    /// The links that carry a token, and codes.
    fn links_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::OrderPlaced { order, .. }
            | Self::OrderConfirmed { order, .. }
            | Self::NewOrder { order, .. }
            | Self::OrderShipped { order, .. }
            | Self::OrderReady { order, .. }
            | Self::OrderCollected { order, .. }
            | Self::OrderCancelled { order, .. }
            | Self::HoldExpired { order, .. }
            | Self::OrderReplaced { order, .. }
            | Self::PaymentFailed { order, .. }
            | Self::Refunded { order, .. }
            | Self::MoneyReturned { order, .. } => vec![&mut order.link],
            Self::Commission { facts, .. } => {
                let mut links = vec![&mut facts.link];
                links.extend(facts.pay_link.as_mut());
                links
            }
            Self::Return { facts, .. } => vec![&mut facts.link],
            Self::Money { facts, .. } => vec![&mut facts.link],
            Self::Account { news, .. } => news.secrets_mut(),
            Self::OrderLink { link, .. }
            | Self::ConfirmOrderEmail { link, .. }
            | Self::OrderEmailChanged { link, .. }
            | Self::WebhookDisabled { link, .. }
            | Self::StaffWelcome { link, .. } => vec![link],
        }
    }
}

/// Enqueues a mail within the caller's transaction: it is delivered at least once, and once more at most per crash.
/// Tokens are never stored readable: the link is sealed under SECRET_KEY until it is sent.
pub async fn enqueue(
    conn: &mut Conn,
    app: &App,
    mail: &Mail,
    recipient: &str,
    order_id: Option<&str>,
) -> Result<()> {
    let mut kept = mail.clone();
    for link in kept.links_mut() {
        *link = app.keys.seal(SEALED_LINK, link)?;
    }
    let (id, now) = (new_id(), app.now_ms());
    let data = serde_json::to_string(&kept)?;
    db::mails::insert(conn, &id, mail.kind(), recipient, &data, order_id, now).await?;
    jobs::enqueue(conn, &Job::DeliverMail { mail_id: id }, now, now).await
}

/// Delivers an enqueued mail: the handler of [`Job::DeliverMail`]. A mail that was sent already is left alone.
///
/// Fails when the mail server can't be reached or refuses; the job then tries again.
pub async fn deliver(app: &App, mail_id: &str) -> Result<()> {
    let row = {
        let mut conn = app.db.read().await?;
        db::mails::load(&mut conn, mail_id).await?
    };
    let row = row.ok_or_else(|| Error::fault(format!("mail {mail_id} is not there")))?;
    if row.state == MailState::Sent {
        return Ok(());
    }
    let mut mail: Mail = serde_json::from_str(&row.data)?;
    for link in mail.links_mut() {
        *link = app.keys.open(SEALED_LINK, link)?;
    }

    let shop = app.shop().await?;
    let mut content = MailContent::write(&mail, &shop, &app.settings.public_url())?;
    let pictures = pictures::inline(app, &mail, &mut content).await;
    let sent = match app.mailer.compose(&row, &content, pictures) {
        Ok(message) => app.mailer.send(&row.id, message).await,
        Err(refusal) => Err(refusal),
    };
    match sent {
        Ok(()) => transact!(app.db, tx => {
            db::mails::mark_sent(&mut tx, &row.id, &content.subject, app.now_ms()).await
        }),
        Err(refusal) => {
            if refusal.for_good {
                transact!(app.db, tx => { db::mails::mark_failed(&mut tx, &row.id).await })?;
                return Err(Error::Final(refusal.sentence));
            }
            Err(Error::fault(refusal.sentence))
        }
    }
}
