//! Endpoints of outgoing webhooks.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EndpointRow {
    pub id: String,
    pub url: String,
    pub description: String,
    /// Names with spaces between.
    pub events: String,
    pub enabled: bool,
    pub disabled_because: String,
    pub disabled_at_ms: Option<i64>,
    /// Sealed, like the one before.
    pub secret: String,
    pub old_secret: Option<String>,
    pub old_secret_until_ms: Option<i64>,
    pub last_delivered_at_ms: Option<i64>,
    pub created_at_ms: i64,
}

const COLUMNS: &str = "SELECT id, url, description, events, enabled, disabled_because, disabled_at_ms, secret, old_secret,
    old_secret_until_ms, last_delivered_at_ms, created_at_ms FROM webhook_endpoints";

/// Every endpoint, the oldest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<EndpointRow>> {
    let sql = format!("{COLUMNS} ORDER BY created_at_ms, id");
    Ok(on!(conn, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await?))
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<EndpointRow>> {
    let sql = format!("{COLUMNS} WHERE id = $1");
    Ok(
        on!(conn, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *c).await?),
    )
}

/// Endpoints by id, and their events: names with spaces between.
pub async fn listeners(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    const SQL: &str = "SELECT id, events FROM webhook_endpoints WHERE enabled = TRUE ORDER BY id";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

pub async fn insert(conn: &mut Conn, new: &EndpointRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO webhook_endpoints (id, url, description, events, enabled, secret, created_at_ms)
        VALUES ($1, $2, $3, $4, TRUE, $5, $6)";
    on!(conn, c => sqlx::query(SQL).bind(&new.id).bind(&new.url).bind(&new.description).bind(&new.events)
        .bind(&new.secret).bind(new.created_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn change(
    conn: &mut Conn,
    id: &str,
    url: &str,
    description: &str,
    events: &str,
) -> Result<()> {
    const SQL: &str =
        "UPDATE webhook_endpoints SET url = $2, description = $3, events = $4 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(url).bind(description).bind(events)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// A new secret; the one before signs beside it until `until_ms`.
pub async fn rotate(conn: &mut Conn, id: &str, secret: &str, until_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE webhook_endpoints SET old_secret = secret, old_secret_until_ms = $3, secret = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(secret).bind(until_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Disables an endpoint; `false`: it is disabled already, or is gone.
pub async fn disable(conn: &mut Conn, id: &str, because: &str, now_ms: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE webhook_endpoints SET enabled = FALSE, disabled_because = $2, disabled_at_ms = $3
        WHERE id = $1 AND enabled = TRUE";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(because).bind(now_ms).execute(&mut *c).await?
            .rows_affected() == 1),
    )
}

pub async fn enable(conn: &mut Conn, id: &str) -> Result<bool> {
    const SQL: &str =
        "UPDATE webhook_endpoints SET enabled = TRUE, disabled_because = '', disabled_at_ms = NULL
        WHERE id = $1 AND enabled = FALSE";
    Ok(on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await?.rows_affected() == 1))
}

/// It took a delivery.
pub async fn delivered(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE webhook_endpoints SET last_delivered_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn remove(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM webhook_endpoints WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}
