//! Refunds that may have moved on at the provider unheard. What was asked about in the future, by a clock that was ahead,
//! counts as never.

use crate::domain::refund::RefundStatus;
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};

/// The provider's ids of refunds that are on their way and were not asked about since `before_ms`, and of those that
/// went through since `since_ms`, which a bank may still send back, not asked about since `rarely_before_ms`.
pub async fn refs(
    conn: &mut Conn,
    [before_ms, rarely_before_ms, since_ms, now_ms]: [i64; 4],
    most: i64,
) -> Result<Vec<String>> {
    const SQL: &str = "SELECT provider_ref FROM refunds WHERE provider_ref IS NOT NULL AND (
            (state = $6 AND (checked_at_ms < $1 OR checked_at_ms > $4))
            OR (state = $7 AND created_at_ms > $3 AND updated_at_ms < $2 AND (checked_at_ms < $2 OR checked_at_ms > $4)))
        ORDER BY checked_at_ms LIMIT $5";
    let [pending, succeeded] =
        [RefundStatus::Pending, RefundStatus::Succeeded].map(RefundStatus::as_str);
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(before_ms).bind(rarely_before_ms).bind(since_ms).bind(now_ms).bind(most)
        .bind(pending).bind(succeeded).fetch_all(&mut *c).await?),
    )
}

pub async fn checked(conn: &mut Conn, provider_ref: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE refunds SET checked_at_ms = $2 WHERE provider_ref = $1";
    on!(conn, c => sqlx::query(SQL).bind(provider_ref).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Every refund that the provider has an id for, with its state here and its amount.
pub async fn states(conn: &mut Conn) -> Result<Vec<(String, RefundStatus, i64)>> {
    const SQL: &str =
        "SELECT provider_ref, state, amount_minor FROM refunds WHERE provider_ref IS NOT NULL";
    let rows: Vec<(String, String, i64)> =
        on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?);
    let read = |(id, word, minor): (String, String, i64)| {
        let state = RefundStatus::parse(&word)
            .ok_or_else(|| Error::impossible("refunds", "state", &id, word))?;
        Ok((id, state, minor))
    };
    rows.into_iter().map(read).collect()
}
