//! What the API answered to requests with an Idempotency-Key.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AnswerRow {
    pub fingerprint: String,
    pub started_at_ms: i64,
    /// Sealed; `None` while the work runs.
    pub answer: Option<String>,
}

/// Takes a key. `false`: somebody has it already.
pub async fn begin(
    conn: &mut Conn,
    key_hash: &str,
    fingerprint: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO api_answers (key_hash, fingerprint, started_at_ms) VALUES ($1, $2, $3)
        ON CONFLICT (key_hash) DO NOTHING";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(key_hash).bind(fingerprint).bind(now_ms).execute(&mut *c).await?
            .rows_affected() == 1),
    )
}

pub async fn find(conn: &mut Conn, key_hash: &str) -> Result<Option<AnswerRow>> {
    const SQL: &str =
        "SELECT fingerprint, started_at_ms, answer FROM api_answers WHERE key_hash = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(key_hash).fetch_optional(&mut *c).await?))
}

/// Takes over work that was cut off. `false`: somebody else did.
pub async fn take_over(
    conn: &mut Conn,
    key_hash: &str,
    started_at_ms: i64,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE api_answers SET started_at_ms = $3
        WHERE key_hash = $1 AND started_at_ms = $2 AND answer IS NULL";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(key_hash).bind(started_at_ms).bind(now_ms).execute(&mut *c).await?
            .rows_affected() == 1),
    )
}

/// Keeps an answer beside everything that was asked, which may have been known in part until now.
pub async fn keep(conn: &mut Conn, key_hash: &str, fingerprint: &str, answer: &str) -> Result<()> {
    const SQL: &str = "UPDATE api_answers SET fingerprint = $2, answer = $3 WHERE key_hash = $1";
    on!(conn, c => sqlx::query(SQL).bind(key_hash).bind(fingerprint).bind(answer).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Lets go of a key whose work did not come to an answer.
pub async fn forget(conn: &mut Conn, key_hash: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM api_answers WHERE key_hash = $1";
    on!(conn, c => sqlx::query(SQL).bind(key_hash).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Deletes what was begun before `before_ms`.
pub async fn delete_old(conn: &mut Conn, before_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM api_answers WHERE started_at_ms < $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await?.rows_affected()))
}
