//! Cancelling an order: the stock is released, the attempt is closed, and money that was paid is refunded in full.

use super::mails::{self, MoneyBack};
use super::{advance, audited, not_any_more, only_ready_made, record};
use crate::domain::audit::Action;
use crate::domain::money::Money;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::payment::{AttemptState, RequestState};
use crate::domain::problem::Problems;
use crate::domain::refund::RefundCause;
use crate::domain::stock::HoldState;
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::stock::Change;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::payments::close;
use crate::server::refunds::enqueue;
use crate::server::returns;
use crate::server::state::App;
use crate::server::stock;
use crate::server::work::Work;
use crate::unit_of_work;

/// Why an order was cancelled that its customer withdrew from.
const WITHDRAWN: &str = "You withdrew from the contract before it left.";

/// Whether money may leave with a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunds {
    /// Its customer asked for it, or whoever presses has shown a fresh code.
    Confirmed,
    /// Nothing was paid when it was looked at, so no code was asked for. Where that has changed nothing is cancelled.
    Unconfirmed,
}

/// Whether cancelling an order sends money back: what was received and not refunded, and what the bank is confirming.
pub async fn sends_money_back(conn: &mut Conn, order_id: &str) -> Result<bool> {
    let requests = db::payments::requests(conn, order_id).await?;
    let attempts = db::payments::attempts(conn, order_id).await?;
    let received = |state| matches!(state, RequestState::Paid | RequestState::PartiallyRefunded);
    Ok(requests.iter().any(|request| received(request.state))
        || attempts
            .iter()
            .any(|attempt| attempt.state == AttemptState::Processing))
}

/// Refuses what can't be cancelled, before anybody is asked for a code.
pub async fn check(conn: &mut Conn, order: &OrderRow, actor: &Actor) -> Result<()> {
    only_ready_made(order)?;
    if order.status.after(OrderEvent::Cancel).is_none() {
        return Err(not_any_more(order.status));
    }
    if order.status != OrderStatus::Pending && db::refunds::is_disputed(conn, &order.id).await? {
        return Err(Error::conflict(disputed(actor)));
    }
    Ok(())
}

/// Cancels an order for its customer or for staff, while its machine allows it. `why` goes into the customer's mail.
pub async fn cancel(
    app: &App,
    order_id: &str,
    reason: CancelReason,
    actor: &Actor,
    why: &str,
) -> Result<()> {
    cancel_with(app, order_id, reason, actor, why, Refunds::Confirmed).await
}

/// The same; without `refunds` only where no money leaves.
pub async fn cancel_with(
    app: &App,
    order_id: &str,
    reason: CancelReason,
    actor: &Actor,
    why: &str,
    refunds: Refunds,
) -> Result<()> {
    end(app, order_id, reason, actor, why, refunds, false).await
}

/// Cancels an order that its customer has withdrawn from before it left. Who withdraws is not held up by its being made
/// already: that is for custom orders, and those go by their own rule.
pub async fn withdrawn(app: &App, order_id: &str) -> Result<()> {
    let (reason, actor) = (CancelReason::Customer, Actor::Customer);
    let refunds = Refunds::Confirmed;
    end(app, order_id, reason, &actor, WITHDRAWN, refunds, true).await
}

async fn end(
    app: &App,
    order_id: &str,
    reason: CancelReason,
    actor: &Actor,
    why: &str,
    refunds: Refunds,
    is_withdrawn: bool,
) -> Result<()> {
    // Close the attempt at the provider before letting go of the pieces; what was paid meanwhile is settled first.
    close::live_attempts(app, order_id).await?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        only_ready_made(&order)?;
        // What is read here counts: the payment may have been settled a moment ago.
        if refunds == Refunds::Unconfirmed && sends_money_back(&mut work, order_id).await? {
            let message = "It was paid meanwhile, so money goes back with this: type the code that your authenticator shows now.";
            return Err(Problems::one("code", "required", message).into());
        }
        if !is_withdrawn && reason == CancelReason::Customer && order.status == OrderStatus::InProduction {
            return Err(Error::conflict("The studio has begun to make this, so it can’t be cancelled here. Please write to us."));
        }
        if order.status == OrderStatus::Pending {
            // The provider can't stop what the bank is confirming: if it arrives it is late money, and is refunded.
            let attempts = db::payments::attempts(&mut work, order_id).await?;
            let processing = attempts.iter().find(|attempt| attempt.state == AttemptState::Processing);
            let back = processing.map_or(MoneyBack::Nothing, |attempt| MoneyBack::IfItArrives(attempt.amount));
            let confirming = processing.map(|attempt| attempt.amount);
            let fact = match actor.is_of_the_studio() {
                true => OrderFact::CancelledByStudio { why: why.into(), confirming },
                false => OrderFact::Cancelled { confirming },
            };
            unpaid(&mut work, &mut order, reason, &fact).await?;
            audited(&mut work, &order, Action::Cancelled { reason: why.into() }).await?;
            if *actor == Actor::Customer {
                mails::customer_cancelled(&mut work, &order, why, back).await?;
            }
            mails::cancelled(&mut work, &order, reason, some(why), back).await
        } else {
            if db::refunds::is_disputed(&mut work, order_id).await? {
                return Err(Error::conflict(disputed(actor)));
            }
            let fact = match is_withdrawn {
                true => OrderFact::WithdrawnAndRefunded,
                false => OrderFact::CancelledAndRefunded { why: why.into() },
            };
            let refund = paid(&mut work, &mut order, reason, &fact).await?;
            returns::withdraw::close_with_order(&mut work, &order).await?;
            audited(&mut work, &order, Action::Cancelled { reason: why.into() }).await?;
            let back = refund.map_or(MoneyBack::Already, MoneyBack::Refund);
            if *actor == Actor::Customer {
                mails::customer_cancelled(&mut work, &order, why, back).await?;
            }
            mails::cancelled(&mut work, &order, reason, some(why), back).await
        }
    })
}

