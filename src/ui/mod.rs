//! What the visitor sees: pages, islands, the counter.

pub mod app;
