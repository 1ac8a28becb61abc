//! What a person must look at.

use super::recorded::{from_columns, to_columns};
use super::{Conn, on, push_in};
use crate::domain::attention::Matter;
use crate::server::error::Result;
use crate::server::keys::new_id;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

/// An item that is open.
#[derive(Clone, Debug, TableRow)]
#[table("attention")]
pub struct AttentionRow {
    pub id: String,
    #[read(record)]
    pub matter: Matter,
    /// The number of the order it is about, if it is about one.
    pub order_number: Option<i64>,
    pub opened_at_ms: i64,
}

/// Opens an item. The same item (`dedupe_key`) is open once at a time; whether it opens again after it was settled
/// depends on what it is.
pub async fn open(
    conn: &mut Conn,
    matter: &Matter,
    dedupe_key: &str,
    order_id: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO attention (id, kind, dedupe_key, order_id, args, opened_at_ms)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS BIGINT)
        WHERE $7 OR NOT EXISTS (SELECT 1 FROM attention before WHERE before.dedupe_key = $3)
        ON CONFLICT (dedupe_key) WHERE resolved_at_ms IS NULL DO NOTHING";
    let (kind, args) = to_columns(matter)?;
    let (id, again) = (new_id(), matter.may_reopen());
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(&kind).bind(dedupe_key).bind(order_id).bind(&args).bind(now_ms)
        .bind(again).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The oldest open items, at most `limit`.
pub async fn list_open(conn: &mut Conn, limit: i64) -> Result<Vec<AttentionRow>> {
    const SQL: &str = "SELECT a.id, a.kind, a.args, o.number AS order_number, a.opened_at_ms
        FROM attention a LEFT JOIN orders o ON o.id = a.order_id
        WHERE a.resolved_at_ms IS NULL ORDER BY a.opened_at_ms, a.id LIMIT $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(&mut *c).await?))
}

/// Open items, counted no further than `cap`.
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

/// The same for several keys.
pub async fn resolve_by_keys(
    conn: &mut Conn,
    dedupe_keys: &[String],
    by: &str,
    resolution: &str,
    now_ms: i64,
) -> Result<()> {
    on!(conn, c => {
        let mut query = QueryBuilder::new("UPDATE attention SET resolved_at_ms = ");
        query.push_bind(now_ms).push(", resolved_by = ").push_bind(by).push(", resolution = ").push_bind(resolution);
        query.push(" WHERE resolved_at_ms IS NULL AND dedupe_key");
        push_in!(query, dedupe_keys);
        query.build().execute(&mut *c).await.map(drop)?
    });
    Ok(())
}

/// Whether there is or was an entry under a key.
pub async fn is_known(conn: &mut Conn, dedupe_key: &str) -> Result<bool> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM attention WHERE dedupe_key = $1)";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(dedupe_key).fetch_one(&mut *c).await?))
}

/// Says something else in the entry that is open under a key; `false` when none is.
pub async fn replace(conn: &mut Conn, dedupe_key: &str, matter: &Matter) -> Result<bool> {
    const SQL: &str = "UPDATE attention SET kind = $2, args = $3 WHERE dedupe_key = $1 AND resolved_at_ms IS NULL";
    let (kind, args) = to_columns(matter)?;
    let done = on!(conn, c => sqlx::query(SQL).bind(dedupe_key).bind(&kind).bind(&args).execute(&mut *c).await?.rows_affected());
    Ok(done == 1)
}

/// What an entry is about, by its id; `None` when there is no such entry.
pub async fn matter(conn: &mut Conn, id: &str) -> Result<Option<Matter>> {
    const SQL: &str = "SELECT kind, args FROM attention WHERE id = $1";
    let row: Option<(String, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?);
    row.map(|(kind, args)| from_columns("attention", id, &kind, &args))
        .transpose()
}

/// What an entry is known by, by its id.
pub async fn key(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT dedupe_key FROM attention WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// Closes an item; false when somebody else did before.
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
