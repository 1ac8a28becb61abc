//! What digests are taken over: fields with their salts, rows after those before them, heads over the ends of chains.

use crate::server::keys::SealKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Something for each field, by its name.
pub type Fields = BTreeMap<String, String>;

/// 128 random bits: without them nobody can try out what a digest was taken over.
pub fn new_salt() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// The digest of one field. It says nothing of the field once the salt is gone.
pub fn of_field(salt: &str, name: &str, value: Option<&str>) -> String {
    let mut digest = Sha256::new();
    for part in [salt, name].into_iter().chain(value) {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

/// One row in its chain.
pub struct Link<'a> {
    pub chain: &'a str,
    pub position: i64,
    /// The digest of the row before; empty for the first.
    pub previous: &'a str,
    pub record: &'a str,
    pub record_id: &'a str,
    pub late: bool,
    /// The digest of each field.
    pub fields: &'a Fields,
}

impl Link<'_> {
    pub fn digest(&self, key: &SealKey) -> String {
        let position = self.position.to_string();
        let late = if self.late { "late" } else { "at once" };
        let mut parts = vec![
            key.id(),
            self.chain,
            &position,
            self.previous,
            self.record,
            self.record_id,
            late,
        ];
        parts.extend(
            self.fields
                .iter()
                .flat_map(|(name, digest)| [name.as_str(), digest]),
        );
        key.digest("row", &parts)
    }
}

/// Where a chain ended when a head gathered it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct End {
    pub chain: String,
    pub position: i64,
    pub digest: String,
}

/// The digest of a head: over the head before and the ends that moved since, in the order of their chains.
pub fn of_head(
    key: &SealKey,
    number: i64,
    made_at_ms: i64,
    previous: &str,
    ends: &[End],
) -> String {
    let mut parts = vec![
        key.id().to_string(),
        number.to_string(),
        made_at_ms.to_string(),
        previous.to_string(),
    ];
    for end in ends {
        parts.extend([
            end.chain.clone(),
            end.position.to_string(),
            end.digest.clone(),
        ]);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    key.digest("head", &parts)
}

/// The digest of the point from which on every entry of the ledger is keyed.
pub fn of_beginning(key: &SealKey, at_ms: i64, ledger_seq: i64, ledger_hash: &str) -> String {
    let (at, seq) = (at_ms.to_string(), ledger_seq.to_string());
    key.digest("beginning", &[key.id(), &at, &seq, ledger_hash])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::keys::SealKeys;

    #[test]
    fn a_field_is_told_apart_by_salt_name_and_value() {
        let digest = of_field("s", "name", Some("Ada"));
        assert_eq!(digest, of_field("s", "name", Some("Ada")));
        for other in [
            of_field("t", "name", Some("Ada")),
            of_field("s", "city", Some("Ada")),
            of_field("s", "name", Some("Bo")),
            of_field("s", "name", Some("")),
            of_field("s", "name", None),
            of_field("s", "nam", Some("eAda")),
        ] {
            assert_ne!(digest, other);
        }
        assert_ne!(of_field("s", "name", Some("")), of_field("s", "name", None));
        assert_ne!(new_salt(), new_salt());
    }

    #[test]
    fn every_part_of_a_link_is_in_its_digest() {
        let keys = SealKeys::new("k", &[]);
        let fields = Fields::from([("a".to_string(), "1".to_string())]);
        let others = Fields::from([("a".to_string(), "2".to_string())]);
        let of = |chain, position, previous, record, record_id, late, fields| {
            let link = Link {
                chain,
                position,
                previous,
                record,
                record_id,
                late,
                fields,
            };
            link.digest(keys.current())
        };
        let all = [
            of("c", 2, "p", "t", "i", false, &fields),
            of("d", 2, "p", "t", "i", false, &fields),
            of("c", 3, "p", "t", "i", false, &fields),
            of("c", 2, "q", "t", "i", false, &fields),
            of("c", 2, "p", "u", "i", false, &fields),
            of("c", 2, "p", "t", "j", false, &fields),
            of("c", 2, "p", "t", "i", true, &fields),
            of("c", 2, "p", "t", "i", false, &others),
        ];
        for (place, digest) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(digest), "{place}");
        }
    }

    #[test]
    fn a_head_knows_its_ends_and_the_head_before() {
        let keys = SealKeys::new("k", &[]);
        let end = |position| End {
            chain: "audit".into(),
            position,
            digest: "d".into(),
        };
        let of = |previous, ends: &[End]| of_head(keys.current(), 2, 5, previous, ends);
        assert_eq!(of("a", &[end(1)]), of("a", &[end(1)]));
        assert_ne!(of("a", &[end(1)]), of("b", &[end(1)]));
        assert_ne!(of("a", &[end(1)]), of("a", &[end(2)]));
        assert_ne!(of("a", &[end(1)]), of("a", &[]));
    }
}
