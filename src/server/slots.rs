//! Concurrency limits for what takes a while, such as sending pictures or listening for updates: so many slots in all,
//! and so many for each client, so that one can't take everybody's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Forms with files that are read at once in this process. Each holds a file, not memory.
pub const UPLOADS_AT_ONCE: usize = 24;
/// Most listeners of this process: each costs a look at the database every time. Others load their page again.
pub const LISTENERS_AT_ONCE: usize = 256;

/// Cheap to clone.
#[derive(Clone)]
pub struct Slots(Arc<Inner>);

struct Inner {
    most: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_key: HashMap<String, usize>,
}

/// Why there is no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// Whoever asks has their share.
    Own,
    /// Everything is taken.
    All,
}

/// A slot that is held; dropped, it is free again.
pub struct Slot {
    places: Slots,
    keys: Vec<String>,
}

impl Slots {
    pub fn new(most: usize) -> Slots {
        Slots(Arc::new(Inner {
            most,
            taken: Mutex::default(),
        }))
    }

    /// Takes a slot that counts under each key; beside each stands how many there may be of it.
    pub fn take(&self, keys: &[(&str, usize)]) -> Result<Slot, Full> {
        let mut taken = self.lock();
        let own = |(key, most): &(&str, usize)| taken.by_key.get(*key).is_some_and(|n| n >= most);
        if keys.iter().any(own) {
            return Err(Full::Own);
        }
        if taken.all >= self.0.most {
            return Err(Full::All);
        }
        taken.all += 1;
        for (key, _) in keys {
            *taken.by_key.entry((*key).to_string()).or_default() += 1;
        }
        drop(taken);
        Ok(Slot {
            places: self.clone(),
            keys: keys.iter().map(|(key, _)| (*key).to_string()).collect(),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Taken> {
        // Every change is whole before the lock is let go of.
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        taken.all = taken.all.saturating_sub(1);
        for key in &self.keys {
            if let Some(count) = taken.by_key.get_mut(key) {
                *count -= 1;
                if *count == 0 {
                    taken.by_key.remove(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cannot_take_everybodys_and_what_is_left_is_free_again() {
        let places = Slots::new(3);
        let ada = || places.take(&[("ada", 2)]);
        let held = (ada().ok().unwrap(), ada().ok().unwrap());
        assert_eq!(ada().err(), Some(Full::Own));
        let ben = places.take(&[("ben", 2)]).ok().unwrap();
        assert_eq!(places.take(&[("cora", 2)]).err(), Some(Full::All));
        drop(held);
        assert!(ada().is_ok() && places.take(&[("cora", 2)]).is_ok());
        drop(ben);
        assert!(places.lock().by_key.is_empty() && places.lock().all == 0);
    }

    #[test]
    fn a_refusal_takes_nothing() {
        let places = Slots::new(9);
        let _held = places.take(&[("token", 1), ("ada", 5)]).ok().unwrap();
        assert_eq!(
            places.take(&[("ben", 5), ("token", 1)]).err(),
            Some(Full::Own)
        );
        assert_eq!(places.lock().by_key.get("ben"), None);
    }
}
