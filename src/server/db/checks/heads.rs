//! The heads: each one's keyed digest is computed again.

use crate::server::db::seals::digest::{End, of_head};
use crate::server::db::seals::unknown_key;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::SealKeys;
use std::collections::HashMap;

/// Heads read at a time, with their entries.
const PAGE: i64 = 200;

#[derive(sqlx::FromRow)]
struct HeadRow {
    number: i64,
    made_at_ms: i64,
    key_id: String,
    digest: String,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    head: i64,
    #[sqlx(flatten)]
    end: End,
}

/// The first head that is not what was written, or nothing.
pub async fn first_wrong_head(conn: &mut Conn, keys: &SealKeys) -> Result<Option<String>> {
    const HEADS: &str = "SELECT number, made_at_ms, key_id, digest FROM chain_heads WHERE number > $1 ORDER BY number LIMIT $2";
    const ENTRIES: &str = "SELECT head, chain, position, digest FROM chain_head_entries WHERE head > $1 AND head <= $2
        ORDER BY head, chain";
    let (mut last, mut previous) = (0, String::new());
    loop {
        let heads: Vec<HeadRow> =
            on!(conn, c => sqlx::query_as(HEADS).bind(last).bind(PAGE).fetch_all(&mut *c).await?);
        let Some(end) = heads.last() else {
            return Ok(None);
        };
        let entries: Vec<EntryRow> = on!(conn, c => sqlx::query_as(ENTRIES).bind(last).bind(end.number).fetch_all(&mut *c).await?);
        let mut of: HashMap<i64, Vec<End>> = HashMap::new();
        for entry in entries {
            of.entry(entry.head).or_default().push(entry.end);
        }
        for head in heads {
            let number = head.number;
            if number != last + 1 {
                return Ok(Some(format!("head {} is gone", last + 1)));
            }
            let Some(key) = keys.find(&head.key_id) else {
                let key = unknown_key(&head.key_id);
                return Ok(Some(format!("head {number} is under {key}")));
            };
            let ends = of.remove(&number).unwrap_or_default();
            if of_head(key, number, head.made_at_ms, &previous, &ends) != head.digest {
                return Ok(Some(format!("head {number} is not what was written")));
            }
            (last, previous) = (number, head.digest);
        }
    }
}
