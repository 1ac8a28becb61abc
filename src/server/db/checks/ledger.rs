//! The ledger's chain: every entry's hash is computed again.

use crate::server::db::ledger::entry_hash;
use crate::server::db::{Conn, on};
use crate::server::error::Result;

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
}

/// Entries read at a time.
const PAGE: i64 = 1000;

/// The numbers of the entries whose hash, or whose link to the entry before, is wrong.
pub async fn broken_links(conn: &mut Conn) -> Result<Vec<i64>> {
    const SQL: &str = "SELECT seq, posting, account, currency, amount_minor, order_id, memo, at_ms, previous_hash, hash
        FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2";
    let (mut last_seq, mut last_hash) = (0, String::new());
    let mut broken = Vec::new();
    loop {
        let page: Vec<EntryRow> =
            on!(conn, c => sqlx::query_as(SQL).bind(last_seq).bind(PAGE).fetch_all(&mut *c).await?);
        if page.is_empty() {
            return Ok(broken);
        }
        for e in page {
            let expected = entry_hash(
                &last_hash,
                e.seq,
                &e.posting,
                &e.account,
                &e.currency,
                e.amount_minor,
                &e.order_id,
                &e.memo,
                e.at_ms,
            );
            if e.previous_hash != last_hash || e.hash != expected {
                broken.push(e.seq);
            }
            (last_seq, last_hash) = (e.seq, e.hash);
        }
    }
}
