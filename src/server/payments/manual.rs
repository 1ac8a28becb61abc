//! Manual payments (transfer, cash): staff confirm that the money arrived, and record what arrived too late.

use super::received;
use super::settle::Outcome;
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::payment::{AttemptState, reference};
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::{audited, record};
use crate::server::state::App;
use crate::unit_of_work;

/// The attempt that staff saw on an order's page, locked; 404 when it isn't one of this order's.
async fn locked_attempt(tx: &mut Conn, order: &OrderRow, attempt_id: &str) -> Result<AttemptRow> {
    let none = || Error::not_found("This order has no such payment. Reload the page.");
    let known = db::payments::attempt(tx, attempt_id).await?;
    let known = known.filter(|attempt| attempt.order_id == order.id);
    db::payments::lock_attempt(tx, &known.ok_or_else(none)?.id).await
}

/// Staff confirm that a transfer or cash that is awaited has arrived in full. `seen` is what the bank statement or
/// receipt says.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    order_id: &str,
    attempt_id: &str,
    seen: &str,
) -> Result<()> {
    let seen = reference(seen)?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let attempt = locked_attempt(&mut work, &order, attempt_id).await?;
        if !attempt.method.is_manual() || !attempt.state.is_live() {
            return Err(Error::conflict("This payment is not awaited any more. Reload the page."));
        }
        received::accept(&mut work, &mut order, &attempt).await?;
        let (amount, by) = (attempt.amount, actor.label().into());
        let fact = OrderFact::PaymentConfirmed { amount, by, seen: seen.into() };
        record(&mut work, &mut order, &fact, true).await?;
        audited(&mut work, &order, Action::PaymentConfirmed { reference: seen.into() }).await
    })
}

/// Staff record a transfer or cash that arrived when it was not awaited any more: its hold had ended, the order was
/// cancelled, or it had been paid another way. What follows is what follows from any late money.
pub async fn record_late(
    app: &App,
    actor: &Actor,
    order_id: &str,
    attempt_id: &str,
    seen: &str,
) -> Result<Outcome> {
    let seen = reference(seen)?;
    let outcome = unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let attempt = locked_attempt(&mut work, &order, attempt_id).await?;
        let given_up = matches!(attempt.state, AttemptState::Cancelled | AttemptState::Expired);
        if !attempt.method.is_manual() || !given_up {
            return Err(Error::conflict("This payment is recorded already, or still awaited. Reload the page."));
        }
        let outcome = received::accept(&mut work, &mut order, &attempt).await?;
        let (amount, by) = (attempt.amount, actor.label().into());
        let fact = OrderFact::LatePaymentRecorded { amount, by, seen: seen.into() };
        record(&mut work, &mut order, &fact, true).await?;
        audited(&mut work, &order, Action::LatePaymentRecorded { reference: seen.into() }).await?;
        Ok(outcome)
    })?;
    Ok(outcome)
}
