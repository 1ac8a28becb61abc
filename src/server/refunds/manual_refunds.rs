//! Manual refunds: money that did not come by the provider is refunded by staff, who say when they have.

use super::enqueue::by_hand_key;
use super::{advance, record};
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::order::order_number;
use crate::domain::payment::reference;
use crate::domain::refund::{RefundEvent, RefundStatus};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::orders::mails;
use crate::server::orders::{self, audited};
use crate::server::state::App;
use crate::unit_of_work;

/// Whether a refund waits to be made by hand, and where it is seen is written; nothing is changed.
pub async fn check(app: &App, order_id: &str, refund_id: &str, seen: &str) -> Result<()> {
    let mut conn = app.db.read().await?;
    let refund = super::of_order(&mut conn, order_id, refund_id).await?;
    let attempt = db::payments::attempt(&mut conn, &refund.attempt_id).await?;
    let by_hand = attempt.is_some_and(|attempt| attempt.method.is_manual());
    if !by_hand || refund.state != RefundStatus::Requested {
        return Err(marked_already());
    }
    reference(seen).map(drop).map_err(Error::from)
}

fn marked_already() -> Error {
    Error::conflict("This money has been marked as given back already. Reload the page.")
}

/// Staff record that they made a manual refund. It leaves the ledger, the attention queue forgets it, and the customer
/// is notified.
pub async fn made(
    app: &App,
    actor: &Actor,
    order_id: &str,
    refund_id: &str,
    seen: &str,
) -> Result<()> {
    let seen = reference(seen)?;
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let known = super::of_order(&mut work, order_id, refund_id).await?;
        let attempt = db::payments::lock_attempt(&mut work, &known.attempt_id).await?;
        let refund = db::refunds::lock(&mut work, refund_id).await?;
        if !attempt.method.is_manual() || refund.state != RefundStatus::Requested {
            return Err(marked_already());
        }
        advance(&mut work, &refund, RefundEvent::Succeed, None).await?;
        record::book(&mut work, &order, &attempt, &refund).await?;
        let fact = OrderFact::RefundedByHand { amount: refund.amount, method: attempt.method };
        orders::record(&mut work, &mut order, &fact, false).await?;
        let fact = OrderFact::RefundSeen { by: actor.label().into(), seen: seen.into() };
        orders::record(&mut work, &mut order, &fact, true).await?;
        let done = format!("{} given back for {}: {seen}", refund.amount, order_number(order.number));
        // Before refunds could be made in parts, the queue knew them by their payment.
        for about in [refund_id, attempt.id.as_str()] {
            let key = by_hand_key(about);
            db::attention::resolve_by_key(&mut work, &key, actor.label(), &done, now).await?;
        }
        let action = Action::MoneyGivenBack { amount: refund.amount, reference: seen.into() };
        audited(&mut work, &order, action).await?;
        mails::refunded(&mut work, &order, &refund, attempt.method).await
    })
}
