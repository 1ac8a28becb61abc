//! The mark of a known browser: a signed cookie that says that somebody has signed in to an account here before. It opens
//! nothing; it only keeps strangers' wrong tries from counting against whoever is at home in this browser.
//!
//! Signing out keeps it. It is bound to the account and to its password, so a change of the password ends it everywhere.

use super::db::customers::CustomerRow;
use super::db::staff::StaffRow;
use super::keys::{Keys, token_hash};
use super::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

/// How long a mark lasts after the last sign-in.
const LASTS: Duration = Duration::days(365);
/// Accounts that one browser is known to; the one that signed in longest ago is forgotten first.
const ACCOUNTS_MAX: usize = 5;
/// More than any cookie of ours has.
const LONGEST: usize = 1024;
const BROWSER: &str = "known browser";
const ACCOUNT: &str = "known browser of an account";

/// An account that a browser can be known to.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    Customer(&'a CustomerRow),
    Staff(&'a StaffRow),
}

impl Owner<'_> {
    /// What the mark is bound to. The hash of the password stands for the password: a new one has another salt.
    fn bound_to(self, id: &str) -> String {
        let (kind, account, password) = match self {
            Self::Customer(row) => ("customer", &row.id, &row.password_hash),
            Self::Staff(row) => ("staff", &row.id, &row.password_hash),
        };
        format!("{kind} {account} {id} {password}")
    }
}

/// One entry of the cookie: an id that we made, and proof of whose it is.
struct Mark {
    id: String,
    proof: String,
}

impl Mark {
    fn new(keys: &Keys, owner: Owner<'_>) -> Mark {
        let random = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>());
        let seal = keys.link_token(BROWSER, &random, 0);
        let id = format!("{random}.{seal}");
        let proof = keys.link_token(ACCOUNT, &owner.bound_to(&id), 0);
        Mark { id, proof }
    }

    /// An entry as it was sent, if its id is one that we made.
    fn read(keys: &Keys, entry: &str) -> Option<Mark> {
        let (id, proof) = entry.rsplit_once('.')?;
        let (random, seal) = id.split_once('.')?;
        same(seal, &keys.link_token(BROWSER, random, 0)).then(|| Mark {
            id: id.into(),
            proof: proof.into(),
        })
    }

    fn is_of(&self, keys: &Keys, owner: Owner<'_>) -> bool {
        let right = keys.link_token(ACCOUNT, &owner.bound_to(&self.id), 0);
        same(&self.proof, &right)
    }
}

/// Compared by their hashes, so that the time it takes says nothing of how much was right.
fn same(one: &str, other: &str) -> bool {
    token_hash(one) == token_hash(other)
}

fn name(visit: &Visit) -> &'static str {
    match is_https(visit) {
        true => "__Host-atelier-known",
        false => "atelier-known",
    }
}

fn is_https(visit: &Visit) -> bool {
    visit.app.settings.is_https()
}

fn marks(visit: &Visit) -> Vec<Mark> {
    let sent = visit.cookies.as_ref().and_then(|c| c.get(name(visit)));
    let Some(sent) = sent.filter(|cookie| cookie.value().len() <= LONGEST) else {
        return Vec::new();
    };
    let entries = sent.value().split('~').take(ACCOUNTS_MAX);
    entries
        .filter_map(|entry| Mark::read(&visit.app.keys, entry))
        .collect()
}

/// The id under which this browser is known to an account; `None` for a stranger's.
pub fn known_to(visit: &Visit, owner: Option<Owner<'_>>) -> Option<String> {
    let keys = &visit.app.keys;
    let known = marks(visit).into_iter().find(|mark| {
        // Looked at for accounts that do not exist, too: it takes as long.
        owner.is_some_and(|owner| mark.is_of(keys, owner))
    });
    known.map(|mark| mark.id)
}

/// The id of a browser that anybody has signed in with before.
pub fn known(visit: &Visit) -> Option<String> {
    marks(visit).into_iter().next().map(|mark| mark.id)
}

/// Marks this browser as one that has signed in to an account.
pub fn remember(visit: &Visit, owner: Owner<'_>) {
    let Some(cookies) = &visit.cookies else {
        return;
    };
    let keys = &visit.app.keys;
    let (mut known, others): (Vec<Mark>, Vec<Mark>) = marks(visit)
        .into_iter()
        .partition(|mark| mark.is_of(keys, owner));
    let own = known.pop().unwrap_or_else(|| Mark::new(keys, owner));
    let entries: Vec<String> = std::iter::once(own)
        .chain(others)
        .take(ACCOUNTS_MAX)
        .map(|mark| format!("{}.{}", mark.id, mark.proof))
        .collect();
    let cookie = Cookie::build((name(visit), entries.join("~")))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https(visit))
        .path("/")
        .max_age(LASTS);
    cookies.add(cookie.build());
}
