//! What staff did and what was refused, in the append-only log.

use crate::domain::audit::{Action, Actor, AuditListView, AuditView};
use crate::server::db::audit::NewEntry;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::transact;

/// Entries on one page of the log.
const PAGE: i64 = 50;
/// Longest text kept of a subject, in characters.
const LONGEST: usize = 500;

/// Writes one entry on its own, for whoever is signed in or the program that calls, by name.
pub async fn record(visit: &Visit, name: &str, action: Action, subject: &str) -> Result<()> {
    transact!(visit.app.db, tx => { record_in(&mut tx, visit, name, &action, subject).await })
}

/// Writes one entry within the caller's transaction, likewise.
pub async fn record_in(
    conn: &mut Conn,
    visit: &Visit,
    name: &str,
    action: &Action,
    subject: &str,
) -> Result<()> {
    let actor = match visit.program {
        Some(_) => Actor::Program(name.into()),
        None => Actor::Staff(name.into()),
    };
    let (now, ip) = (visit.app.now_ms(), visit.ip.to_string());
    write(conn, now, &actor, action, subject, &ip).await
}

/// Writes one entry for a step that staff or a program take in a unit of work. What anybody else does is no matter of the
/// log.
pub async fn step(work: &mut Work<'_>, action: &Action, subject: &str) -> Result<()> {
    let (now, actor) = (work.now, work.actor);
    match actor.audited() {
        Some((by, ip)) => write(work, now, &by, action, subject, ip).await,
        None => Ok(()),
    }
}

/// Writes one entry for somebody whose visit is not at hand, within the caller's transaction.
pub async fn write(
    conn: &mut Conn,
    at_ms: i64,
    actor: &Actor,
    action: &Action,
    subject: &str,
    ip: &str,
) -> Result<()> {
    let subject: String = subject.chars().take(LONGEST).collect();
    let entry = NewEntry {
        at_ms,
        actor,
        action,
        subject: &subject,
        ip,
    };
    db::audit::insert(conn, entry).await
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
            actor: row.actor.label().into(),
            action: row.kind,
            subject: row.subject,
            detail: row.action.detail(),
            ip: row.ip,
        })
        .collect();
    Ok(AuditListView { entries, next })
}
