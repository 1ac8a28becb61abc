//! Integration tests.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

mod cart;
mod catalogue;
mod checkout;
mod counter;
mod doctor;
mod faults;
mod holds;
mod mail;
mod payments;
mod races;
mod refunds;
mod sandbox;
mod security;
mod settling;
mod shop_words;
mod staff;
mod support;
mod tidy;
mod webhooks;
