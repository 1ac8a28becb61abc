//! The chains of seals: every seal is computed again, and compared with its row field by field.

use crate::server::db::seals::digest::{Fields, Link, of_field};
use crate::server::db::seals::{
    ERASURE, Kind, OBJECTS, Record, erased_id, owner, read, unknown_key,
};
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::SealKeys;
use std::collections::{BTreeSet, HashMap};

/// Most chains that are looked at once more, because they may have grown while they were read.
const LOOKED_AT_AGAIN: usize = 20;

/// Seals read at a time.
const PAGE: i64 = 500;

#[derive(sqlx::FromRow)]
struct SealRow {
    chain: String,
    position: i64,
    record: String,
    record_id: String,
    fields: String,
    salts: String,
    late: bool,
    key_id: String,
    digest: String,
}

/// The first wrong row of every chain that has one.
///
/// A chain may grow between the reading of a seal and of its row, so what seems wrong is looked at once more.
pub async fn broken_chains(conn: &mut Conn, keys: &SealKeys) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for (place, (chain, sentence)) in walk(conn, keys, None).await?.into_iter().enumerate() {
        if place >= LOOKED_AT_AGAIN {
            broken.push(sentence);
        } else {
            let again = walk(conn, keys, Some(&chain)).await?;
            broken.extend(again.into_iter().map(|(_, sentence)| sentence));
        }
    }
    Ok(broken)
}

/// Goes along all chains, or along one. Returns what is wrong first in each, with the chain's name.
async fn walk(
    conn: &mut Conn,
    keys: &SealKeys,
    only: Option<&str>,
) -> Result<Vec<(String, String)>> {
    const SQL: &str = "SELECT chain, position, record, record_id, fields, salts, late, key_id, digest FROM record_seals
        WHERE (chain, position) > ($1, $2) ORDER BY chain, position LIMIT $3";
    const ONE: &str = "SELECT chain, position, record, record_id, fields, salts, late, key_id, digest FROM record_seals
        WHERE chain = $1 AND position > $2 ORDER BY chain, position LIMIT $3";
    let sql = if only.is_some() { ONE } else { SQL };
    let mut walked = Walked {
        chain: only.unwrap_or_default().into(),
        ..Walked::default()
    };
    let (mut last_chain, mut last_position) = (walked.chain.clone(), 0);
    let mut broken = Vec::new();
    loop {
        let page: Vec<SealRow> = on!(conn, c => sqlx::query_as(sql).bind(&last_chain).bind(last_position).bind(PAGE)
            .fetch_all(&mut *c).await?);
        let Some(end) = page.last() else {
            broken.extend(walked.ends());
            return Ok(broken);
        };
        (last_chain, last_position) = (end.chain.clone(), end.position);
        let rows = rows_of(conn, &page).await?;
        for seal in &page {
            if seal.chain != walked.chain {
                let next = Walked {
                    chain: seal.chain.clone(),
                    ..Walked::default()
                };
                broken.extend(std::mem::replace(&mut walked, next).ends());
            }
            let row = rows.get(&(seal.record.clone(), seal.record_id.clone()));
            walked.passes(seal, row, keys);
        }
    }
}

/// The rows that a page of seals belongs to, with one statement for each table.
async fn rows_of(conn: &mut Conn, page: &[SealRow]) -> Result<HashMap<(String, String), Record>> {
    let mut rows = HashMap::new();
    for kind in Kind::ALL {
        let of_kind = page.iter().filter(|seal| seal.record == kind.table());
        let owners: BTreeSet<&str> = of_kind.map(|seal| owner(&seal.record_id)).collect();
        if owners.is_empty() {
            continue;
        }
        let owners: Vec<&str> = owners.into_iter().collect();
        let read = read(conn, kind, &owners).await?.into_iter();
        rows.extend(read.map(|row| ((kind.table().to_string(), row.id.clone()), row)));
    }
    Ok(rows)
}

/// A field whose salt is gone: somebody was erased, or the row was sealed anew. Either stands further on in the chain.
struct Unsalted {
    record: String,
    record_id: String,
    label: String,
    name: String,
    digest: String,
    is_blank: bool,
}

impl Unsalted {
    fn sentence(&self) -> String {
        let (name, label) = (words(&self.name), &self.label);
        match self.is_blank {
            true => format!(
                "the {name} of {label} was taken away, and no entry says that it was erased"
            ),
            false => format!("the {name} of {label} has lost the salt that it is verified with"),
        }
    }
}

