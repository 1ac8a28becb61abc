//! Rate limits of this process: how often one account or address may try the things that are worth guessing at.

use crate::server::clock::{Clock, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::server::error::{Error, Result};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// What is counted. Each has its own allowance and its own keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Sign-ins with an account elsewhere, from one address. Passwords and codes are counted by
    /// [`crate::server::wrong_tries`].
    OpenIdAddress,
    /// Questions to passkeys and their answers, from one address or known browser. No passkey is guessed: this keeps
    /// floods away, so it is wide, and no wrong password uses it up.
    Passkey,
    /// Links of mails that were none of ours, from one address.
    LinkGuess,
    /// Passwords tried with one link of a mail.
    LinkUse,
    /// Payments started from one address: cards are tested in bulk.
    PaymentAddress,
    /// Payments started in one visit.
    PaymentVisit,
    /// Registrations, codes and links for accounts asked for from one address.
    AccountAddress,
    /// Order links asked for from one address.
    LinkAddress,
    /// Order links sent to one mailbox.
    LinkMailbox,
    /// Custom orders asked for from one address.
    RequestAddress,
    /// Pictures sent from one address.
    PictureAddress,
    /// Messages written in one thread.
    ThreadMessage,
    /// Returns asked for of one order.
    ReturnOrder,
    /// Calls of the REST API from one address.
    ApiAddress,
    /// Calls of the REST API by one program.
    ApiProgram,
}

/// So many at once, then one more each `every_ms`.
struct Allowance {
    at_once: i64,
    every_ms: i64,
}

impl Limit {
    fn allowance(self) -> Allowance {
        let (at_once, every_ms) = match self {
            Self::OpenIdAddress => (30, 20 * SECOND_MS),
            Self::Passkey => (300, SECOND_MS),
            Self::LinkGuess => (30, 20 * SECOND_MS),
            Self::LinkUse => (10, 2 * MINUTE_MS),
            Self::PaymentAddress => (60, 20 * SECOND_MS),
            Self::PaymentVisit => (15, 30 * SECOND_MS),
            Self::AccountAddress => (30, 20 * SECOND_MS),
            Self::LinkAddress => (10, MINUTE_MS),
            Self::LinkMailbox => (4, HOUR_MS / 4),
            Self::RequestAddress => (30, 2 * MINUTE_MS),
            Self::PictureAddress => (120, 5 * SECOND_MS),
            Self::ThreadMessage | Self::ReturnOrder => (30, MINUTE_MS),
            Self::ApiAddress => (240, SECOND_MS / 4),
            Self::ApiProgram => (1200, SECOND_MS / 20),
        };
        Allowance { at_once, every_ms }
    }
}

/// How an allowance stands after one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How long to wait before the next try is allowed; 0 when this one was.
    pub wait_ms: i64,
    /// Tries that are left now.
    pub left: i64,
    /// Tries that are allowed at once, when nothing has been used.
    pub at_once: i64,
    /// In how long the allowance is whole again.
    pub whole_again_ms: i64,
    /// In how long a used up allowance is whole again.
    pub whole_ms: i64,
}

/// Beyond this many keys, those that have their whole allowance again are forgotten.
const TIDY_ABOVE: usize = 20_000;

/// The counters of this process. For each key the time is kept at which its allowance will be whole again
/// (the generic cell rate algorithm, ITU-T I.371), so a counter is one number and needs no timer.
pub struct Limits {
    clock: Clock,
    whole_at_ms: Mutex<HashMap<(Limit, String), i64>>,
}

impl Limits {
    pub fn new(clock: Clock) -> Limits {
        Limits {
            clock,
            whole_at_ms: Mutex::default(),
        }
    }

    /// Counts one try. Refused with 429 and the seconds to wait when there have been too many.
    pub fn count(&self, limit: Limit, key: &str) -> Result<()> {
        match self.tally(limit, key).wait_ms {
            0 => Ok(()),
            wait_ms => Err(too_many(wait_ms)),
        }
    }

    /// Counts one try and says how the allowance stands after it.
    pub fn tally(&self, limit: Limit, key: &str) -> Tally {
        let Allowance { at_once, every_ms } = limit.allowance();
        let now = self.clock.now_ms();
        let mut counters = self.lock();
        if counters.len() > TIDY_ABOVE {
            counters.retain(|_, whole_at| *whole_at > now);
        }
        let counter = counters.entry((limit, key.to_string())).or_insert(now);
        let after = (*counter).max(now) + every_ms;
        let wait_ms = (after - now - at_once * every_ms).max(0);
        if wait_ms == 0 {
            *counter = after;
        }
        let used_ms = *counter - now;
        Tally {
            wait_ms,
            left: (at_once - (used_ms + every_ms - 1) / every_ms).max(0),
            at_once,
            whole_again_ms: used_ms,
            whole_ms: at_once * every_ms,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(Limit, String), i64>> {
        // Every change is one insertion: a panic elsewhere can't leave the counters half-changed.
        self.whole_at_ms
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The refusal of a try that comes too soon.
pub fn too_many(wait_ms: i64) -> Error {
    let secs = ((wait_ms + SECOND_MS - 1) / SECOND_MS).max(1);
    let wait = match secs {
        1..=90 => "a minute".to_string(),
        _ => format!("{} minutes", (secs + 59) / 60),
    };
    Error::TooMany {
        retry_after_secs: secs.unsigned_abs(),
        message: format!("That was too many tries in a short time. Wait {wait}, then try again."),
    }
}

/// What an address is counted under: an IPv4 address, or the first 64 bits of an IPv6 address, since one
/// household or server has all the rest.
pub fn address_key(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(limits: &Limits, key: &str) -> usize {
        (0..100)
            .filter(|_| limits.count(Limit::LinkUse, key).is_ok())
            .count()
    }

    #[test]
    fn an_allowance_is_used_up_and_comes_back_one_by_one() {
        let clock = Clock::default();
        let limits = Limits::new(clock.clone());
        assert_eq!(allowed(&limits, "ada"), 10);
        assert_eq!(allowed(&limits, "ben"), 10, "each key has its own");
        clock.advance_ms(2 * MINUTE_MS);
        assert_eq!(allowed(&limits, "ada"), 1);
        clock.advance_ms(HOUR_MS);
        assert_eq!(
            allowed(&limits, "ada"),
            10,
            "and never grows beyond the whole"
        );
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let limits = Limits::new(Clock::default());
        allowed(&limits, "ada");
        let error = limits.count(Limit::LinkUse, "ada").unwrap_err();
        let wait = error.retry_after_secs().unwrap();
        assert!((100..=120).contains(&wait), "{wait}");
        assert_eq!(error.status(), 429);
    }

    #[test]
    fn one_household_is_one_address() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:3::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
