//! What may happen to the objects, and what follows from it; the same rules for API, pages and timers.

pub mod amounts;
pub mod cards;
pub mod disputes;
pub mod intents;
pub mod links;
pub mod payments;
pub mod refunds;
pub mod sessions;
#[cfg(test)]
mod tests;
