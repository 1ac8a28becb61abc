//! What is not over yet and may have moved on at the provider unheard: attempts, disputes. What was asked about
//! in the future, by a clock that was ahead, counts as never.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

/// Live attempts that the provider knows of and has not been asked about since `before_ms`, the longest waiting first.
pub async fn attempts(
    conn: &mut Conn,
    before_ms: i64,
    now_ms: i64,
    most: i64,
) -> Result<Vec<String>> {
    const SQL: &str = "SELECT a.id FROM payment_attempts a
        WHERE a.state IN ('created', 'requires_action', 'processing') AND (a.checked_at_ms < $1 OR a.checked_at_ms > $2)
        AND EXISTS (SELECT 1 FROM payment_objects o WHERE o.attempt_id = a.id) ORDER BY a.checked_at_ms LIMIT $3";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(before_ms).bind(now_ms).bind(most).fetch_all(&mut *c).await?),
    )
}

/// Disputes that are not decided and were not asked about since `before_ms`.
pub async fn disputes(
    conn: &mut Conn,
    before_ms: i64,
    now_ms: i64,
    most: i64,
) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM disputes
        WHERE status NOT IN ('won', 'lost', 'warning_closed', 'prevented') AND (checked_at_ms < $1 OR checked_at_ms > $2)
        ORDER BY checked_at_ms LIMIT $3";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(before_ms).bind(now_ms).bind(most).fetch_all(&mut *c).await?),
    )
}

pub async fn dispute_checked(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE disputes SET checked_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Every dispute with its state here and what was withdrawn for it.
pub async fn dispute_states(conn: &mut Conn) -> Result<Vec<(String, String, i64)>> {
    const SQL: &str = "SELECT id, status, withdrawn_minor FROM disputes";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

/// The dispute of an order that was opened last.
pub async fn newest_dispute(conn: &mut Conn, order_id: &str) -> Result<Option<String>> {
    const SQL: &str =
        "SELECT id FROM disputes WHERE order_id = $1 ORDER BY opened_at_ms DESC, id DESC LIMIT 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_optional(&mut *c).await?))
}
