//! The shop's rules and words: pure, the same on the server and in the browser, with no I/O and no clock.

pub mod api_token;
pub mod cart;
pub mod catalogue;
pub mod catalogue_form;
pub mod checkout;
pub mod commission;
pub mod contact;
pub mod counter;
pub mod country;
pub mod customer;
pub mod day;
pub mod invoice;
pub mod money;
pub mod order;
pub mod order_holder;
pub mod order_status;
pub mod payment;
pub mod pricing;
pub mod problem;
pub mod refund;
pub mod shipping;
pub mod shop;
pub mod shop_form;
pub mod staff;
pub mod stock;
pub mod tax;