/// What the customer reads on a cancelled order of which no money is left here.
pub fn sentence(reason: Option<CancelReason>) -> &'static str {
    match reason {
        Some(CancelReason::HoldExpired) => {
            "The time to pay ran out, so the pieces went back into the shop. You can order them again if they are still there."
        }
        Some(CancelReason::PaymentFailed) => {
            "The payment did not go through and the time to pay ran out, so the pieces went back into the shop. You can order them again if they are still there."
        }
        Some(CancelReason::Customer | CancelReason::Staff) | None => "This order was cancelled.",
    }
}

/// Why an order whose payment is disputed can't be cancelled: the money that would be refunded is in dispute.
fn disputed(actor: &Actor) -> &'static str {
    match actor.is_of_the_studio() {
        true => {
            "The customer’s bank disputes this payment, so it can’t be refunded. Answer the dispute at the payment provider first."
        }
        false => {
            "Your bank has disputed this payment for you, so the order can’t be cancelled here. Please write to us."
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_string()).filter(|t| !t.is_empty())
}

/// Cancels what could still be paid of an order; a job closes it at the provider. The caller holds the order.
pub async fn nothing_more_is_due(work: &mut Work<'_>, order_id: &str) -> Result<()> {
    let now = work.now;
    for request in db::payments::requests(work, order_id).await? {
        if request.state == RequestState::Open {
            let (open, over) = (RequestState::Open, RequestState::Cancelled);
            db::payments::set_request_state(work, &request.id, open, over, None).await?;
        }
    }
    for attempt in db::payments::attempts(work, order_id).await? {
        if !attempt.state.is_live() {
            continue;
        }
        let (id, over) = (&attempt.id, AttemptState::Cancelled);
        db::payments::set_attempt_state(work, id, attempt.state, over, None, None, now).await?;
        if !attempt.method.is_manual() {
            let attempt_id = attempt.id;
            jobs::enqueue(work, &Job::CloseAttempt { attempt_id }, now, now).await?;
        }
    }
    Ok(())
}

/// Cancels an order that nobody has paid: holds released, requests and attempts cancelled. The caller holds the order.
pub async fn unpaid(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    reason: CancelReason,
    fact: &OrderFact,
) -> Result<()> {
    let now = work.now;
    for hold in db::stock::holds(work, &order.id, HoldState::Active).await? {
        if db::stock::end_hold(work, &hold.id, HoldState::Active, HoldState::Released, now).await?
            && !stock::change(
                work,
                Change::Release,
                &order.id,
                &hold.variant_id,
                hold.quantity,
            )
            .await?
        {
            return Err(Error::fault(format!(
                "hold {} has no units to release",
                hold.id
            )));
        }
    }
    nothing_more_is_due(work, &order.id).await?;
    db::orders::set_hold_end(work, &order.id, None).await?;
    order.hold_expires_at_ms = None;
    advance(work, order, OrderEvent::Cancel, Some(reason), fact).await
}

/// Cancels a paid order that has not been shipped: everything back in stock, everything paid refunded.
/// Returns what is refunded. The caller holds the order.
async fn paid(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    reason: CancelReason,
    fact: &OrderFact,
) -> Result<Option<Money>> {
    let now = work.now;
    advance(work, order, OrderEvent::Cancel, Some(reason), fact).await?;
    for hold in db::stock::holds(work, &order.id, HoldState::Sold).await? {
        if !db::stock::end_hold(work, &hold.id, HoldState::Sold, HoldState::Returned, now).await? {
            continue;
        }
        let (id, units) = (&hold.variant_id, hold.quantity);
        if !stock::change(work, Change::Restock, &order.id, id, units).await? {
            record(work, order, &OrderFact::PieceThereAlready, true).await?;
        }
    }
    nothing_more_is_due(work, &order.id).await?;
    let mut total = Money::zero(order.currency);
    for request in db::payments::requests(work, &order.id).await? {
        if matches!(
            request.state,
            RequestState::Paid | RequestState::PartiallyRefunded
        ) {
            let why = RefundCause::OrderCancelled;
            let back = enqueue::rest_of_request(work, order, &request, why).await?;
            total = total.plus(back)?;
        }
    }
    Ok(Some(total).filter(|total| total.minor > 0))
}
