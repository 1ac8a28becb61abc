//! Money has arrived: accept it for its order, or deal with money that can't be used. Nothing is silent.

use super::settle::Outcome;
use crate::domain::attention::Matter;
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::payment::{AttemptState, Mismatch, RequestState, Unusable};
use crate::domain::refund::RefundCause;
use crate::domain::stock::{Demand, HoldState, demand};
use crate::server::actor::Actor;
use crate::server::commissions;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::stock::Change;
use crate::server::error::{Error, Result};
use crate::server::gateway::Intent;
use crate::server::invoices;
use crate::server::jobs::{self, Job};
use crate::server::ledger;
use crate::server::metrics;
use crate::server::orders::mails;
use crate::server::orders::{self, advance, record};
use crate::server::refunds::enqueue::{self, Details};
use crate::server::state::App;
use crate::server::stock;
use crate::server::work::Work;
use std::collections::BTreeMap;

/// Deals with an intent that succeeded. The caller holds the order and the attempt.
pub async fn received(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
) -> Result<Outcome> {
    if let Some(difference) = difference(work.app, order, attempt, intent) {
        return mismatch(work, order, attempt, intent, difference).await;
    }
    accept(work, order, attempt).await
}

/// What does not match between the provider's word and our own record, if anything.
fn difference(
    app: &App,
    order: &OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
) -> Option<Mismatch> {
    if attempt
        .intent_id
        .as_ref()
        .is_some_and(|known| *known != intent.id)
    {
        let intent = intent.id.clone();
        return Some(Mismatch::OtherPayment { intent });
    }
    if intent.received != attempt.amount {
        return Some(Mismatch::OtherAmount {
            received: intent.received,
            due: attempt.amount,
        });
    }
    if intent.livemode != app.gateway.livemode() {
        return Some(Mismatch::OtherMode);
    }
    let named_otherwise =
        |named: &Option<String>, ours: &str| named.as_deref().is_some_and(|named| named != ours);
    if named_otherwise(&intent.order_id, &order.id)
        || named_otherwise(
            &intent.attempt_id,
            attempt.further_of.as_deref().unwrap_or(&attempt.id),
        )
    {
        return Some(Mismatch::OtherOrder);
    }
    None
}

/// A payment that does not match is kept apart until a person has looked at it; the order is not paid by it.
async fn mismatch(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
    difference: Mismatch,
) -> Result<Outcome> {
    let now = work.now;
    let matter = Matter::PaymentMismatch {
        order: order.number,
        payment: intent.id.clone(),
        difference: difference.clone(),
    };
    let fact = OrderFact::PaymentMismatch {
        order: order.number,
        intent: intent.id.clone(),
        difference,
    };
    let (from, to) = (attempt.state, AttemptState::Succeeded);
    db::payments::set_attempt_state(
        work,
        &attempt.id,
        from,
        to,
        None,
        Some(Unusable::Mismatch),
        now,
    )
    .await?;
    ledger::unusable_receipt(work, order, attempt, intent.received).await?;
    let key = format!("mismatch {}", attempt.id);
    db::attention::open(work, &matter, &key, Some(&order.id), now).await?;
    record(work, order, &fact, true).await?;
    Ok(Outcome::Refused)
}

/// Accepts the money of an attempt for its request, if it can be used; else refunds it.
pub async fn accept(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
) -> Result<Outcome> {
    let requests = db::payments::requests(work, &order.id).await?;
    let request = requests.into_iter().find(|r| r.id == attempt.request_id);
    let request = request.ok_or_else(|| {
        Error::impossible(
            "payment_attempts",
            "request_id",
            &attempt.id,
            &attempt.request_id,
        )
    })?;
    match (request.state, order.status, order.cancel_reason) {
        (RequestState::Open, OrderStatus::Pending, _) => {
            sell_held(work, order).await?;
            pay(work, order, attempt, &request).await
        }
        (RequestState::Open, status, _) if status != OrderStatus::Cancelled => {
            pay(work, order, attempt, &request).await
        }
        // The hold ran out before the money came: take the pieces again if they are still there.
        (
            RequestState::Cancelled,
            OrderStatus::Cancelled,
            Some(CancelReason::HoldExpired | CancelReason::PaymentFailed),
        ) if order.kind == OrderKind::ReadyMade => late(work, order, attempt, &request).await,
        (RequestState::Paid | RequestState::PartiallyRefunded | RequestState::Refunded, ..) => {
            refund(work, order, attempt, RefundCause::SecondPayment, Vec::new()).await
        }
        _ => {
            refund(
                work,
                order,
                attempt,
                RefundCause::OrderCancelled,
                Vec::new(),
            )
            .await
        }
    }
}

/// What the order holds becomes sold.
async fn sell_held(work: &mut Work<'_>, order: &OrderRow) -> Result<()> {
    let now = work.now;
    for hold in db::stock::holds(work, &order.id, HoldState::Active).await? {
        let sold = db::stock::end_hold(work, &hold.id, HoldState::Active, HoldState::Sold, now)
            .await?
            && stock::change(
                work,
                Change::Sell,
                &order.id,
                &hold.variant_id,
                hold.quantity,
            )
            .await?;
        if !sold {
            return Err(Error::fault(format!(
                "hold {} has no units to sell",
                hold.id
            )));
        }
    }
    Ok(())
}

