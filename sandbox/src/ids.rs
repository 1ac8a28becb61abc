//! Ids in Stripe's shape, and the sandbox's clock.

use std::time::{SystemTime, UNIX_EPOCH};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A fresh id such as `pi_3kTq…`: the prefix, an underscore, 24 random letters and digits.
pub fn fresh(prefix: &str) -> String {
    format!("{prefix}_{}", random_text(24))
}

/// `length` unguessable letters and digits.
pub fn random_text(length: usize) -> String {
    (0..length)
        .map(|_| char::from(ALPHABET[rand::random_range(0..ALPHABET.len())]))
        .collect()
}

/// Unix time in milliseconds.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
