//! What orders, customers and custom orders are found by in the back office. Whoever writes one calls this in the same
//! transaction; the doctor recomputes it.

use crate::domain::folding::{self, run_together};
use crate::domain::search::{mailbox, words_of};
use crate::server::db::Conn;
use crate::server::db::search::records::{self as stored, RecordKind};
use crate::server::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Brings the words of an order in line with it.
pub async fn order(conn: &mut Conn, id: &str) -> Result<()> {
    one(conn, RecordKind::Order, id).await
}

/// Brings the words of an account in line with it.
pub async fn customer(conn: &mut Conn, id: &str) -> Result<()> {
    one(conn, RecordKind::Customer, id).await
}

/// Brings the words of a custom order in line with it.
pub async fn commission(conn: &mut Conn, id: &str) -> Result<()> {
    one(conn, RecordKind::Commission, id).await
}

async fn one(conn: &mut Conn, kind: RecordKind, id: &str) -> Result<()> {
    stored::lock(conn, kind, id).await?;
    refresh(conn, kind, &[id.to_string()]).await
}

/// Writes the words of these records anew.
pub async fn refresh(conn: &mut Conn, kind: RecordKind, ids: &[String]) -> Result<()> {
    let right: Vec<_> = words(conn, kind, ids).await?.into_iter().collect();
    stored::put(conn, kind, &right).await
}

/// Those of these records whose words are not what they should be.
pub async fn wrong(conn: &mut Conn, kind: RecordKind, ids: &[String]) -> Result<Vec<String>> {
    let current: HashMap<_, _> = stored::current(conn, kind, ids)
        .await?
        .into_iter()
        .collect();
    let right = words(conn, kind, ids).await?.into_iter();
    let wrong = right.filter(|(id, words)| current.get(id) != Some(words));
    Ok(wrong.map(|(id, _)| id).collect())
}

/// Each record with its words, in order and with a space between them.
async fn words(
    conn: &mut Conn,
    kind: RecordKind,
    ids: &[String],
) -> Result<BTreeMap<String, String>> {
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, form, text) in stored::texts(conn, kind, ids).await? {
        let found = words.entry(id).or_default();
        found.extend(words_of([text.as_str()]));
        match form.as_str() {
            "words" => {}
            "code" => found.extend(Some(run_together(&text)).filter(|code| !code.is_empty())),
            "mailbox" => {
                let readable = readable(&text);
                found.extend(folding::words(&readable));
                found.extend(mailbox(&text).into_iter().chain(mailbox(&readable)));
            }
            other => return Err(Error::fault(format!("no text reads as {other}"))),
        }
    }
    let row = |words: BTreeSet<String>| Vec::from_iter(words).join(" ");
    Ok(words
        .into_iter()
        .map(|(id, words)| (id, row(words)))
        .collect())
}

/// A mailbox as people read it: its domain is kept as the name system knows it.
fn readable(mailbox: &str) -> String {
    match mailbox.rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", idna::domain_to_unicode(domain).0),
        None => mailbox.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_reads_as_people_write_it() {
        assert_eq!(readable("o@xn--bcher-kva.example"), "o@bücher.example");
    }
}
