//! Plain forms: POST on the page's own path, 303 when done, the page again with everything typed when not.

pub mod account;
pub mod admin;
pub mod cart;
pub mod checkout;
pub mod commissions;
pub mod orders;
pub mod payments;
mod pictured;
pub mod returns;
pub mod shop;
mod submission;

pub use submission::{Next, Submission, unreadable};
