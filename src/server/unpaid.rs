//! Limits on what is not paid: who reached one, until when it holds, and who lifted it. Each is an entry for staff.

use super::db::{self, Conn};
use super::error::Result;
use super::keys::new_id;
use super::limits::address_key;
use super::state::App;
use super::work::Work;
use crate::domain::attention::{CountedBy, Matter};
use atelier_derive::Named;
use std::net::IpAddr;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Limit {
    /// One-of-a-kind pieces that are held and not paid.
    UnpaidPieces,
    /// Cards that were declined.
    DeclinedCards,
}

/// Who is counted: one order, visit, network or e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub by: CountedBy,
    pub key: String,
}

impl Subject {
    pub fn new(by: CountedBy, key: &str) -> Subject {
        Subject {
            by,
            key: key.to_string(),
        }
    }

    /// As it is stored beside a limit: a keyed hash, so that no address can be read from it.
    fn sealed(&self, app: &App) -> String {
        let word = format!("{} {}", self.by.column(), self.key);
        app.keys.link_token("limit", &word, 0)
    }
}

/// What a network is known by in orders and limits: a keyed hash of an IPv4 address, or of the first 64 bits of an IPv6
/// address.
pub fn network_key(app: &App, ip: IpAddr) -> String {
    app.keys.link_token("network", &address_key(ip), 0)
}

/// Whether staff lifted a limit for somebody, and that still counts.
pub async fn is_lifted(
    conn: &mut Conn,
    app: &App,
    limit: Limit,
    subject: &Subject,
    now: i64,
) -> Result<bool> {
    let latest =
        db::checkout::unpaid::latest_limit(conn, limit.as_str(), &subject.sealed(app)).await?;
    Ok(latest.is_some_and(|row| row.lifted_at_ms.is_some() && row.until_ms > now))
}

/// Until when a limit holds for somebody, if it does.
pub async fn holds_until(
    conn: &mut Conn,
    app: &App,
    limit: Limit,
    subject: &Subject,
    now: i64,
) -> Result<Option<i64>> {
    let latest =
        db::checkout::unpaid::latest_limit(conn, limit.as_str(), &subject.sealed(app)).await?;
    let holds = latest.filter(|row| row.lifted_at_ms.is_none() && row.until_ms > now);
    Ok(holds.map(|row| row.until_ms))
}

/// From when somebody is counted anew: since the last limit ended or was lifted.
pub async fn counted_from(
    conn: &mut Conn,
    app: &App,
    limit: Limit,
    subject: &Subject,
) -> Result<i64> {
    let latest =
        db::checkout::unpaid::latest_limit(conn, limit.as_str(), &subject.sealed(app)).await?;
    Ok(latest.map_or(0, |row| row.lifted_at_ms.unwrap_or(row.until_ms)))
}

/// Writes down that somebody reached a limit, with its entry for staff; nothing where one holds already.
pub async fn reached(
    work: &mut Work<'_>,
    limit: Limit,
    subject: &Subject,
    until: i64,
    order_id: Option<&str>,
    matter: &Matter,
) -> Result<bool> {
    let Work { app, now, .. } = *work;
    if holds_until(work, app, limit, subject, now).await?.is_some() {
        return Ok(false);
    }
    let id = new_id();
    let sealed = subject.sealed(app);
    db::checkout::unpaid::insert_limit(work, &id, limit.as_str(), &sealed, until, now).await?;
    let key = entry_key(&id);
    db::attention::open(work, matter, &key, order_id, now).await?;
    Ok(true)
}

/// What the attention queue knows a limit by.
fn entry_key(limit_id: &str) -> String {
    format!("limit {limit_id}")
}

/// Lifts the limit of an entry of the attention queue; `false` when the entry is about none, or it was lifted before.
pub async fn lift(conn: &mut Conn, entry_key: &str, by: &str, now: i64) -> Result<bool> {
    match entry_key.strip_prefix("limit ") {
        Some(id) => db::checkout::unpaid::lift_limit(conn, id, by, now).await,
        None => Ok(false),
    }
}
