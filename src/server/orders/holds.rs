//! Holds that expire: the order is cancelled, the stock is released, the cart stays, and the customer is notified.

use super::cancel;
use super::mails::{self, MoneyBack};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::payment::AttemptState;
use crate::server::actor::Actor;
use crate::server::clock::HOUR_MS;
use crate::server::db;
use crate::server::db::payments::AttemptRow;
use crate::server::error::Result;
use crate::server::jobs::{self, Job};
use crate::server::payments::close;
use crate::server::state::App;
use crate::transact;
use crate::unit_of_work;

/// Ends the hold of one order if its time has come. While its payment is being confirmed the hold goes on.
pub async fn expire(app: &App, order_id: &str) -> Result<()> {
    let due = {
        let mut conn = app.db.read().await?;
        db::orders::by_id(&mut conn, order_id).await?
    };
    let Some(order) = due.filter(|order| order.status == OrderStatus::Pending) else {
        return Ok(());
    };
    if order
        .hold_expires_at_ms
        .is_some_and(|end| end > app.now_ms())
    {
        return again(app, order_id, order.hold_expires_at_ms.unwrap_or_default()).await;
    }
    // Ask the provider once more, and close the attempt there, before letting go of the pieces.
    close::live_attempts(app, order_id).await?;
    unit_of_work!(app, &Actor::Shop, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        if order.status != OrderStatus::Pending || order.hold_expires_at_ms.is_none_or(|end| end > now) {
            return Ok(());
        }
        let attempts = db::payments::attempts(&mut work, order_id).await?;
        if attempts.iter().any(|attempt| attempt.state == AttemptState::Processing) {
            let later = now + HOUR_MS;
            db::orders::set_hold_end(&mut work, order_id, Some(later)).await?;
            return jobs::enqueue(&mut work, &Job::ExpireHold { order_id: order_id.into() }, later, now).await;
        }
        let (reason, fact) = why(&attempts);
        cancel::unpaid(&mut work, &mut order, reason, &fact).await?;
        mails::cancelled(&mut work, &order, reason, None, MoneyBack::Nothing).await
    })
}

/// Why an order ends whose time to pay is over: where the last try at paying it failed, that is why.
fn why(attempts: &[AttemptRow]) -> (CancelReason, OrderFact) {
    match attempts.last().and_then(|last| last.last_error.as_ref()) {
        Some(_) => (CancelReason::PaymentFailed, OrderFact::HoldExpiredUnpaid),
        None => (CancelReason::HoldExpired, OrderFact::HoldExpired),
    }
}

/// The hold was extended meanwhile: look again when it ends.
async fn again(app: &App, order_id: &str, at_ms: i64) -> Result<()> {
    let (job, now) = (
        Job::ExpireHold {
            order_id: order_id.into(),
        },
        app.now_ms(),
    );
    transact!(app.db, tx => { jobs::enqueue(&mut tx, &job, at_ms, now).await })
}

/// Expires every hold whose time has come. Runs before the shop says that it is ready, so that no hold outlives a stop.
pub async fn expire_due(app: &App) -> Result<usize> {
    let due = {
        let mut conn = app.db.read().await?;
        db::orders::with_ended_holds(&mut conn, app.now_ms()).await?
    };
    for order_id in &due {
        expire(app, order_id).await?;
    }
    Ok(due.len())
}
