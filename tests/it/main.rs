//! Integration tests.

mod doctor;
mod sandbox;
mod tidy;
