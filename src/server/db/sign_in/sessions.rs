//! Visits, by the hash of their cookie.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

pub async fn save(conn: &mut Conn, id: &str, data: &str, expires_at_ms: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO sessions (id, data, expires_at_ms) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at_ms = excluded.expires_at_ms";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(data).bind(expires_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The data and expiry of a session that has not expired.
pub async fn load(conn: &mut Conn, id: &str, now_ms: i64) -> Result<Option<(String, i64)>> {
    const SQL: &str =
        "SELECT data, expires_at_ms FROM sessions WHERE id = $1 AND expires_at_ms > $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).bind(now_ms).fetch_optional(&mut *c).await?))
}

pub async fn delete(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM sessions WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn delete_expired(conn: &mut Conn, now_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM sessions WHERE expires_at_ms <= $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(now_ms).execute(&mut *c).await?.rows_affected()))
}
