//! What orders, customers and custom orders are found by in the back office. Whoever writes one calls this in the same
//! transaction; the doctor recomputes it.

use super::{LONGEST, MOST_WORDS, words_of};
use crate::domain::folding::{self, run_together};
use crate::server::db::Conn;
use crate::server::db::record_search::{self as stored, RecordKind};
use crate::server::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was typed into a search of the back office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Each is at least the beginning of a word. None: what was typed holds no letter, and finds nothing.
    pub words: Vec<String>,
    /// All of it, where it may be a code that was typed in groups: `1Z 999 AA1`.
    pub as_one: Option<String>,
}

impl Asked {
    /// `None` when nothing was typed.
    pub fn read(typed: &str) -> Option<Asked> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let typed: String = typed.chars().take(LONGEST).collect();
        let mut words: Vec<String> = typed.split_whitespace().flat_map(asked).collect();
        words.truncate(MOST_WORDS);
        let has_digit = words
            .iter()
            .flat_map(|word| word.chars())
            .any(char::is_numeric);
        let as_one = (words.len() > 1 && has_digit).then(|| run_together(&typed));
        Some(Asked { words, as_one })
    }
}

/// The words of something without spaces. An e-mail address is one, so that its beginning finds it and no other.
fn asked(part: &str) -> Vec<String> {
    mailbox(part).map_or_else(|| folding::asked(part), |word| vec![word])
}

/// Stands for the `@` in the word that an e-mail address is: a letter to both databases that is hardly ever typed.
const AT: char = 'ǁ';

/// An e-mail address, or the beginning of one, as one word.
fn mailbox(text: &str) -> Option<String> {
    let (name, domain) = text.rsplit_once('@')?;
    let name = run_together(name);
    (!name.is_empty()).then(|| format!("{name}{AT}{}", run_together(domain)))
}

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
    let kept: HashMap<_, _> = stored::kept(conn, kind, ids).await?.into_iter().collect();
    let right = words(conn, kind, ids).await?.into_iter();
    let wrong = right.filter(|(id, words)| kept.get(id) != Some(words));
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
    fn a_code_is_found_in_groups_and_as_one() {
        let read = |typed: &str| Asked::read(typed).map(|asked| (asked.words.len(), asked.as_one));
        assert_eq!(read("  "), None);
        assert_eq!(read("%_"), Some((0, None)));
        assert_eq!(read("Ada Lovelace"), Some((2, None)));
        assert_eq!(read("1Z 999 AA1"), Some((3, Some("1z999aa1".into()))));
        assert_eq!(read("00340434161094042557"), Some((1, None)));
        let words = |typed: &str| Asked::read(typed).map(|asked| asked.words);
        let all = |words: &[&str]| Some(words.iter().map(|w| w.to_string()).collect::<Vec<_>>());
        assert_eq!(words("Ada ada@home.ex"), all(&["ada", "adaǁhomeex"]));
        assert_eq!(words("@home.example"), all(&["home", "example"]));
        assert_eq!(words("ada@"), all(&["adaǁ"]), "not Ada of another mailbox");
        assert_eq!(readable("o@xn--bcher-kva.example"), "o@bücher.example");
    }
}
