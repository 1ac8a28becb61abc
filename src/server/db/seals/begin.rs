//! How sealing begins in a shop that has rows already: they are sealed late, once, and the ledger is keyed from there on.

use super::digest::of_beginning;
use super::{Entry, Kind, append, owner, records, unknown_key};
use crate::server::db::dialect::{for_update, write_alone};
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::SealKeys;
use sqlx::AssertSqlSafe;

/// Rows that are sealed late in one transaction.
const BATCH: i64 = 500;

/// When sealing began, and how far the ledger had come without keys.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Beginning {
    at_ms: i64,
    pub ledger_seq: i64,
    pub ledger_hash: String,
    key_id: String,
    digest: String,
}

impl Beginning {
    /// What is wrong with it; nothing if it is as it was written.
    pub fn wrong(&self, keys: &SealKeys) -> Option<String> {
        let what = "the point from which on entries are keyed";
        let Some(key) = keys.find(&self.key_id) else {
            return Some(format!("{what} is under {}", unknown_key(&self.key_id)));
        };
        let digest = of_beginning(key, self.at_ms, self.ledger_seq, &self.ledger_hash);
        (digest != self.digest).then(|| format!("{what} is not what was written"))
    }
}

pub async fn beginning(conn: &mut Conn) -> Result<Option<Beginning>> {
    const SQL: &str =
        "SELECT at_ms, ledger_seq, ledger_hash, key_id, digest FROM sealing_began WHERE id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_optional(&mut *c).await?))
}

/// Seals some rows of a kind that have no seal, from an owner on. Returns the owner of the last; none is left if there is
/// none. Several processes may do this at once: one of them at a time looks and seals.
pub async fn seal_some_late(conn: &mut Conn, kind: Kind, from: &str) -> Result<Option<String>> {
    write_alone(conn, "sealing_began").await?;
    if beginning(conn).await?.is_some() {
        return Ok(None);
    }
    let rows = records::unsealed(conn, kind, from, BATCH).await?;
    let last = rows.last().map(|row| owner(&row.id).to_string());
    let entries = rows.into_iter().map(|row| Entry::of(kind, row, true));
    append(conn, entries.collect()).await?;
    Ok(last)
}

/// Writes down that everything is sealed from here on.
pub async fn begin(conn: &mut Conn, now_ms: i64) -> Result<()> {
    write_alone(conn, "sealing_began").await?;
    let keys = conn.seal_keys()?;
    let key = keys.current();
    let head = format!(
        "SELECT seq, hash FROM ledger_head WHERE id = 1{}",
        for_update(conn)
    );
    let (seq, hash): (i64, String) =
        on!(conn, c => sqlx::query_as(AssertSqlSafe(head)).fetch_one(&mut *c).await?);
    const SQL: &str =
        "INSERT INTO sealing_began (id, at_ms, ledger_seq, ledger_hash, key_id, digest)
        VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING";
    let digest = of_beginning(key, now_ms, seq, &hash);
    on!(conn, c => sqlx::query(SQL).bind(now_ms).bind(seq).bind(&hash).bind(key.id()).bind(&digest)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}
