//! The admin's use cases: what staff see and do, each behind its permission.

pub mod attention;
pub mod dashboard;
pub mod jobs;
pub mod orders;
pub mod payments;
pub mod steps;

pub use attention::{attention, resolve};
pub use dashboard::{dashboard, layout};
pub use orders::{order, orders};
