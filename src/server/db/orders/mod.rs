//! Orders: written once as agreed, then moved by compare-and-set, each change with its row of history.

pub mod correct;
pub mod lines;
pub mod list;
pub mod parcels;
pub mod write;

use crate::domain::contact::Address;
use crate::domain::money::Currency;
use crate::domain::order::OrderKind;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::parcel::DeliveryWay;
use crate::domain::payment::RequestState;
use crate::domain::tax::TaxMode;
use crate::server::db::dialect::for_update;
pub use crate::server::db::orders::lines::{OrderLineRow, lines};
use crate::server::db::seen;
use crate::server::db::{Conn, columns, on, push_in};
use crate::server::error::{Error, Result};
use atelier_derive::TableRow;
use sqlx::{AssertSqlSafe, QueryBuilder};
use std::collections::HashMap;

/// An order as it is stored, its words read.
#[derive(Clone, Debug, TableRow)]
#[table("orders")]
pub struct OrderRow {
    pub id: String,
    pub number: i64,
    pub kind: OrderKind,
    pub status: OrderStatus,
    pub cancel_reason: Option<CancelReason>,
    pub version: i64,
    pub link_generation: i64,
    pub cart_id: Option<String>,
    pub email: String,
    pub customer_name: String,
    pub currency: Currency,
    pub tax_mode: TaxMode,
    pub subtotal_minor: i64,
    pub shipping_minor: i64,
    pub shipping_tax_minor: i64,
    pub discount_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub shipping_method: String,
    pub delivery_estimate: String,
    pub collection: bool,
    pub note: String,
    pub gift_message: String,
    pub stock_shortage: bool,
    pub hold_expires_at_ms: Option<i64>,
    /// When the customer was notified that it can be collected.
    pub ready_at_ms: Option<i64>,
    pub shipped_at_ms: Option<i64>,
    pub placed_at_ms: i64,
    pub fingerprint: String,
}

const COLUMNS: &str = "id, number, kind, status, cancel_reason, version, link_generation, cart_id, email, customer_name,
    currency, tax_mode, subtotal_minor, shipping_minor, shipping_tax_minor, discount_minor, tax_minor, total_minor,
    shipping_method, delivery_estimate, collection, note, gift_message, stock_shortage, hold_expires_at_ms,
    ready_at_ms, shipped_at_ms, placed_at_ms, fingerprint";

async fn one(
    conn: &mut Conn,
    condition: &str,
    value: &str,
    lock: &str,
) -> Result<Option<OrderRow>> {
    let sql = format!("SELECT {COLUMNS} FROM orders WHERE {condition} = $1{lock}");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(&mut *c).await?),
    )
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<OrderRow>> {
    one(conn, "id", id, "").await
}

/// By the hash of its link's token.
pub async fn by_link(conn: &mut Conn, link_hash: &str) -> Result<Option<OrderRow>> {
    one(conn, "link_hash", link_hash, "").await
}

/// Reads an order and locks it until the transaction ends: whoever changes an order goes through here.
pub async fn lock(conn: &mut Conn, id: &str) -> Result<OrderRow> {
    let lock = for_update(conn);
    let row = one(conn, "id", id, lock)
        .await?
        .ok_or_else(|| Error::fault(format!("there is no order {id}")))?;
    seen::check(&row.id, row.version)?;
    Ok(row)
}

pub async fn by_number(conn: &mut Conn, number: i64) -> Result<Option<OrderRow>> {
    let sql = format!("SELECT {COLUMNS} FROM orders WHERE number = $1");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(number).fetch_optional(&mut *c).await?),
    )
}

/// Unpaid orders whose lines are still in the cart that they came from, newest first.
pub async fn pending_of_cart(conn: &mut Conn, cart_id: &str) -> Result<Vec<OrderRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE cart_id = $1 AND status = 'pending' AND left_cart_at_ms IS NULL
            ORDER BY number DESC"
    );
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(cart_id).fetch_all(&mut *c).await?))
}

/// Above every order of a list.
pub const NEWEST: (i64, &str) = (i64::MAX, "");

