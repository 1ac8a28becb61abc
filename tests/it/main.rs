//! Integration tests.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

mod abuse;
mod accounts;
mod admin;
mod announce;
mod api;
mod authorization;
mod cart;
mod catalogue;
mod checkout;
mod checkout_page;
mod commissions;
mod compression;
mod crashes;
mod delayed_payments;
mod directions;
mod disputes;
mod doctor;
mod failed_refunds;
mod holds;
mod invoices;
mod job_queues;
mod limits;
mod lost_provider_responses;
mod mail;
mod manual_payments;
mod money_leaves;
mod one_of_a_kind;
mod openid;
mod order_holder;
mod outages;
mod page_cache;
mod payments;
mod personalisation;
mod pickup;
mod product_page;
mod provider;
mod races;
mod reconciler;
mod redirects;
mod refunded_work;
mod refunds;
mod replaced_orders;
mod returns;
mod schema;
mod seals;
mod search;
mod security;
mod settling;
mod shop_content;
mod staff;
mod staff_passkeys;
mod staff_refunds;
mod support;
mod text;
mod tidy;
mod time_zone;
mod walks;
mod webhooks;
