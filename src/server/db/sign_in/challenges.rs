//! What was asked of a browser or of a provider, until it is answered or its time is over.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

pub async fn insert(conn: &mut Conn, id: &str, sealed: &str, expires_at_ms: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO ceremonies (id, sealed, expires_at_ms) VALUES ($1, $2, $3)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(sealed).bind(expires_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Takes what was asked out of the table; `None` when somebody was quicker or its time is over.
pub async fn take(conn: &mut Conn, id: &str, now_ms: i64) -> Result<Option<String>> {
    const SQL: &str =
        "DELETE FROM ceremonies WHERE id = $1 AND expires_at_ms > $2 RETURNING sealed";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(now_ms).fetch_optional(&mut *c).await?))
}

pub async fn delete_expired(conn: &mut Conn, now_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM ceremonies WHERE expires_at_ms <= $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(now_ms).execute(&mut *c).await?.rows_affected()))
}
