//! The server alone: use cases by noun, the ways in (`http`), the ways out (`gateway`, `mail`, `media`), and all SQL (`db`).

pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod cli;
pub mod clock;
pub mod config;
pub mod counter;
pub mod db;
pub mod doctor;
pub mod error;
pub mod gateway;
pub mod http;
pub mod jobs;
pub mod kept;
pub mod keys;
pub mod mail;
pub mod media;
pub mod orders;
pub mod payments;
pub mod sandbox;
pub mod search;
pub mod seed;
pub mod shop;
pub mod staff;
pub mod state;
pub mod tls;
