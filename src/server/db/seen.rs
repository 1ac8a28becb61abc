//! The version of a row that a call was made for, compared once the row is locked.
//!
//! Between reading a row and locking it somebody else may change it, so whoever says which version they mean
//! (`If-Match`) is asked again under the lock. Every use case locks orders and custom orders in one place each, and that
//! is where it is compared; what the call itself has written since is no change by somebody else.

use crate::server::error::{Error, Result};
use std::future::Future;
use std::sync::{Mutex, PoisonError};

/// What a call has seen of one row.
#[derive(Debug, Default)]
struct Seen {
    id: String,
    /// Versions that the row may have: those that were named, and those that the call has written.
    versions: Vec<i64>,
    /// Written in a transaction that is not committed yet.
    pending: Vec<i64>,
}

tokio::task_local! {
    static SEEN: Mutex<Option<Seen>>;
}

/// Runs one call, which may then say what it expects.
pub async fn call<F: Future>(work: F) -> F::Output {
    SEEN.scope(Mutex::default(), work).await
}

fn with<T>(look: impl FnOnce(&mut Option<Seen>) -> T) -> Option<T> {
    SEEN.try_with(|seen| look(&mut seen.lock().unwrap_or_else(PoisonError::into_inner)))
        .ok()
}

/// From now on this call counts on the row having one of these versions.
pub fn expect(id: &str, versions: Vec<i64>) {
    with(|seen| {
        *seen = Some(Seen {
            id: id.to_string(),
            versions,
            pending: Vec::new(),
        });
    });
}

/// Compares a row that was just locked: 412 where it is not what the call counts on.
pub fn check(id: &str, version: i64) -> Result<()> {
    let stands = with(|seen| {
        seen.as_ref().is_none_or(|seen| {
            seen.id != id || seen.versions.contains(&version) || seen.pending.contains(&version)
        })
    });
    match stands {
        Some(false) => Err(changed(version)),
        _ => Ok(()),
    }
}

/// The call itself has written this version.
pub fn wrote(id: &str, version: i64) {
    with(|seen| {
        if let Some(seen) = seen.as_mut().filter(|seen| seen.id == id) {
            seen.pending.push(version);
        }
    });
}

/// A transaction begins: what one before it wrote and did not commit was never written.
pub fn began() {
    with(|seen| {
        if let Some(seen) = seen {
            seen.pending.clear();
        }
    });
}

/// A transaction was committed with what it wrote.
pub fn committed() {
    with(|seen| {
        if let Some(seen) = seen {
            seen.versions.append(&mut seen.pending);
        }
    });
}

/// What somebody is told who means another version than the one that is there.
pub fn changed(version: i64) -> Error {
    let message = format!(
        "This was changed meanwhile: it is version {version} now. Read it again and repeat what you want."
    );
    Error::outdated("version_changed", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_counts_on_what_it_read_and_on_what_it_wrote_itself() {
        call(async {
            assert!(check("a", 7).is_ok(), "nothing was said");
            expect("a", vec![3]);
            assert!(check("a", 3).is_ok() && check("b", 9).is_ok());
            assert_eq!(check("a", 4).unwrap_err().status(), 412);
            began();
            wrote("a", 4);
            assert!(check("a", 4).is_ok());
            // It was not committed, and somebody else wrote the same number.
            began();
            assert!(check("a", 4).is_err());
            wrote("a", 4);
            committed();
            began();
            assert!(check("a", 4).is_ok());
        })
        .await;
        assert!(
            check("a", 4).is_ok(),
            "outside of a call nobody counts on anything"
        );
    }
}
