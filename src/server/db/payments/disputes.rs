//! Disputes as the provider reports them, and what it booked on its balance for each.

use crate::domain::money::Money;
use crate::server::db::dialect::for_update;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::{AssertSqlSafe, QueryBuilder};

#[derive(Clone, Debug, TableRow)]
#[table("disputes")]
pub struct DisputeRow {
    pub id: String,
    #[read(money, "amount_minor")]
    pub amount: Money,
    pub status: String,
    pub reason: String,
    pub evidence_due_at_ms: Option<i64>,
    pub withdrawn_minor: i64,
    pub closed_at_ms: Option<i64>,
}

const COLUMNS: &str =
    "id, amount_minor, currency, status, reason, evidence_due_at_ms, withdrawn_minor, closed_at_ms";

pub async fn lock(conn: &mut Conn, id: &str) -> Result<Option<DisputeRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM disputes WHERE id = $1{}",
        for_update(conn)
    );
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *c).await?))
}

/// Those of an order, the oldest first.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<DisputeRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM disputes WHERE order_id = $1 ORDER BY opened_at_ms, id");
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(order_id).fetch_all(&mut *c).await?))
}

/// Order id and the provider's word for each dispute of several orders.
pub async fn of_orders(conn: &mut Conn, order_ids: &[String]) -> Result<Vec<(String, String)>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT order_id, status FROM disputes WHERE order_id");
        push_in!(query, order_ids.iter().cloned());
        query.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// What a dispute is written from.
pub struct NewDispute<'a> {
    pub id: &'a str,
    pub order_id: &'a str,
    pub attempt_id: &'a str,
    pub amount: Money,
    pub status: &'a str,
    pub reason: &'a str,
    pub evidence_due_at_ms: Option<i64>,
    pub withdrawn_minor: i64,
    pub closed_at_ms: Option<i64>,
    pub now_ms: i64,
}

pub async fn save(conn: &mut Conn, d: &NewDispute<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO disputes (id, order_id, attempt_id, amount_minor, currency, status, reason,
            evidence_due_at_ms, withdrawn_minor, closed_at_ms, opened_at_ms, updated_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, evidence_due_at_ms = excluded.evidence_due_at_ms,
            withdrawn_minor = excluded.withdrawn_minor, updated_at_ms = excluded.updated_at_ms,
            closed_at_ms = COALESCE(disputes.closed_at_ms, excluded.closed_at_ms)";
    on!(conn, c => sqlx::query(SQL).bind(d.id).bind(d.order_id).bind(d.attempt_id).bind(d.amount.minor)
        .bind(d.amount.currency.code()).bind(d.status).bind(d.reason).bind(d.evidence_due_at_ms).bind(d.withdrawn_minor)
        .bind(d.closed_at_ms).bind(d.now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What the provider booked on its balance.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EntryRow {
    pub id: String,
    pub amount_minor: i64,
    pub fee_minor: i64,
    pub currency: String,
    pub booked_at_ms: i64,
}

/// Keeps an entry; one that is known stays as it is.
pub async fn keep_entry(conn: &mut Conn, dispute_id: &str, e: &EntryRow) -> Result<()> {
    const SQL: &str = "INSERT INTO dispute_entries (id, dispute_id, amount_minor, fee_minor, currency, booked_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
    on!(conn, c => sqlx::query(SQL).bind(&e.id).bind(dispute_id).bind(e.amount_minor).bind(e.fee_minor)
        .bind(&e.currency).bind(e.booked_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The entries of a dispute, the oldest first.
pub async fn entries(conn: &mut Conn, dispute_id: &str) -> Result<Vec<EntryRow>> {
    const SQL: &str =
        "SELECT id, amount_minor, fee_minor, currency, booked_at_ms FROM dispute_entries
        WHERE dispute_id = $1 ORDER BY booked_at_ms, amount_minor, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(dispute_id).fetch_all(&mut *c).await?))
}
