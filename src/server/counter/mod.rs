//! The counter's use cases: what staff see and do, each behind its permission.

pub mod front;
pub mod jobs;
pub mod orders;
pub mod payments;
pub mod queue;
pub mod steps;

pub use front::{frame, front};
pub use orders::{order, orders};
pub use queue::{attention, resolve};
