//! Seals: a keyed digest of every row that must not change, chained within its order, its custom order or its log.
//!
//! Rows are sealed when the transaction that wrote them commits ([`Conn::to_seal`]): all of them together, with three
//! statements and one more for each table that they stand in, and as the last thing before the commit. So the end of a
//! chain is locked for as long as a commit takes, and in the order of the chains' names: transactions can't wait for each
//! other in a circle. The audit log is one chain for that reason: its order over everybody is worth more than the few
//! milliseconds that two entries wait for each other.
//!
//! A seal is taken over the digests of the fields, and each of those over the field and a salt. Whoever is erased loses
//! field and salt, and an entry of the chain says so ([`Entry::erasure`]).

pub mod begin;
pub mod digest;
pub mod heads;
mod records;

pub use records::{Kind, OBJECTS, Record, owner, read};

use super::{Conn, on, push_in};
use crate::server::error::{Error, Result};
use crate::server::keys::SealKeys;
use digest::{End, Fields, Link, new_salt, of_field};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What an entry is of that says what went of another row.
pub const ERASURE: &str = "erasure";
/// The salts of a seal that has none any more.
const NO_SALTS: &str = "{}";
/// Seals in one statement, far below the parameters that a statement may have.
const BATCH: usize = 1000;

/// What a transaction has written and not sealed.
pub struct Unsealed {
    keys: Option<Arc<SealKeys>>,
    rows: Vec<(Kind, String)>,
}

impl Unsealed {
    pub fn new(keys: Option<Arc<SealKeys>>) -> Unsealed {
        Unsealed {
            keys,
            rows: Vec::new(),
        }
    }

    /// A row that was written twice is sealed once, as it stands in the end.
    pub fn push(&mut self, kind: Kind, id: String) {
        let row = (kind, id);
        if !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    pub fn take(&mut self) -> Vec<(Kind, String)> {
        std::mem::take(&mut self.rows)
    }

    pub fn keys(&self) -> Result<Arc<SealKeys>> {
        self.keys.clone().ok_or_else(|| {
            Error::fault("this database was opened without the key that its rows are sealed with")
        })
    }
}

/// What is added to a chain.
pub struct Entry {
    pub chain: String,
    record: &'static str,
    record_id: String,
    fields: Fields,
    salts: Fields,
    late: bool,
}

impl Entry {
    /// The seal of a row as it stands. `late`: it was there before there were seals.
    pub fn of(kind: Kind, row: Record, late: bool) -> Entry {
        let (mut fields, mut salts) = (Fields::new(), Fields::new());
        for (name, value) in row.fields {
            let salt = new_salt();
            fields.insert(name.clone(), of_field(&salt, &name, value.as_deref()));
            salts.insert(name, salt);
        }
        Entry {
            chain: row.chain,
            record: kind.table(),
            record_id: row.id,
            fields,
            salts,
            late,
        }
    }