/// Orders that a condition on `$1` and `$2` holds for and that stand below a time and an id, the newest first.
pub async fn list(
    conn: &mut Conn,
    condition: &str,
    (first, second): (&str, &str),
    (placed_at_ms, id): (i64, &str),
    most: i64,
) -> Result<Vec<OrderRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE {condition} AND (placed_at_ms, id) < ($3, $4)
        ORDER BY placed_at_ms DESC, id DESC LIMIT $5"
    );
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(first).bind(second)
        .bind(placed_at_ms).bind(id).bind(most).fetch_all(&mut *c).await?),
    )
}

/// Moves an order to another status. `false`: another change came first, and nothing was written.
pub async fn set_status(
    conn: &mut Conn,
    order: &OrderRow,
    to: OrderStatus,
    reason: Option<CancelReason>,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE orders SET status = $4, cancel_reason = $5, version = version + 1, updated_at_ms = $6
        WHERE id = $1 AND status = $2 AND version = $3";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(&order.id).bind(order.status.as_str()).bind(order.version)
        .bind(to.as_str()).bind(reason.map(CancelReason::as_str)).bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Raises the version for a change that is not one of status.
pub async fn raise_version(conn: &mut Conn, order: &OrderRow, now_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE orders SET version = version + 1, updated_at_ms = $3 WHERE id = $1 AND version = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(&order.id).bind(order.version).bind(now_ms).execute(&mut *c).await?
        .rows_affected() == 1),
    )
}

pub async fn set_hold_end(conn: &mut Conn, id: &str, at_ms: Option<i64>) -> Result<()> {
    const SQL: &str = "UPDATE orders SET hold_expires_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn flag_shortage(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "UPDATE orders SET stock_shortage = TRUE WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_ready(conn: &mut Conn, id: &str, at_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE orders SET ready_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// When the first of an order left.
pub async fn set_shipped(conn: &mut Conn, id: &str, at_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE orders SET shipped_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The next order number. Its row stays locked until the transaction ends, so numbers have no gaps.
pub async fn next_number(conn: &mut Conn) -> Result<i64> {
    const SQL: &str = "UPDATE counters SET value = value + 1 WHERE name = 'order' RETURNING value";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(&mut *c).await?))
}

/// Pending orders whose hold has ended.
pub async fn with_ended_holds(conn: &mut Conn, now_ms: i64) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM orders WHERE status = 'pending' AND hold_expires_at_ms <= $1 ORDER BY hold_expires_at_ms";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(now_ms).fetch_all(&mut *c).await?))
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddressRow {
    pub role: String,
    #[sqlx(flatten)]
    pub address: Address,
}

pub async fn addresses(conn: &mut Conn, order_id: &str) -> Result<Vec<AddressRow>> {
    const SQL: &str =
        "SELECT role, full_name, line1, line2, city, region, postal_code, country, phone
        FROM order_addresses WHERE order_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}

/// What a list of orders says of each beside its own row.
#[derive(Clone, Debug, Default)]
pub struct ListFacts {
    pub units: i64,
    pub requests: Vec<RequestState>,
    /// The bank is confirming a payment.
    pub processing: bool,
    /// How it left, once it has.
    pub way: Option<DeliveryWay>,
}

/// Units, request states, running payments and parcels of several orders, in four statements.
pub async fn list_facts(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, ListFacts>> {
    let mut facts: HashMap<String, ListFacts> = HashMap::new();
    let units: Vec<(String, i64)> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT order_id, CAST(SUM(quantity) AS BIGINT) FROM order_lines WHERE order_id");
        push_in!(q, ids.iter().cloned());
        q.push(" GROUP BY order_id").build_query_as().fetch_all(&mut *c).await?
    });
    for (id, units) in units {
        facts.entry(id).or_default().units = units;
    }
    let states: Vec<(String, String)> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT order_id, state FROM payment_requests WHERE order_id");
        push_in!(q, ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    });
    for (id, state) in states {
        let state = columns::parse("payment_requests", "state", &id, &state)?;
        facts.entry(id).or_default().requests.push(state);
    }
    let processing: Vec<(String,)> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT order_id FROM payment_attempts WHERE state = 'processing' AND order_id");
        push_in!(q, ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    });
    for (id,) in processing {
        facts.entry(id).or_default().processing = true;
    }
    for (id, way) in parcels::ways(conn, ids).await? {
        facts.entry(id).or_default().way = Some(way);
    }
    Ok(facts)
}
