//! The job that asks the provider for a refund.

use super::enqueue::{self, Details};
use super::{advance, owed, record};
use crate::domain::attention::{Matter, NotRefunded};
use crate::domain::money::Money;
use crate::domain::order::history::OrderFact;
use crate::domain::refund::{RefundEvent, RefundStatus};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::refunds::RefundRow;
use crate::server::error::{Error, Result};
use crate::server::orders;
use crate::server::returns::refund as returned;
use crate::server::state::App;
use crate::unit_of_work;

/// The job: asks the provider for a refund. Asking again finds the first one.
pub async fn send(app: &App, refund_id: &str) -> Result<()> {
    let (refund, attempt) = {
        let mut conn = app.db.read().await?;
        let gone = || Error::fault(format!("there is no refund {refund_id}"));
        let refund = db::refunds::by_id(&mut conn, refund_id)
            .await?
            .ok_or_else(gone)?;
        let attempt = db::payments::attempt(&mut conn, &refund.attempt_id)
            .await?
            .ok_or_else(gone)?;
        (refund, attempt)
    };
    let waits = refund.state == RefundStatus::Requested;
    let Some(intent_id) = attempt.intent_id.filter(|_| waits) else {
        return Ok(());
    };
    // What staff refunded in the provider's dashboard meanwhile is not refunded again.
    record::sync_of_intent(app, &intent_id).await?;
    let Some(refund) = fitted(app, refund_id).await? else {
        return Ok(());
    };
    let answer = app
        .gateway
        .refund(
            &intent_id,
            refund.amount,
            &refund.id,
            &refund.idempotency_key,
        )
        .await?;
    record::record(app, answer).await
}

/// A refund that is still to be sent and fits into what remains of its payment. One that is too large gives way to a
/// smaller one, or to none.
async fn fitted(app: &App, refund_id: &str) -> Result<Option<RefundRow>> {
    unit_of_work!(app, &Actor::Shop, work => {
        let now = work.now;
        let none = || Error::fault(format!("there is no refund {refund_id}"));
        let refund = db::refunds::by_id(&mut work, refund_id).await?.ok_or_else(none)?;
        let mut order = db::orders::lock(&mut work, &refund.order_id).await?;
        let attempt = db::payments::lock_attempt(&mut work, &refund.attempt_id).await?;
        let refund = db::refunds::lock(&mut work, refund_id).await?;
        if refund.state != RefundStatus::Requested {
            return Ok(None);
        }
        if db::refunds::is_disputed(&mut work, &order.id).await? {
            advance(&mut work, &refund, RefundEvent::Fail, None).await?;
            record::update_request(&mut work, &refund, &attempt).await?;
            returned::failed(&mut work, &order, &refund).await?;
            let matter = Matter::RefundFailed { order: order.number, amount: refund.amount, because: NotRefunded::Disputed };
            db::attention::open(&mut work, &matter, &owed::key(&refund.id), Some(&order.id), now).await?;
            let fact = OrderFact::RefundDisputed { amount: refund.amount, order: order.number };
            orders::record(&mut work, &mut order, &fact, true).await?;
            return Ok(None);
        }
        let excess = db::refunds::total_of_attempt(&mut work, &attempt.id).await? - attempt.amount.minor;
        if excess <= 0 {
            return Ok(Some(refund));
        }
        advance(&mut work, &refund, RefundEvent::Cancel, None).await?;
        let rest = Money::new(refund.amount.minor - excess, refund.amount.currency);
        if rest.minor > 0 {
            let return_id = refund.return_id.as_deref();
            let details = Details { reason: &refund.reason, return_id, ..Details::because(refund.cause) };
            enqueue::refund(&mut work, &order, &attempt, rest, details).await?;
        }
        record::update_request(&mut work, &refund, &attempt).await?;
        orders::record(&mut work, &mut order, &OrderFact::RefundedElsewhere, true).await?;
        Ok(None)
    })
}
