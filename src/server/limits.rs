//! Rate limits of this process: how often one account or address may try the things that are worth guessing at.

use crate::server::clock::Clock;
use crate::server::error::{Error, Result};
use governor::clock::Clock as _;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use nonzero_ext::nonzero;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is counted. Each has its own allowance and its own keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Sign-ins with an account of the OpenID Connect provider, from one address. Passwords and codes are counted by
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
    /// Messages written in one custom order.
    ThreadMessage,
    /// Returns asked for of one order.
    ReturnOrder,
    /// Calls of the REST API from one address.
    ApiAddress,
    /// Calls of the REST API by one program.
    ApiProgram,
}

impl Limit {
    /// So many over time, and so many at once.
    fn quota(self) -> Quota {
        let (over_time, at_once) = match self {
            Self::OpenIdAddress | Self::LinkGuess | Self::AccountAddress => {
                (Quota::per_minute(nonzero!(3u32)), nonzero!(30u32))
            }
            Self::Passkey => (Quota::per_second(nonzero!(1u32)), nonzero!(300u32)),
            Self::LinkUse => (Quota::per_hour(nonzero!(30u32)), nonzero!(10u32)),
            Self::PaymentAddress => (Quota::per_minute(nonzero!(3u32)), nonzero!(60u32)),
            Self::PaymentVisit => (Quota::per_minute(nonzero!(2u32)), nonzero!(15u32)),
            Self::LinkAddress => (Quota::per_minute(nonzero!(1u32)), nonzero!(10u32)),
            Self::LinkMailbox => (Quota::per_hour(nonzero!(4u32)), nonzero!(4u32)),
            Self::RequestAddress => (Quota::per_hour(nonzero!(30u32)), nonzero!(30u32)),
            Self::PictureAddress => (Quota::per_minute(nonzero!(12u32)), nonzero!(120u32)),
            Self::ThreadMessage | Self::ReturnOrder => {
                (Quota::per_minute(nonzero!(1u32)), nonzero!(30u32))
            }
            Self::ApiAddress => (Quota::per_second(nonzero!(4u32)), nonzero!(240u32)),
            Self::ApiProgram => (Quota::per_second(nonzero!(20u32)), nonzero!(1200u32)),
        };
        over_time.allow_burst(at_once)
    }
}

/// How an allowance stands after one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How long to wait before the next try is allowed; zero when this one was.
    pub wait: Duration,
    /// Tries that are left now.
    pub left: u32,
    pub quota: Quota,
}

impl Tally {
    /// In how long the allowance is whole again, at most: what has come back of the next try is not told.
    pub fn whole_again(&self) -> Duration {
        self.quota.replenish_interval() * (self.quota.burst_size().get() - self.left)
    }
}

/// Beyond this many keys, those that have their whole allowance again are forgotten.
const TIDY_ABOVE: usize = 20_000;

/// The counters of one limit, by their keys.
type Counters = RateLimiter<String, HashMapStateStore<String>, Clock, StateInformationMiddleware>;

/// The counters of this process.
pub struct Limits {
    clock: Clock,
    counters: Mutex<HashMap<Limit, Counters>>,
}

impl Limits {
    pub fn new(clock: Clock) -> Limits {
        Limits {
            clock,
            counters: Mutex::default(),
        }
    }

    /// Counts one try. Refused with 429 and the seconds to wait when there have been too many.
    pub fn count(&self, limit: Limit, key: &str) -> Result<()> {
        match self.tally(limit, key).wait {
            Duration::ZERO => Ok(()),
            wait => Err(too_many(wait)),
        }
    }

    /// Counts one try and says how the allowance stands after it.
    pub fn tally(&self, limit: Limit, key: &str) -> Tally {
        let quota = limit.quota();
        let mut limits = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let counters = limits.entry(limit).or_insert_with(|| {
            RateLimiter::hashmap_with_clock(quota, self.clock.clone()).with_middleware()
        });
        if counters.len() > TIDY_ABOVE {
            counters.retain_recent();
        }
        let (wait, left) = match counters.check_key(&key.to_string()) {
            Ok(state) => (Duration::ZERO, state.remaining_burst_capacity()),
            // The clock may have gone on meanwhile: it is refused all the same.
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                (wait.max(Duration::from_millis(1)), 0)
            }
        };
        Tally { wait, left, quota }
    }
}

/// The shop's clock, so that tests can move it.
impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Duration::from_millis(self.now_ms().unsigned_abs()).into()
    }
}

/// The refusal of a try that comes too soon.
pub fn too_many(wait: Duration) -> Error {
    let retry_after_secs = whole_secs(wait).max(1);
    let wait = match retry_after_secs {
        1..=90 => "a minute".to_string(),
        secs => format!("{} minutes", secs.div_ceil(60)),
    };
    Error::TooMany {
        retry_after_secs,
        message: format!("That was too many tries in a short time. Wait {wait}, then try again."),
    }
}

/// Seconds, a part of one counted as whole.
pub fn whole_secs(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
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
    use crate::server::clock::{HOUR_MS, MINUTE_MS};

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
    fn a_tally_says_what_is_left_and_when_it_is_whole_again() {
        let clock = Clock::default();
        let limits = Limits::new(clock.clone());
        let first = limits.tally(Limit::ApiAddress, "ada");
        assert_eq!((first.wait, first.left), (Duration::ZERO, 239));
        assert_eq!(first.whole_again(), Duration::from_millis(250));
        let mut last = first;
        for _ in 0..300 {
            last = limits.tally(Limit::ApiAddress, "ada");
        }
        assert!(last.wait > Duration::ZERO && last.left == 0, "{last:?}");
        assert_eq!(whole_secs(last.whole_again()), 60);
        clock.advance_ms(MINUTE_MS);
        assert_eq!(limits.tally(Limit::ApiAddress, "ada").left, 239);
    }

    #[test]
    fn one_household_is_one_address() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2:3::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
