//! The data of each event: ids, numbers, states and amounts as the API shows them, and nothing about a person.

use super::Listeners;
use crate::domain::commission::commission_number;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::money::{Currency, Money};
use crate::domain::order::order_number;
use crate::domain::order_status::OrderStatus;
use crate::domain::refund::RefundStatus;
use crate::domain::webhooks::{Event, PaymentNews, RefundNews, StockNews};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::RefundRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use serde_json::{Value, json};

/// A moment in RFC 3339, from unix milliseconds.
pub(super) fn moment(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| at.to_string())
}

fn decimal(money: Money) -> String {
    money.to_decimal().to_string()
}

/// An order has reached a status.
pub async fn order_moved(conn: &mut Conn, id: &str, to: OrderStatus, now: i64) -> Result<()> {
    let listeners = Listeners::now(conn).await?;
    let event = Event::Order(to);
    if !listeners.hear(event) {
        return Ok(());
    }
    let order = db::orders::by_id(conn, id).await?;
    let order = order.ok_or_else(|| Error::fault(format!("there is no order {id}")))?;
    listeners
        .enqueue(conn, event, &order_facts(&order), now)
        .await
}

fn order_facts(order: &OrderRow) -> Value {
    let amount = |minor: i64| decimal(Money::new(minor, order.currency));
    json!({
        "id": order.id, "number": order_number(order.number), "kind": order.kind.as_str(),
        "status": order.status.as_str(), "cancel_reason": order.cancel_reason.map(|reason| reason.as_str()),
        "version": order.version, "placed_at": moment(order.placed_at_ms), "currency": order.currency.code(),
        "subtotal": amount(order.subtotal_minor), "shipping": amount(order.shipping_minor),
        "discount": amount(order.discount_minor), "tax": amount(order.tax_minor), "total": amount(order.total_minor),
    })
}

/// Money arrived and was accepted for its order.
pub async fn payment_received(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    now: i64,
) -> Result<()> {
    let news = PaymentNews::Received;
    payment(conn, order, attempt, attempt.amount, news, now).await
}

/// Money arrived that can't be used.
pub async fn payment_unusable(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    amount: Money,
    now: i64,
) -> Result<()> {
    payment(conn, order, attempt, amount, PaymentNews::Unusable, now).await
}

/// A payment was declined.
pub async fn payment_failed(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    now: i64,
) -> Result<()> {
    let news = PaymentNews::Failed;
    payment(conn, order, attempt, attempt.amount, news, now).await
}

async fn payment(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    amount: Money,
    news: PaymentNews,
    now: i64,
) -> Result<()> {
    let listeners = Listeners::now(conn).await?;
    let data = json!({
        "id": attempt.id, "order_id": order.id, "order_number": order_number(order.number),
        "method": attempt.method.as_str(), "amount": decimal(amount), "currency": amount.currency.code(),
        "provider_ref": attempt.intent_id,
    });
    listeners
        .enqueue(conn, Event::Payment(news), &data, now)
        .await
}

/// A refund has reached a state; only its end is announced.
pub async fn refund_moved(
    conn: &mut Conn,
    refund: &RefundRow,
    to: RefundStatus,
    now: i64,
) -> Result<()> {
    let news = match to {
        RefundStatus::Succeeded => RefundNews::Succeeded,
        RefundStatus::Failed => RefundNews::Failed,
        RefundStatus::Requested | RefundStatus::Pending | RefundStatus::Cancelled => return Ok(()),
    };
    let listeners = Listeners::now(conn).await?;
    let event = Event::Refund(news);
    if !listeners.hear(event) {
        return Ok(());
    }
    let order = db::orders::by_id(conn, &refund.order_id).await?;
    let order = order
        .ok_or_else(|| Error::impossible("refunds", "order_id", &refund.id, &refund.order_id))?;
    let data = json!({
        "id": refund.id, "payment_id": refund.attempt_id, "order_id": order.id,
        "order_number": order_number(order.number), "state": to.as_str(), "amount": decimal(refund.amount),
        "currency": refund.amount.currency.code(),
    });
    listeners.enqueue(conn, event, &data, now).await
}

/// A custom order has reached a status.
pub async fn commission_moved(
    conn: &mut Conn,
    id: &str,
    to: CommissionStatus,
    now: i64,
) -> Result<()> {
    let listeners = Listeners::now(conn).await?;
    let event = Event::Commission(to);
    if !listeners.hear(event) {
        return Ok(());
    }
    let row = db::commissions::by_id(conn, id).await?;
    let row = row.ok_or_else(|| Error::fault(format!("there is no custom order {id}")))?;
    let accepted = db::commissions::quotes::acceptance(conn, id).await?;
    let data = json!({
        "id": row.id, "number": commission_number(row.number), "status": row.status.as_str(),
        "version": row.version, "quote_version": row.quote_version, "asked_at": moment(row.asked_at_ms),
        "currency": Currency::code(row.currency), "order_id": accepted.map(|accepted| accepted.order_id),
    });
    listeners.enqueue(conn, event, &data, now).await
}

/// Stock of a variant has moved: `change` is the name of the movement, `taken` whether free units became fewer.
pub async fn stock_moved(
    conn: &mut Conn,
    variant_id: &str,
    change: &str,
    quantity: i64,
    taken: bool,
    now: i64,
) -> Result<()> {
    let listeners = Listeners::now(conn).await?;
    let (changed, sold_out) = (
        Event::Stock(StockNews::Changed),
        Event::Stock(StockNews::SoldOut),
    );
    if !listeners.hear(changed) && !listeners.hear(sold_out) {
        return Ok(());
    }
    let variant = db::catalogue::edit::variant(conn, variant_id).await?;
    let variant =
        variant.ok_or_else(|| Error::fault(format!("there is no variant {variant_id}")))?;
    let data = json!({
        "variant_id": variant.id, "product_id": variant.product_id, "sku": variant.sku,
        "change": change, "quantity": quantity,
        "available": variant.available, "held": variant.held, "sold": variant.sold,
    });
    listeners.enqueue(conn, changed, &data, now).await?;
    if taken && variant.available == 0 {
        listeners.enqueue(conn, sold_out, &data, now).await?;
    }
    Ok(())
}
