//! Money has arrived: accept it for its order, or deal with money that can't be used. Nothing is silent.

use super::settle::Outcome;
use crate::domain::attention::Matter;
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::payment::{AttemptState, Mismatch, RequestState, Unusable};
use crate::domain::refund::RefundCause;
use crate::domain::stock::{Demand, HoldState, demand};
use crate::server::commissions;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::stock::{Cause, Change};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::Intent;
use crate::server::invoices;
use crate::server::jobs::{self, Job};
use crate::server::ledger;
use crate::server::metrics;
use crate::server::orders::letters::Desk;
use crate::server::orders::{self, Actor, advance, record};
use crate::server::refunds::enqueue;
use crate::server::stock;
use std::collections::BTreeMap;

/// Deals with an intent that succeeded. The caller holds the order and the attempt.
pub async fn received(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
    now: i64,
) -> Result<Outcome> {
    if let Some(difference) = difference(desk, order, attempt, intent) {
        return mismatch(conn, order, attempt, intent, difference, now).await;
    }
    accept(conn, desk, order, attempt, &Actor::Provider, now).await
}

/// What does not match between the provider's word and our own record, if anything.
fn difference(
    desk: Desk<'_>,
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
    if intent.livemode != desk.app.gateway.livemode() {
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
    conn: &mut Conn,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
    difference: Mismatch,
    now: i64,
) -> Result<Outcome> {
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
        conn,
        &attempt.id,
        from,
        to,
        None,
        Some(Unusable::Mismatch),
        now,
    )
    .await?;
    ledger::unusable_receipt(conn, order, attempt, intent.received, now).await?;
    let key = format!("mismatch {}", attempt.id);
    db::attention::open(conn, &matter, &key, Some(&order.id), now).await?;
    record(conn, order, &Actor::Provider, &fact, true, now).await?;
    Ok(Outcome::Refused)
}

/// Accepts the money of an attempt for its request, if it can be used; else refunds it.
pub async fn accept(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    actor: &Actor,
    now: i64,
) -> Result<Outcome> {
    let requests = db::payments::requests(conn, &order.id).await?;
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
            sell_held(conn, order, actor, now).await?;
            pay(conn, desk, order, attempt, &request, actor, now).await
        }
        (RequestState::Open, status, _) if status != OrderStatus::Cancelled => {
            pay(conn, desk, order, attempt, &request, actor, now).await
        }
        // The hold ran out before the money came: take the pieces again if they are still there.
        (
            RequestState::Cancelled,
            OrderStatus::Cancelled,
            Some(CancelReason::HoldExpired | CancelReason::PaymentFailed),
        ) if order.kind == OrderKind::ReadyMade => {
            late(conn, desk, order, attempt, &request, actor, now).await
        }
        (RequestState::Paid | RequestState::PartiallyRefunded | RequestState::Refunded, ..) => {
            refund(
                conn,
                desk,
                order,
                attempt,
                RefundCause::SecondPayment,
                Vec::new(),
                now,
            )
            .await
        }
        _ => {
            refund(
                conn,
                desk,
                order,
                attempt,
                RefundCause::OrderCancelled,
                Vec::new(),
                now,
            )
            .await
        }
    }
}

/// What the order holds becomes sold.
async fn sell_held(conn: &mut Conn, order: &OrderRow, actor: &Actor, now: i64) -> Result<()> {
    let cause = Cause {
        order_id: &order.id,
        actor: actor.label(),
        at_ms: now,
    };
    for hold in db::stock::holds(conn, &order.id, HoldState::Active).await? {
        let sold = db::stock::end_hold(conn, &hold.id, HoldState::Active, HoldState::Sold, now)
            .await?
            && stock::change(conn, Change::Sell, &hold.variant_id, hold.quantity, cause).await?;
        if !sold {
            return Err(Error::fault(format!(
                "hold {} has no units to sell",
                hold.id
            )));
        }
    }
    Ok(())
}

