//! Heads: one keyed digest over the ends of all chains that moved since the head before, so that what was cut off a chain
//! is missed.

use super::digest::{End, of_head};
use crate::server::db::dialect::{for_update, write_alone};
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// What the ledger's chain is called in a head.
pub const LEDGER: &str = "ledger";
/// Ends in one head.
const BATCH: usize = 1000;

/// A head that was made.
pub struct Head {
    pub number: i64,
    pub digest: String,
    /// Whether there may be more ends than went into it.
    pub is_full: bool,
}

/// Gathers ends that no head has yet into a new head, if there are any.
///
/// Their rows are locked in the order of their names, as everybody does who adds to a chain.
pub async fn gather(conn: &mut Conn, now_ms: i64) -> Result<Option<Head>> {
    write_alone(conn, "chain_heads").await?;
    let ends = moved(conn).await?;
    if ends.is_empty() {
        return Ok(None);
    }
    const LAST: &str = "SELECT number, digest FROM chain_heads ORDER BY number DESC LIMIT 1";
    let last: Option<(i64, String)> =
        on!(conn, c => sqlx::query_as(LAST).fetch_optional(&mut *c).await?);
    let (last, previous) = last.unwrap_or_default();
    let (number, keys) = (last + 1, conn.seal_keys()?);
    let key = keys.current();
    let digest = of_head(key, number, now_ms, &previous, &ends);
    const HEAD: &str =
        "INSERT INTO chain_heads (number, made_at_ms, key_id, digest) VALUES ($1, $2, $3, $4)";
    on!(conn, c => sqlx::query(HEAD).bind(number).bind(now_ms).bind(key.id()).bind(&digest).execute(&mut *c).await.map(drop)?);
    on!(conn, c => {
        let mut query = QueryBuilder::new("INSERT INTO chain_head_entries (head, chain, position, digest) ");
        query.push_values(&ends, |mut row, end| {
            row.push_bind(number).push_bind(end.chain.clone()).push_bind(end.position).push_bind(end.digest.clone());
        });
        query.build().execute(&mut *c).await.map(drop)?
    });
    const GATHERED: &str = "UPDATE chain_ends SET gathered = TRUE WHERE NOT gathered AND EXISTS
        (SELECT 1 FROM chain_head_entries e WHERE e.head = $1 AND e.chain = chain_ends.chain AND e.position = chain_ends.position)";
    on!(conn, c => sqlx::query(GATHERED).bind(number).execute(&mut *c).await.map(drop)?);
    Ok(Some(Head {
        number,
        digest,
        is_full: ends.len() >= BATCH,
    }))
}

/// The ends that no head has, in the order of their chains. The ledger has an end of its own.
async fn moved(conn: &mut Conn) -> Result<Vec<End>> {
    let sql = format!(
        "SELECT chain, position, digest FROM chain_ends WHERE NOT gathered ORDER BY chain LIMIT {BATCH}{}",
        for_update(conn)
    );
    let mut ends: Vec<End> =
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut *c).await?);
    const OF_LEDGER: &str = "SELECT seq, hash FROM ledger_head
        WHERE seq > COALESCE((SELECT MAX(position) FROM chain_head_entries WHERE chain = 'ledger'), 0)";
    let ledger: Option<(i64, String)> =
        on!(conn, c => sqlx::query_as(OF_LEDGER).fetch_optional(&mut *c).await?);
    ends.extend(ledger.map(|(position, digest)| End {
        chain: LEDGER.into(),
        position,
        digest,
    }));
    ends.sort_by(|one, other| one.chain.cmp(&other.chain));
    Ok(ends)
}
