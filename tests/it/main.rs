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
mod checkout_page;
mod collecting;
mod commissions;
mod counter;
mod directions;
mod disputes;
mod doctor;
mod doors;
mod elsewhere;
mod failed_refunds;
mod faults;
mod found;
mod giving_back;
mod holder;
mod holds;
mod invoices;
mod job_queues;
mod kept_pages;
mod killed;
mod limits;
mod lost_answers;
mod mail;
mod money_leaves;
mod payments;
mod pieces;
mod product_page;
mod provider;
mod races;
mod reconciler;
mod redirects;
mod refunds;
mod returns;
mod schema;
mod seals;
mod second_thoughts;
mod security;
mod settling;
mod shop_words;
mod staff;
mod staff_passkeys;
mod strangers;
mod support;
mod text;
mod tidy;
mod time_zone;
mod walks;
mod webhooks;
mod wire;
mod work_left;
