//! An amount that the provider turns out not to charge: its minimum follows the exchange rate, so it is known only when it
//! is asked. What was held for it is released at once, and its customer is offered the other ways to pay.

use super::methods;
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::payment::AttemptState;
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::error::{Error, Result};
use crate::server::orders::{cancel, record};
use crate::server::state::App;
use crate::unit_of_work;

/// Closes an attempt whose amount was rejected. An order that was placed to be paid so is cancelled with it; one that
/// was to be paid another way before stays, and can be paid so again. Returns the message for its customer.
pub async fn release_order(
    app: &App,
    attempt: &AttemptRow,
    order: &OrderRow,
    why: &str,
) -> Result<Error> {
    let shop = app.shop().await?;
    let taken = "The payment service does not take this amount.";
    let told = methods::cannot_take(&shop, order.collection, attempt.amount, taken);
    let sentence = told.to_string();
    tracing::warn!(order_id = order.id, why, "the provider refuses an amount");
    unit_of_work!(app, &Actor::Provider, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, &order.id).await?;
        let attempt = db::payments::lock_attempt(&mut work, &attempt.id).await?;
        if !attempt.state.is_live() {
            return Ok(());
        }
        let over = AttemptState::Cancelled;
        db::payments::set_attempt_state(&mut work, &attempt.id, attempt.state, over, Some(&sentence), None, now).await?;
        let attempts = db::payments::attempts(&mut work, &order.id).await?;
        let placed_for_it = order.kind == OrderKind::ReadyMade && attempts.len() == 1;
        if placed_for_it && order.status == OrderStatus::Pending {
            let fact = OrderFact::CancelledForAmount { amount: attempt.amount };
            return cancel::unpaid(&mut work, &mut order, CancelReason::PaymentFailed, &fact).await;
        }
        let others = methods::by_hand(work.shop, order.collection);
        let fact = OrderFact::AmountRefused { amount: attempt.amount, others };
        record(&mut work, &mut order, &fact, false).await
    })?;
    Ok(told)
}
