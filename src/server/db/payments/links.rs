//! Amounts due that are asked for one by one, each under a link of its own.

use crate::server::db::payments::{RequestRow, StoredRequest};
use crate::server::db::{Conn, on};
use crate::server::error::Result;

async fn one(conn: &mut Conn, by_link: bool, value: &str) -> Result<Option<RequestRow>> {
    const BY_LINK: &str = "SELECT id, order_id, label, amount_minor, currency, state, paid_at_ms, asked_at_ms, due_at_ms
        FROM payment_requests WHERE link_hash = $1";
    const BY_ID: &str = "SELECT id, order_id, label, amount_minor, currency, state, paid_at_ms, asked_at_ms, due_at_ms
        FROM payment_requests WHERE id = $1";
    let sql = if by_link { BY_LINK } else { BY_ID };
    let row: Option<StoredRequest> =
        on!(conn, c => sqlx::query_as(sql).bind(value).fetch_optional(&mut *c).await?);
    row.map(RequestRow::try_from).transpose()
}

/// By the hash of its link's token.
pub async fn by_link(conn: &mut Conn, link_hash: &str) -> Result<Option<RequestRow>> {
    one(conn, true, link_hash).await
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<RequestRow>> {
    one(conn, false, id).await
}

/// Asks for an amount. What was asked for before keeps its date.
pub async fn ask_for(conn: &mut Conn, id: &str, now_ms: i64, due_at_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE payment_requests SET asked_at_ms = $2, due_at_ms = $3
        WHERE id = $1 AND asked_at_ms IS NULL AND state = 'open'";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).bind(due_at_ms).execute(&mut *c).await?
        .rows_affected() == 1),
    )
}