    /// Says that fields of a row were taken away together with their salts. `fields` are those with the digests that
    /// stay in the row's seal.
    pub fn erasure(chain: &str, kind: Kind, id: &str, fields: Fields) -> Entry {
        Entry {
            chain: chain.into(),
            record: ERASURE,
            record_id: erased_id(kind.table(), id),
            fields,
            salts: Fields::new(),
            late: false,
        }
    }
}

/// What an entry about an erased row is known by.
pub fn erased_id(table: &str, id: &str) -> String {
    format!("{table} {id}")
}

/// What who runs the shop reads of a key that isn't listed.
pub fn unknown_key(id: &str) -> String {
    format!("the key {id}, which is not known: list it in OLD_SECRET_KEYS")
}

/// Seals rows that this transaction has written, in the order in which it wrote them.
pub async fn written(conn: &mut Conn, rows: Vec<(Kind, String)>) -> Result<()> {
    let mut found = HashMap::new();
    for kind in rows.iter().map(|(kind, _)| *kind).collect::<BTreeSet<_>>() {
        let ids = rows.iter().filter(|(of, _)| *of == kind);
        let owners: BTreeSet<&str> = ids.map(|(_, id)| owner(id)).collect();
        let owners: Vec<&str> = owners.into_iter().collect();
        let stored = read(conn, kind, &owners).await?.into_iter();
        found.extend(stored.map(|row| ((kind, row.id.clone()), row)));
    }
    let seal = |(kind, id): (Kind, String)| {
        let row = found.remove(&(kind, id.clone()));
        let row = row.ok_or_else(|| {
            Error::fault(format!(
                "{} {id} is to be sealed and not there",
                kind.table()
            ))
        })?;
        Ok(Entry::of(kind, row, false))
    };
    let entries = rows.into_iter().map(seal).collect::<Result<_>>()?;
    append(conn, entries).await
}

/// Adds entries to their chains, all of them together. Nothing may be locked after it in the same transaction.
pub async fn append(conn: &mut Conn, mut entries: Vec<Entry>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let keys = conn.seal_keys()?;
    let key = keys.current();
    // Stable: within a chain they stay in their order.
    entries.sort_by(|one, other| one.chain.cmp(&other.chain));
    let mut ends = reserve(conn, &entries).await?;
    forget_salts_of_earlier(conn, &entries).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let end = ends.get_mut(&entry.chain);
        let end = end.ok_or_else(|| Error::fault(format!("{} has no end", entry.chain)))?;
        end.position += 1;
        let link = Link {
            chain: &entry.chain,
            position: end.position,
            previous: &end.digest,
            record: entry.record,
            record_id: &entry.record_id,
            late: entry.late,
            fields: &entry.fields,
        };
        end.digest = link.digest(key);
        let json = |fields: &Fields| serde_json::to_string(fields);
        rows.push((
            json(&entry.fields)?,
            json(&entry.salts)?,
            end.clone(),
            entry,
        ));
    }
    for some in rows.chunks(BATCH) {
        on!(conn, c => {
            let mut query = QueryBuilder::new(
                "INSERT INTO record_seals (chain, position, record, record_id, fields, salts, late, key_id, digest) ");
            query.push_values(some, |mut row, (fields, salts, end, entry)| {
                row.push_bind(end.chain.clone()).push_bind(end.position).push_bind(entry.record);
                row.push_bind(entry.record_id.clone()).push_bind(fields.clone()).push_bind(salts.clone());
                row.push_bind(entry.late).push_bind(key.id().to_string()).push_bind(end.digest.clone());
            });
            query.build().execute(&mut *c).await.map(drop)?
        });
    }
    on!(conn, c => {
        let mut query = QueryBuilder::new("UPDATE chain_ends SET digest = (SELECT s.digest FROM record_seals s
            WHERE s.chain = chain_ends.chain AND s.position = chain_ends.position) WHERE chain");
        push_in!(query, ends.keys().cloned());
        query.build().execute(&mut *c).await.map(drop)?
    });
    Ok(())
}

/// Locks the ends of the entries' chains in the order of their names, moved on by as many as will be added. Returns where
/// they stood before.
async fn reserve(conn: &mut Conn, entries: &[Entry]) -> Result<HashMap<String, End>> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for entry in entries {
        *counts.entry(&entry.chain).or_default() += 1;
    }
    let moved: Vec<End> = on!(conn, c => {
        let mut query = QueryBuilder::new("INSERT INTO chain_ends (chain, position, digest, gathered) ");
        query.push_values(&counts, |mut row, (chain, count)| {
            row.push_bind(chain.to_string()).push_bind(*count).push_bind("").push_bind(false);
        });
        query.push(" ON CONFLICT (chain) DO UPDATE SET position = chain_ends.position + excluded.position, gathered = FALSE
            RETURNING chain, position, digest");
        query.build_query_as().fetch_all(&mut *c).await?
    });
    let back = moved.into_iter().map(|mut end| {
        end.position -= counts.get(end.chain.as_str()).copied().unwrap_or_default();
        (end.chain.clone(), end)
    });
    Ok(back.collect())
}

/// What was corrected can't be tried out any more: the salts of its earlier seals go.
async fn forget_salts_of_earlier(conn: &mut Conn, entries: &[Entry]) -> Result<()> {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.may_be_corrected()) {
        let of_kind = entries.iter().filter(|entry| entry.record == kind.table());
        let ids: Vec<String> = of_kind.map(|entry| entry.record_id.clone()).collect();
        if ids.is_empty() {
            continue;
        }
        on!(conn, c => {
            let mut query = QueryBuilder::new("UPDATE record_seals SET salts = ");
            query.push_bind(NO_SALTS).push(" WHERE record = ").push_bind(kind.table()).push(" AND record_id");
            push_in!(query, ids);
            query.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}
