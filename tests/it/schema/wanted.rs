//! How the schema differs from that of the unreleased builds, and why.

/// A difference that is meant: why, and the lines of each database that went (`-`) and came (`+`).
pub struct Wanted {
    pub why: &'static str,
    pub sqlite: &'static [&'static str],
    pub postgres: &'static [&'static str],
}

pub const WANTED: &[Wanted] = &[];
