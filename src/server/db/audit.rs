//! The audit log: written to, read, never changed.

use super::seals::Kind;
use super::{Conn, on};
use crate::server::error::Result;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AuditRow {
    pub id: String,
    pub at_ms: i64,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub ip: String,
}

pub async fn insert(conn: &mut Conn, row: &AuditRow) -> Result<()> {
    const SQL: &str = "INSERT INTO audit_log (id, at_ms, actor, action, subject, detail, ip) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(conn, c => sqlx::query(SQL).bind(&row.id).bind(row.at_ms).bind(&row.actor).bind(&row.action)
        .bind(&row.subject).bind(&row.detail).bind(&row.ip).execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::Audit, row.id.clone())
}

/// The newest entries older than `before_id` (ids sort by time), at most `limit`.
pub async fn newest(conn: &mut Conn, before_id: Option<&str>, limit: i64) -> Result<Vec<AuditRow>> {
    const SQL: &str = "SELECT id, at_ms, actor, action, subject, detail, ip FROM audit_log
        WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(before_id).bind(limit).fetch_all(&mut *c).await?))
}
