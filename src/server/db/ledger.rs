//! The ledger: double entry in minor units, append-only, each entry chained to the one before by its keyed digest.

use super::dialect::for_update;
use super::{Conn, on};
use crate::domain::money::Currency;
use crate::server::error::{Error, Result};
use crate::server::keys::{SealKey, new_id};
use atelier_derive::Named;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

/// Where money is, where it came from, or whom it is owed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Account {
    /// Our balance at the payment provider.
    Provider,
    Bank,
    Cash,
    Sales,
    Shipping,
    Tax,
    /// Received, but not for anything we can deliver: it is refunded.
    CustomerCredit,
    /// Taken back by the provider while a dispute runs.
    Disputed,
}

/// One side of a posting: debits are positive, credits negative.
pub type Entry = (Account, i64);

/// An entry as its hash is taken over it.
pub struct Hashed<'a> {
    pub previous: &'a str,
    pub seq: i64,
    pub posting: &'a str,
    pub account: &'a str,
    pub currency: &'a str,
    pub amount_minor: i64,
    pub order_id: &'a str,
    pub memo: &'a str,
    pub at_ms: i64,
}

impl Hashed<'_> {
    /// Its keyed digest, over the previous hash and every field.
    pub fn keyed(&self, key: &SealKey) -> String {
        let numbers = [self.seq, self.amount_minor, self.at_ms].map(|number| number.to_string());
        let [seq, amount, at] = &numbers;
        let parts = [
            key.id(),
            self.previous,
            seq,
            self.posting,
            self.account,
            self.currency,
            amount,
            self.order_id,
            self.memo,
            at,
        ];
        key.digest("ledger entry", &parts)
    }

    /// What it was before entries were keyed: SHA-256, in hex, over the same, joined by line breaks.
    pub fn without_key(&self) -> String {
        let Hashed {
            previous,
            seq,
            posting,
            account,
            currency,
            amount_minor,
            order_id,
            memo,
            at_ms,
        } = self;
        let text = format!(
            "{previous}\n{seq}\n{posting}\n{account}\n{currency}\n{amount_minor}\n{order_id}\n{memo}\n{at_ms}"
        );
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

/// Writes one posting. Its entries must add up to zero; those of zero are left out.
pub async fn post(
    conn: &mut Conn,
    entries: &[Entry],
    currency: Currency,
    order_id: &str,
    memo: &str,
    at_ms: i64,
) -> Result<()> {
    if entries.iter().map(|(_, amount)| amount).sum::<i64>() != 0 {
        return Err(Error::fault(format!(
            "a posting for {order_id} does not balance: {entries:?}"
        )));
    }
    let keys = conn.seal_keys()?;
    let key = keys.current();
    let head = format!(
        "SELECT seq, hash FROM ledger_head WHERE id = 1{}",
        for_update(conn)
    );
    let (mut seq, mut hash): (i64, String) =
        on!(conn, c => sqlx::query_as(AssertSqlSafe(head)).fetch_one(&mut *c).await?);
    let posting = new_id();
    const INSERT: &str = "INSERT INTO ledger
        (seq, posting, account, currency, amount_minor, order_id, memo, at_ms, previous_hash, hash, key_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    for (account, amount) in entries.iter().filter(|(_, amount)| *amount != 0) {
        seq += 1;
        let entry = Hashed {
            previous: &hash,
            seq,
            posting: &posting,
            account: account.as_str(),
            currency: currency.code(),
            amount_minor: *amount,
            order_id,
            memo,
            at_ms,
        };
        let next = entry.keyed(key);
        on!(conn, c => sqlx::query(INSERT).bind(seq).bind(&posting).bind(entry.account).bind(entry.currency).bind(amount)
            .bind(order_id).bind(memo).bind(at_ms).bind(&hash).bind(&next).bind(key.id()).execute(&mut *c).await.map(drop)?);
        hash = next;
    }
    const HEAD: &str = "UPDATE ledger_head SET seq = $1, hash = $2 WHERE id = 1";
    on!(conn, c => sqlx::query(HEAD).bind(seq).bind(&hash).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What each account holds for one order, in minor units: debits less credits.
pub async fn balances(conn: &mut Conn, order_id: &str) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT account, CAST(SUM(amount_minor) AS BIGINT) FROM ledger WHERE order_id = $1 GROUP BY account";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}
