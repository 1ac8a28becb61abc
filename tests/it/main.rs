//! Integration tests.

mod sandbox;
mod tidy;
