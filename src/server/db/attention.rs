//! What a person must look at.

use super::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::new_id;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AttentionRow {
    pub id: String,
    pub kind: String,
    pub sentence: String,
    /// The number of the order it is about, if it is about one.
    pub order_number: Option<i64>,
    pub opened_at_ms: i64,
}

/// Opens an entry; the same trouble (`dedupe_key`) is opened once.
pub async fn open(
    conn: &mut Conn,
    kind: &str,
    dedupe_key: &str,
    order_id: Option<&str>,
    sentence: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO attention (id, kind, dedupe_key, order_id, sentence, opened_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dedupe_key) DO NOTHING";
    let id = new_id();
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(kind).bind(dedupe_key).bind(order_id).bind(sentence).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The oldest open troubles, at most `limit`.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<AttentionRow>> {
    const SQL: &str = "SELECT a.id, a.kind, a.sentence, o.number AS order_number, a.opened_at_ms
        FROM attention a LEFT JOIN orders o ON o.id = a.order_id
        WHERE a.resolved_at_ms IS NULL ORDER BY a.opened_at_ms, a.id LIMIT $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(&mut *c).await?))
}

/// Open troubles, counted no further than `cap`.
pub async fn count_open(conn: &mut Conn, cap: i64) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM attention WHERE resolved_at_ms IS NULL LIMIT $1) AS few";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cap).fetch_one(&mut *c).await?))
}

/// Closes whatever is open under a key; nothing happens when nothing is.
pub async fn resolve_by_key(
    conn: &mut Conn,
    dedupe_key: &str,
    by: &str,
    resolution: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "UPDATE attention SET resolved_at_ms = $4, resolved_by = $2, resolution = $3
        WHERE dedupe_key = $1 AND resolved_at_ms IS NULL";
    on!(conn, c => sqlx::query(SQL).bind(dedupe_key).bind(by).bind(resolution).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What an entry is about, by its id; `None` when there is no such entry.
pub async fn kind(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT kind FROM attention WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// What an entry is known by, by its id.
pub async fn key(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT dedupe_key FROM attention WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// Closes a trouble; false when somebody else did before.
pub async fn resolve(
    conn: &mut Conn,
    id: &str,
    by: &str,
    resolution: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE attention SET resolved_at_ms = $4, resolved_by = $2, resolution = $3
        WHERE id = $1 AND resolved_at_ms IS NULL";
    let done = on!(conn, c => sqlx::query(SQL).bind(id).bind(by).bind(resolution).bind(now_ms)
        .execute(&mut *c).await?.rows_affected());
    Ok(done == 1)
}
