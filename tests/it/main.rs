//! Integration tests.

mod doctor;
mod sandbox;
mod staff;
mod support;
mod tidy;