/// The request is paid: the ledger, the order's next state, the cart, the letters.
async fn pay(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    request: &RequestRow,
    actor: &Actor,
    now: i64,
) -> Result<Outcome> {
    // Another attempt for the same request may be open; there must be no second way to pay.
    for other in db::payments::attempts(conn, &order.id).await? {
        if other.request_id == request.id && other.id != attempt.id && other.state.is_live() {
            let over = AttemptState::Cancelled;
            db::payments::set_attempt_state(conn, &other.id, other.state, over, None, None, now)
                .await?;
            jobs::enqueue(
                conn,
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
    let moved = db::payments::set_attempt_state(conn, &attempt.id, from, to, None, None, now)
        .await?
        && db::payments::set_request_state(
            conn,
            &request.id,
            request.state,
            RequestState::Paid,
            Some(now),
        )
        .await?;
    if !moved {
        return Err(Error::conflict("This payment moved on meanwhile."));
    }
    ledger::receipt(conn, order, attempt, now).await?;
    invoices::for_payment(conn, desk.shop, order, attempt, now).await?;
    let fact = OrderFact::PaymentReceived {
        amount: attempt.amount,
    };
    if order.status.after(OrderEvent::Pay).is_some() {
        db::orders::set_hold_end(conn, &order.id, None).await?;
        advance(conn, order, OrderEvent::Pay, None, actor, &fact, now).await?;
    } else {
        record(conn, order, actor, &fact, false, now).await?;
    }
    orders::leave_cart(conn, order, now).await?;
    match order.kind {
        OrderKind::ReadyMade => desk.confirmed(conn, order, attempt.method).await?,
        OrderKind::Commission => {
            commissions::paid::received(conn, desk, order, request, now).await?
        }
    }
    metrics::order_paid(attempt.amount.currency.code());
    Ok(Outcome::Paid)
}

/// Late money for an order whose hold ran out. One-of-a-kind pieces that are gone can't be made again, so then
/// everything goes back; what can be made again is sold short and flagged for staff.
async fn late(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    request: &RequestRow,
    actor: &Actor,
    now: i64,
) -> Result<Outcome> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let demand = demand(
        lines
            .iter()
            .map(|line| (line.variant_id.as_str(), line.quantity, line.one_of_a_kind)),
    );
    let ids: Vec<String> = demand.keys().map(|id| id.to_string()).collect();
    let free: BTreeMap<String, i64> = db::stock::lock_free(conn, &ids)
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
        return refund(
            conn,
            desk,
            order,
            attempt,
            RefundCause::PieceGone,
            gone,
            now,
        )
        .await;
    }
    let order_id = order.id.clone();
    let cause = Cause {
        order_id: &order_id,
        actor: actor.label(),
        at_ms: now,
    };
    let mut short = 0;
    for (variant_id, wanted) in demand {
        let taken = available(variant_id).clamp(0, wanted.units);
        if taken > 0 {
            if !stock::change(conn, Change::SellFree, variant_id, taken, cause).await? {
                return Err(Error::fault(format!(
                    "variant {variant_id} changed while it was locked"
                )));
            }
            let sold = Demand {
                units: taken,
                ..wanted
            };
            db::stock::insert_hold(conn, &order.id, variant_id, sold, HoldState::Sold, now).await?;
        }
        if taken < wanted.units {
            let missing = wanted.units - taken;
            short += missing;
            stock::change(conn, Change::SellShort, variant_id, missing, cause).await?;
        }
    }
    if short > 0 {
        db::orders::flag_shortage(conn, &order.id).await?;
        order.stock_shortage = true;
        let matter = Matter::StockShortage {
            order: order.number,
            units: short,
        };
        let key = format!("shortage {}", order.id);
        db::attention::open(conn, &matter, &key, Some(&order.id), now).await?;
    }
    pay(conn, desk, order, attempt, request, actor, now).await
}

/// Money that can't be used is refunded by itself, in the ledger as in the world, and the customer is told.
async fn refund(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    cause: RefundCause,
    pieces: Vec<String>,
    now: i64,
) -> Result<Outcome> {
    let (from, to) = (attempt.state, AttemptState::Succeeded);
    let why = Some(Unusable::Refunded(cause));
    db::payments::set_attempt_state(conn, &attempt.id, from, to, None, why, now).await?;
    ledger::unusable_receipt(conn, order, attempt, attempt.amount, now).await?;
    enqueue::unusable_payment(conn, order, attempt, cause, now).await?;
    let amount = attempt.amount;
    let fact = OrderFact::PaymentUnusable { amount, cause };
    record(conn, order, &Actor::Shop, &fact, false, now).await?;
    let by_hand = attempt.method.is_manual();
    desk.returned(conn, order, amount, by_hand, pieces).await?;
    Ok(Outcome::Refused)
}
