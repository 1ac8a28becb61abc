//! What the REST API keeps: tokens of programs and answers by idempotency key.

pub mod answers;
pub mod tokens;
