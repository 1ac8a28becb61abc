//! The ledger's chain: every entry's hash is computed again, with the key that it was written under.

use crate::server::db::ledger::Hashed;
use crate::server::db::seals::begin::beginning;
use crate::server::db::seals::unknown_key;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::SealKeys;

#[derive(sqlx::FromRow)]
struct EntryRow {
    seq: i64,
    posting: String,
    account: String,
    currency: String,
    amount_minor: i64,
    order_id: String,
    memo: String,
    at_ms: i64,
    previous_hash: String,
    hash: String,
    key_id: String,
}

impl EntryRow {
    /// The hash that it must have; none where its key is not known.
    fn expected(&self, previous: &str, keys: &SealKeys) -> Option<String> {
        let entry = Hashed {
            previous,
            seq: self.seq,
            posting: &self.posting,
            account: &self.account,
            currency: &self.currency,
            amount_minor: self.amount_minor,
            order_id: &self.order_id,
            memo: &self.memo,
            at_ms: self.at_ms,
        };
        match self.key_id.as_str() {
            "" => Some(entry.without_key()),
            id => keys.find(id).map(|key| entry.keyed(key)),
        }
    }
}

/// Entries read at a time.
const PAGE: i64 = 1000;

/// The entries whose hash, or whose link to the entry before, is wrong. One without a key is right only up to where sealing
/// began: past that, whoever can write to the database could compute it.
pub async fn broken_links(conn: &mut Conn, keys: &SealKeys) -> Result<Vec<String>> {
    const SQL: &str = "SELECT seq, posting, account, currency, amount_minor, order_id, memo, at_ms, previous_hash, hash, key_id
        FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2";
    let mut broken = Vec::new();
    let beginning = beginning(conn).await?;
    broken.extend(beginning.as_ref().and_then(|b| b.wrong(keys)));
    let (mut last_seq, mut last_hash, mut keyed) = (0, String::new(), false);
    loop {
        let page: Vec<EntryRow> =
            on!(conn, c => sqlx::query_as(SQL).bind(last_seq).bind(PAGE).fetch_all(&mut *c).await?);
        if page.is_empty() {
            return Ok(broken);
        }
        for e in page {
            let expected = e.expected(&last_hash, keys);
            let lacks_key = e.key_id.is_empty()
                && (keyed || beginning.as_ref().is_some_and(|b| e.seq > b.ledger_seq));
            let not_where_it_began = beginning
                .as_ref()
                .is_some_and(|b| e.seq == b.ledger_seq && e.hash != b.ledger_hash);
            if expected.is_none() {
                let key = unknown_key(&e.key_id);
                broken.push(format!("entry {} is under {key}", e.seq));
            } else if e.previous_hash != last_hash
                || expected.as_ref() != Some(&e.hash)
                || lacks_key
                || not_where_it_began
            {
                broken.push(format!("entry {}", e.seq));
            }
            keyed |= !e.key_id.is_empty();
            (last_seq, last_hash) = (e.seq, e.hash);
        }
    }
}
