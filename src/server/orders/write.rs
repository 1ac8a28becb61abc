//! Writing an order: the one place where its row, its lines, what it holds, its addresses, the amounts due, the first
//! attempt to pay, its history and the job that ends it unpaid come together.

use super::write_history;
use crate::domain::contact::Address;
use crate::domain::history::Who;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::PaymentMethod;
use crate::domain::stock::{Demand, HoldState};
use crate::server::db::orders::write::{
    NewHistory, NewLine, NewOrder, insert, insert_address, insert_line,
};
use crate::server::db::payments::NewRequest;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::search::records;
use std::collections::BTreeMap;

/// An order as its customer placed it. The caller has taken its stock and then its number.
pub struct Placement<'a> {
    pub order: NewOrder<'a>,
    pub lines: Vec<NewLine<'a>>,
    /// The stock that was taken for it.
    pub holds: BTreeMap<&'a str, Demand>,
    pub shipping: &'a Address,
    pub billing: Option<&'a Address>,
    /// The amounts due, in the order in which they fall due.
    pub requests: Vec<NewRequest>,
    /// How the first of them is paid.
    pub method: PaymentMethod,
    /// When the provider's own page for it closes.
    pub session_until_ms: Option<i64>,
    /// What its history begins with.
    pub fact: OrderFact,
    /// What is done when it is not paid, and when.
    pub unpaid: (Job, i64),
}

/// Writes the order. Returns the id of the first attempt to pay.
pub async fn write(conn: &mut Conn, placed: &Placement<'_>) -> Result<String> {
    let (order_id, now) = (placed.order.id, placed.order.now_ms);
    insert(conn, &placed.order).await?;
    for (position, line) in placed.lines.iter().enumerate() {
        insert_line(conn, order_id, position as i64, line).await?;
    }
    for (variant_id, wanted) in &placed.holds {
        db::stock::insert_hold(conn, order_id, variant_id, *wanted, HoldState::Active, now).await?;
    }
    insert_address(conn, order_id, "shipping", placed.shipping).await?;
    if let Some(billing) = placed.billing {
        insert_address(conn, order_id, "billing", billing).await?;
    }
    records::order(conn, order_id).await?;
    for (index, request) in placed.requests.iter().enumerate() {
        db::payments::insert_request(conn, order_id, index as i64 + 1, request, now).await?;
    }
    let first = placed.requests.first();
    let first = first.ok_or_else(|| Error::fault(format!("nothing is due of order {order_id}")))?;
    let attempt_id = db::payments::insert_attempt(
        conn,
        (&first.id, order_id),
        placed.method,
        first.amount,
        placed.session_until_ms,
        now,
    )
    .await?;
    let history = NewHistory {
        order_id,
        version: 1,
        at_ms: now,
        who: &Who::Customer,
        from: None,
        to: Some(OrderStatus::Pending),
        fact: &placed.fact,
        internal: false,
    };
    write_history(conn, &history).await?;
    let (job, at_ms) = &placed.unpaid;
    jobs::enqueue(conn, job, *at_ms, now).await?;
    Ok(attempt_id)
}
