//! Versions of a quote, which never change, and the one that was accepted.

use crate::domain::commission::quote::Quote;
use crate::domain::day::Day;
use crate::domain::money::Money;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use atelier_derive::TableRow;

/// One version as it was sent.
#[derive(Clone, Debug, TableRow)]
#[table("commission_quotes", id = "commission_id")]
pub struct QuoteRow {
    pub version: i64,
    #[read(json, "document")]
    pub quote: Quote,
    #[read(money, "total_minor")]
    pub total: Money,
    #[read(value, "promise_day")]
    pub due_date: Day,
    pub sent_at_ms: i64,
    pub valid_until_ms: i64,
}

pub async fn insert(
    conn: &mut Conn,
    commission_id: &str,
    row: &QuoteRow,
    sent_by: &str,
) -> Result<()> {
    const SQL: &str = "INSERT INTO commission_quotes
            (commission_id, version, document, currency, total_minor, promise_day, sent_by, sent_at_ms, valid_until_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let document = serde_json::to_string(&row.quote)?;
    on!(conn, c => sqlx::query(SQL).bind(commission_id).bind(row.version).bind(&document).bind(row.total.currency.code())
        .bind(row.total.minor).bind(row.due_date.0).bind(sent_by).bind(row.sent_at_ms).bind(row.valid_until_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Every version, the newest first.
pub async fn all(conn: &mut Conn, commission_id: &str) -> Result<Vec<QuoteRow>> {
    const SQL: &str = "SELECT commission_id, version, document, currency, total_minor, promise_day, sent_at_ms, valid_until_ms
        FROM commission_quotes WHERE commission_id = $1 ORDER BY version DESC";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(commission_id).fetch_all(&mut *c).await?))
}

pub async fn version(
    conn: &mut Conn,
    commission_id: &str,
    version: i64,
) -> Result<Option<QuoteRow>> {
    const SQL: &str = "SELECT commission_id, version, document, currency, total_minor, promise_day, sent_at_ms, valid_until_ms
        FROM commission_quotes WHERE commission_id = $1 AND version = $2";
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(commission_id).bind(version).fetch_optional(&mut *c).await?),
    )
}

/// A version that was accepted, and the order it became.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AcceptanceRow {
    pub order_id: String,
    pub commission_id: String,
    pub version: i64,
    /// A newer version took its place then.
    pub released_at_ms: Option<i64>,
}

pub async fn insert_acceptance(
    conn: &mut Conn,
    order_id: &str,
    commission_id: &str,
    version: i64,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO commission_acceptances (order_id, commission_id, version, accepted_at_ms)
        VALUES ($1, $2, $3, $4)";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(commission_id).bind(version).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The acceptance that holds, if there is one.
pub async fn acceptance(conn: &mut Conn, commission_id: &str) -> Result<Option<AcceptanceRow>> {
    const SQL: &str =
        "SELECT order_id, commission_id, version, released_at_ms FROM commission_acceptances
        WHERE commission_id = $1 AND released_at_ms IS NULL";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(commission_id).fetch_optional(&mut *c).await?))
}

pub async fn acceptance_of_order(conn: &mut Conn, order_id: &str) -> Result<Option<AcceptanceRow>> {
    const SQL: &str =
        "SELECT order_id, commission_id, version, released_at_ms FROM commission_acceptances
        WHERE order_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_optional(&mut *c).await?))
}

/// The number of the custom order that an order was made for.
pub async fn commission_of(conn: &mut Conn, order_id: &str) -> Result<Option<i64>> {
    const SQL: &str =
        "SELECT k.number FROM commission_acceptances a JOIN commissions k ON k.id = a.commission_id
        WHERE a.order_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_optional(&mut *c).await?))
}

pub async fn release_acceptance(conn: &mut Conn, order_id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE commission_acceptances SET released_at_ms = $2 WHERE order_id = $1 AND released_at_ms IS NULL";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}
