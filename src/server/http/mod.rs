//! The ways in: pages, plain forms, server functions, webhooks, files.

pub mod limits;
pub mod sessions;
pub mod visit;
