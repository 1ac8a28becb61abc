//! The audit log: written to, read, never changed.

use super::recorded::to_columns;
use super::seals::Kind;
use super::{Conn, on};
use crate::domain::audit::{Action, Actor};
use crate::server::error::Result;
use crate::server::keys::new_id;
use atelier_derive::TableRow;

/// An entry to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    pub at_ms: i64,
    pub actor: &'a Actor,
    pub action: &'a Action,
    pub subject: &'a str,
    /// Empty where nobody called over the network.
    pub ip: &'a str,
}

#[derive(Clone, Debug, TableRow)]
#[table("audit_log")]
pub struct AuditRow {
    pub id: String,
    pub at_ms: i64,
    #[read(audit_actor)]
    pub actor: Actor,
    /// The name of the action.
    pub kind: String,
    #[read(record)]
    pub action: Action,
    pub subject: String,
    pub ip: String,
}

pub async fn insert(conn: &mut Conn, new: NewEntry<'_>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO audit_log (id, at_ms, actor, actor_name, kind, args, subject, ip)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let id = new_id();
    let (kind, args) = to_columns(new.action)?;
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(new.at_ms).bind(new.actor.kind()).bind(new.actor.name()).bind(&kind)
        .bind(&args).bind(new.subject).bind(new.ip).execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::Audit, id)
}

/// The newest entries older than `before_id` (ids sort by time), at most `limit`.
pub async fn newest(conn: &mut Conn, before_id: Option<&str>, limit: i64) -> Result<Vec<AuditRow>> {
    const SQL: &str = "SELECT id, at_ms, actor, actor_name, kind, args, subject, ip FROM audit_log
        WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(before_id).bind(limit).fetch_all(&mut *c).await?))
}
