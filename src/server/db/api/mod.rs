//! What the REST API stores: tokens of programs and responses by idempotency key.

pub mod answers;
pub mod tokens;
