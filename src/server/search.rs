//! Full-text search that forgives a typo.

/// The catalogue's words as last read.
#[derive(Default)]
pub struct WordCache(());
