//! Wrong tries at signing in: whoever guesses waits longer and longer, and nobody who is known waits for a stranger.
//!
//! A stranger's tries are counted by network address and by account, alike for accounts that do not exist. A browser that
//! has signed in to the account before ([`super::known_browser`]) has a count of its own instead, and so has whoever is
//! signed in already. The counts are in the database: every process of the shop sees them, and so does
//! `atelier staff unlock`.

use super::clock::{DAY_MS, MINUTE_MS, SECOND_MS};
use super::db::{self, Conn};
use super::error::Result;
use super::keys::{Keys, token_hash};
use super::limits::{address_key, too_many};
use super::state::App;
use super::visit::Visit;
use crate::domain::contact::Email;
use crate::transact;
use std::time::Duration;

/// The longest wait between two tries.
const LONGEST_MS: i64 = 15 * MINUTE_MS;
/// After so long without a try its count begins afresh.
const FORGOTTEN_MS: i64 = DAY_MS;

/// An account that is signed in to, whether it exists or not.
#[derive(Clone, Copy, Debug)]
pub enum Account<'a> {
    /// By the key of the address that was typed, as all of them.
    Customer(&'a str),
    /// The same with a code from the mailbox in place of the password: guesses at one don't slow the other.
    CustomerCode(&'a str),
    Staff(&'a str),
}

impl Account<'_> {
    fn label(self) -> String {
        match self {
            Self::Customer(key) => format!("customer {key}"),
            Self::CustomerCode(key) => format!("code of customer {key}"),
            Self::Staff(key) => format!("staff {key}"),
        }
    }
}

/// The key of an address as it was typed; of what is no address, the text itself.
pub fn account_key(email: &str) -> String {
    Email::parse(email).map_or_else(|| email.trim().to_lowercase(), |email| email.key())
}

/// Who tries.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// Any browser or app.
    Stranger,
    /// A browser that has signed in to this account before, by the id of its mark.
    Known(&'a str),
    /// Whoever is signed in to the account and shows the password again.
    Holder,
    /// Whoever has shown the password and now shows the second factor. Strict, whoever they are.
    SecondFactor,
}

/// What a try is counted under: so many are free, then each is followed by a wait that doubles.
struct Counter {
    id: String,
    free: i64,
    first_wait_ms: i64,
    /// A right try gives back what it took. Of the others it clears the whole count.
    shared: bool,
}

impl Counter {
    fn wait_ms(&self, wrong: i64) -> i64 {
        let over = wrong - self.free;
        if over < 0 {
            return 0;
        }
        let doubled = self.first_wait_ms << over.min(20);
        doubled.min(LONGEST_MS)
    }
}

/// A try that was counted as a wrong one. It is made so before it is looked at, so that many at once are counted, too.
#[must_use = "a try that was right is taken back"]
pub struct Try {
    counters: Vec<Counter>,
}

fn hashed(keys: &Keys, what: &str) -> String {
    token_hash(&keys.link_token("sign-in tries", what, 0))
}

fn counters(visit: &Visit, account: &str, who: Who<'_>) -> Vec<Counter> {
    let counter = |what: String, free, first_wait_ms, shared| Counter {
        id: hashed(&visit.app.keys, &what),
        free,
        first_wait_ms,
        shared,
    };
    match who {
        Who::Stranger => vec![
            counter(format!("account {account}"), 10, MINUTE_MS, false),
            counter(
                format!("address {}", address_key(visit.ip)),
                30,
                20 * SECOND_MS,
                true,
            ),
        ],
        Who::Known(mark) => vec![counter(
            format!("browser {mark} {account}"),
            10,
            MINUTE_MS,
            false,
        )],
        Who::Holder => vec![counter(format!("holder {account}"), 10, MINUTE_MS, false)],
        Who::SecondFactor => vec![counter(
            format!("factor {account}"),
            6,
            5 * MINUTE_MS,
            false,
        )],
    }
}

/// Counts a try; 429 with the seconds to wait where there has to be a wait first.
pub async fn count(visit: &Visit, account: Account<'_>, who: Who<'_>) -> Result<Try> {
    let app = &visit.app;
    let account = account.label();
    let counters = counters(visit, &account, who);
    let account = hashed(&app.keys, &account);
    let now = app.now_ms();
    transact!(app.db, tx => {
        for counter in &counters {
            take(&mut tx, counter, &account, now).await?;
        }
        Ok(())
    })?;
    Ok(Try { counters })
}

async fn take(conn: &mut Conn, counter: &Counter, account: &str, now_ms: i64) -> Result<()> {
    use db::sign_in::tries as stored;
    let forgotten = now_ms - FORGOTTEN_MS;
    match stored::count(conn, &counter.id, account, now_ms, forgotten).await? {
        Some(wrong) => match counter.wait_ms(wrong) {
            // Not until now: of many tries at once one may be counted after another that began a moment later.
            0 => Ok(()),
            wait_ms => stored::wait_until(conn, &counter.id, now_ms + wait_ms).await,
        },
        None => {
            let free_at = stored::free_at(conn, &counter.id).await?;
            let wait_ms = (free_at - now_ms).clamp(1, LONGEST_MS);
            Err(too_many(Duration::from_millis(wait_ms.unsigned_abs())))
        }
    }
}

impl Try {
    /// It was right after all: what it was counted under is as if it had not been made, and what is nobody else's begins
    /// afresh.
    pub async fn was_right(self, app: &App) -> Result<()> {
        transact!(app.db, tx => {
            for counter in &self.counters {
                match counter.shared {
                    true => db::sign_in::tries::take_back(&mut tx, &counter.id).await?,
                    false => db::sign_in::tries::forget(&mut tx, &counter.id).await?,
                }
            }
            Ok(())
        })
    }
}

/// Lifts every wait that came from trying an account. Returns whether there was one.
pub async fn lift(conn: &mut Conn, keys: &Keys, account: Account<'_>) -> Result<bool> {
    let account = hashed(keys, &account.label());
    Ok(db::sign_in::tries::forget_account(conn, &account).await? > 0)
}

/// Forgets what is too old to count.
pub async fn forget_old(conn: &mut Conn, now_ms: i64) -> Result<()> {
    db::sign_in::tries::forget_old(conn, now_ms - FORGOTTEN_MS).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_a_quarter_of_an_hour() {
        let counter = Counter {
            id: String::new(),
            free: 10,
            first_wait_ms: MINUTE_MS,
            shared: false,
        };
        let waits: Vec<i64> = [1, 9, 10, 11, 12, 13, 14, 15, 1000]
            .into_iter()
            .map(|wrong| counter.wait_ms(wrong) / MINUTE_MS)
            .collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 15, 15, 15]);
    }
}