/// How far a chain was gone along.
#[derive(Default)]
struct Walked {
    chain: String,
    position: i64,
    digest: String,
    unsalted: Vec<Unsalted>,
    wrong: Option<String>,
}

impl Walked {
    fn passes(&mut self, seal: &SealRow, row: Option<&Record>, keys: &SealKeys) {
        if self.wrong.is_none() {
            self.wrong = self.examine(seal, row, keys).err();
        }
        (self.position, self.digest) = (seal.position, seal.digest.clone());
    }

    fn ends(self) -> Option<(String, String)> {
        let left = || self.unsalted.first().map(Unsalted::sentence);
        let wrong = self.wrong.clone().or_else(left);
        wrong.map(|wrong| (self.chain, wrong))
    }

    fn examine(
        &mut self,
        seal: &SealRow,
        row: Option<&Record>,
        keys: &SealKeys,
    ) -> std::result::Result<(), String> {
        let label = row.map_or_else(
            || format!("{} {}", seal.record, seal.record_id),
            |row| format!("{} ({} {})", row.label, seal.record, seal.record_id),
        );
        if seal.position != self.position + 1 {
            let (before, chain) = (self.position, &seal.chain);
            return Err(format!(
                "what stood between {before} and {} in the chain {chain}, before {label}, is gone",
                seal.position
            ));
        }
        let Some(key) = keys.find(&seal.key_id) else {
            let key = unknown_key(&seal.key_id);
            return Err(format!("{label} is sealed under {key}"));
        };
        let changed = |_| format!("the seal of {label} is not what was written");
        let fields: Fields = serde_json::from_str(&seal.fields).map_err(changed)?;
        let salts: Fields = serde_json::from_str(&seal.salts).map_err(changed)?;
        let link = Link {
            chain: &seal.chain,
            position: seal.position,
            previous: &self.digest,
            record: &seal.record,
            record_id: &seal.record_id,
            late: seal.late,
            fields: &fields,
        };
        if link.digest(key) != seal.digest {
            return Err(format!("the seal of {label} is not what was written"));
        }
        if seal.record == ERASURE {
            self.unsalted.retain(|gone| {
                let of_it = erased_id(&gone.record, &gone.record_id) == seal.record_id;
                !(of_it && gone.is_blank && fields.get(&gone.name) == Some(&gone.digest))
            });
            return Ok(());
        }
        // Sealed anew: what stands there now is what this seal says.
        self.unsalted
            .retain(|gone| (&gone.record, &gone.record_id) != (&seal.record, &seal.record_id));
        let Some(row) = row else {
            return Err(format!("{label} is gone"));
        };
        for (name, digest) in fields {
            let value = row.fields.get(&name).and_then(Option::as_deref);
            match salts.get(&name) {
                Some(salt) if of_field(salt, &name, value) == digest => {}
                Some(_) => {
                    return Err(format!(
                        "the {} of {label} is not what was sealed",
                        words(&name)
                    ));
                }
                None => self.unsalted.push(Unsalted {
                    record: seal.record.clone(),
                    record_id: seal.record_id.clone(),
                    label: label.clone(),
                    is_blank: is_blank(value),
                    name,
                    digest,
                }),
            }
        }
        Ok(())
    }
}

/// Whether nothing is left of a field; a member of a document is JSON.
fn is_blank(value: Option<&str>) -> bool {
    value.is_none_or(|value| matches!(value, "" | "null" | "\"\"" | "[]"))
}

/// What a person calls a field.
fn words(name: &str) -> String {
    let name = match name.split_once('.') {
        Some((object, member)) if OBJECTS.contains(&object) => member,
        _ => name,
    };
    match name {
        "at_ms" => "time".into(),
        name => {
            let name = name.trim_end_matches("_at_ms").trim_end_matches("_minor");
            name.replace('_', " ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_people_name_them() {
        for (name, word) in [
            ("document.buyer", "buyer"),
            ("args.why", "why"),
            ("at_ms", "time"),
            ("issued_at_ms", "issued"),
            ("total_minor", "total"),
            ("full_name", "full name"),
        ] {
            assert_eq!(words(name), word);
        }
    }
}