/// The request is paid: the ledger, the order's next state, the cart, the mails.
async fn pay(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    request: &RequestRow,
) -> Result<Outcome> {
    let now = work.now;
    // Another attempt for the same request may be open; there must be no second way to pay.
    for other in db::payments::attempts(work, &order.id).await? {
        if other.request_id == request.id && other.id != attempt.id && other.state.is_live() {
            let over = AttemptState::Cancelled;
            db::payments::set_attempt_state(work, &other.id, other.state, over, None, None, now)
                .await?;
            jobs::enqueue(
                work,
                &Job::CloseAttempt {
                    attempt_id: other.id,
                },
                now,
                now,
            )
            .await?;
        }
    }
    let (from, to) = (attempt.state, AttemptState::Succeeded);
    let moved = db::payments::set_attempt_state(work, &attempt.id, from, to, None, None, now)
        .await?
        && db::payments::set_request_state(
            work,
            &request.id,
            request.state,
            RequestState::Paid,
            Some(now),
        )
        .await?;
    if !moved {
        return Err(Error::conflict("This payment moved on meanwhile."));
    }
    ledger::receipt(work, order, attempt).await?;
    invoices::for_payment(work, order, attempt).await?;
    let fact = OrderFact::PaymentReceived {
        amount: attempt.amount,
    };
    if order.status.after(OrderEvent::Pay).is_some() {
        db::orders::set_hold_end(work, &order.id, None).await?;
        advance(work, order, OrderEvent::Pay, None, &fact).await?;
    } else {
        record(work, order, &fact, false).await?;
    }
    orders::leave_cart(work, order).await?;
    match order.kind {
        OrderKind::ReadyMade => mails::confirmed(work, order, attempt.method).await?,
        OrderKind::Commission => {
            commissions::payment_received::received(work, order, request).await?
        }
    }
    metrics::order_paid(attempt.amount.currency.code());
    Ok(Outcome::Paid)
}

/// Late money for an order whose hold ran out. One-of-a-kind pieces that are gone can't be made again, so then
/// everything is refunded; what can be made again is sold short and flagged for staff.
async fn late(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    request: &RequestRow,
) -> Result<Outcome> {
    let now = work.now;
    let lines = db::orders::lines(work, &order.id).await?;
    let demand = demand(
        lines
            .iter()
            .map(|line| (line.variant_id.as_str(), line.quantity, line.one_of_a_kind)),
    );
    let ids: Vec<String> = demand.keys().map(|id| id.to_string()).collect();
    let free: BTreeMap<String, i64> = db::stock::lock_free(work, &ids)
        .await?
        .into_iter()
        .collect();
    let available = |variant: &str| free.get(variant).copied().unwrap_or(0);
    let gone: Vec<String> = lines
        .iter()
        .filter(|line| line.one_of_a_kind && available(&line.variant_id) < 1)
        .map(|line| line.title.clone())
        .collect();
    if !gone.is_empty() {
        return refund(work, order, attempt, RefundCause::PieceGone, gone).await;
    }
    let mut short = 0;
    for (variant_id, wanted) in demand {
        let taken = available(variant_id).clamp(0, wanted.units);
        if taken > 0 {
            if !stock::change(work, Change::SellFree, &order.id, variant_id, taken).await? {
                return Err(Error::fault(format!(
                    "variant {variant_id} changed while it was locked"
                )));
            }
            let sold = Demand {
                units: taken,
                ..wanted
            };
            db::stock::insert_hold(work, &order.id, variant_id, sold, HoldState::Sold, now).await?;
        }
        if taken < wanted.units {
            let missing = wanted.units - taken;
            short += missing;
            stock::change(work, Change::SellShort, &order.id, variant_id, missing).await?;
        }
    }
    if short > 0 {
        db::orders::flag_shortage(work, &order.id).await?;
        order.stock_shortage = true;
        let matter = Matter::StockShortage {
            order: order.number,
            units: short,
        };
        let key = format!("shortage {}", order.id);
        db::attention::open(work, &matter, &key, Some(&order.id), now).await?;
    }
    pay(work, order, attempt, request).await
}

/// Money that can't be used is refunded by itself, in the ledger as in the world, and the customer is notified.
async fn refund(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    cause: RefundCause,
    pieces: Vec<String>,
) -> Result<Outcome> {
    // Whoever brought the money: it is the shop that sends it back.
    let (now, work) = (work.now, &mut work.by(&Actor::Shop));
    let (from, to) = (attempt.state, AttemptState::Succeeded);
    let why = Some(Unusable::Refunded(cause));
    db::payments::set_attempt_state(work, &attempt.id, from, to, None, why, now).await?;
    ledger::unusable_receipt(work, order, attempt, attempt.amount).await?;
    let amount = attempt.amount;
    enqueue::refund(work, order, attempt, amount, Details::because(cause)).await?;
    let fact = OrderFact::PaymentUnusable { amount, cause };
    record(work, order, &fact, false).await?;
    let by_hand = attempt.method.is_manual();
    mails::returned(work, order, amount, by_hand, pieces).await?;
    Ok(Outcome::Refused)
}
