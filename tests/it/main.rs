//! Integration tests.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

mod accounts;
mod announce;
mod answers;
mod api;
mod away;
mod by_hand;
mod cart;
mod catalogue;
mod checkout;
mod collecting;
mod commissions;
mod counter;
mod disputes;
mod doctor;
mod doors;
mod elsewhere;
mod faults;
mod giving_back;
mod holder;
mod holds;
mod invoices;
mod kept_pages;
mod killed;
mod limits;
mod mail;
mod payments;
mod races;
mod refunds;
mod returns;
mod sandbox;
mod second_thoughts;
mod security;
mod settling;
mod shop_words;
mod staff;
mod staff_passkeys;
mod support;
mod tidy;
mod webhooks;
mod wire;
