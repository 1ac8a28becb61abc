//! One line for each step: what was done, what came out of it and how long it took.

use anyhow::Result;
use std::time::Instant;

/// Runs a step of seconds; `work` returns its result and a few words about it.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
    let start = Instant::now();
    let (value, outcome) = work()?;
    println!(
        "xtask: {what}: {outcome} ({:.1} s)",
        start.elapsed().as_secs_f64()
    );
    Ok(value)
}

/// Runs a step that can take minutes, and says so before it begins.
pub fn long_step<T>(
    what: &str,
    how_long: &str,
    work: impl FnOnce() -> Result<(T, String)>,
) -> Result<T> {
    println!("xtask: {what} … ({how_long})");
    step(what, work)
}

/// A size that a person can read: `118.3 KB`.
pub fn size(bytes: usize) -> String {
    if bytes < 10_000_000 {
        format!("{:.1} KB", bytes as f64 / 1e3)
    } else {
        format!("{:.1} MB", bytes as f64 / 1e6)
    }
}
