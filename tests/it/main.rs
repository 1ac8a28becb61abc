//! Integration tests.

mod catalogue;
mod doctor;
mod sandbox;
mod staff;
mod support;
mod tidy;
