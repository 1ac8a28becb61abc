//! Versions of a quote, which never change, and the one that was accepted.

use crate::domain::commission::quote::Quote;
use crate::domain::day::Day;
use crate::domain::money::Money;
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};

#[derive(Clone, Debug, sqlx::FromRow)]
struct StoredQuote {
    commission_id: String,
    version: i64,
    document: String,
    currency: String,
    total_minor: i64,
    promise_day: i64,
    sent_at_ms: i64,
    valid_until_ms: i64,
}

/// One version as it was sent.
#[derive(Clone, Debug)]
pub struct QuoteRow {
    pub version: i64,
    pub quote: Quote,
    pub total: Money,
    pub promise: Day,
    pub sent_at_ms: i64,
    pub valid_until_ms: i64,
}

impl TryFrom<StoredQuote> for QuoteRow {
    type Error = Error;
    fn try_from(row: StoredQuote) -> Result<QuoteRow> {
        let id = format!("{} {}", row.commission_id, row.version);
        let odd = |column, value: &str| Error::impossible("commission_quotes", column, &id, value);
        let quote: Quote =
            serde_json::from_str(&row.document).map_err(|e| odd("document", &e.to_string()))?;
        let currency = row
            .currency
            .parse()
            .map_err(|_| odd("currency", &row.currency))?;
        Ok(QuoteRow {
            version: row.version,
            quote,
            total: Money::new(row.total_minor, currency),
            promise: Day(row.promise_day),
            sent_at_ms: row.sent_at_ms,
            valid_until_ms: row.valid_until_ms,
        })
    }
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
        .bind(row.total.minor).bind(row.promise.0).bind(sent_by).bind(row.sent_at_ms).bind(row.valid_until_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Every version, the newest first.
pub async fn all(conn: &mut Conn, commission_id: &str) -> Result<Vec<QuoteRow>> {
    const SQL: &str = "SELECT commission_id, version, document, currency, total_minor, promise_day, sent_at_ms, valid_until_ms
        FROM commission_quotes WHERE commission_id = $1 ORDER BY version DESC";
    let rows: Vec<StoredQuote> =
        on!(conn, c => sqlx::query_as(SQL).bind(commission_id).fetch_all(&mut *c).await?);
    rows.into_iter().map(QuoteRow::try_from).collect()
}

pub async fn version(
    conn: &mut Conn,
    commission_id: &str,
    version: i64,
) -> Result<Option<QuoteRow>> {
    const SQL: &str = "SELECT commission_id, version, document, currency, total_minor, promise_day, sent_at_ms, valid_until_ms
        FROM commission_quotes WHERE commission_id = $1 AND version = $2";
    let row: Option<StoredQuote> = on!(conn, c => sqlx::query_as(SQL).bind(commission_id).bind(version).fetch_optional(&mut *c).await?);
    row.map(QuoteRow::try_from).transpose()
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
