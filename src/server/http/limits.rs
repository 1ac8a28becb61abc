//! Rate limits.

/// The counters of this process.
#[derive(Default)]
pub struct Limits(());
