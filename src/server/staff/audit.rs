//! What staff did and what was refused, in the append-only log.

use crate::domain::counter::{AuditListView, AuditView};
use crate::server::db::{self, Conn, audit::AuditRow};
use crate::server::error::Result;
use crate::server::keys::new_id;
use crate::server::visit::Visit;
use crate::transact;

/// Entries on one page of the log.
const PAGE: i64 = 50;
/// Longest text kept of a subject or a detail, in characters.
const LONGEST: usize = 500;

/// Writes one entry on its own.
pub async fn record(
    visit: &Visit,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<()> {
    transact!(visit.app.db, tx => {
        record_in(&mut tx, visit, actor, action, subject, detail).await
    })
}

/// Writes one entry within the caller's transaction.
pub async fn record_in(
    conn: &mut Conn,
    visit: &Visit,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<()> {
    let (now, ip) = (visit.app.now_ms(), visit.ip.to_string());
    write(conn, now, actor, action, subject, detail, &ip).await
}

/// Writes one entry for somebody whose visit is not at hand, within the caller's transaction.
pub async fn write(
    conn: &mut Conn,
    at_ms: i64,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
    ip: &str,
) -> Result<()> {
    let clip = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let row = AuditRow {
        id: new_id(),
        at_ms,
        actor: clip(actor),
        action: action.into(),
        subject: clip(subject),
        detail: clip(detail),
        ip: ip.into(),
    };
    db::audit::insert(conn, &row).await
}

/// One page of the log, the newest first; `before` is the id of the last entry of the page before.
pub async fn list(visit: &Visit, before: Option<&str>) -> Result<AuditListView> {
    let mut conn = visit.app.db.read().await?;
    let mut rows = db::audit::newest(&mut conn, before, PAGE + 1).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.clone());
    let entries = rows
        .into_iter()
        .map(|row| AuditView {
            at_ms: row.at_ms,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
            ip: row.ip,
        })
        .collect();
    Ok(AuditListView { entries, next })
}
