//! The ways in: pages, plain forms, server functions, webhooks, files. None of them decides anything.

pub mod api;
pub mod client_address;
pub mod commissions;
pub mod dev_mail;
pub mod feeds;
pub mod forms;
pub mod intake;
pub mod invoices;
pub mod listen;
pub mod live;
pub mod media;
pub mod metrics;
pub mod multipart;
pub mod pace;
pub mod pages;
pub mod privacy;
pub mod probes;
pub mod redirects;
pub mod refusals;
pub mod returns;
pub mod router;
pub mod sandbox_proxy;
pub mod security;
pub mod sessions;
pub mod visits;
pub mod webhook;
