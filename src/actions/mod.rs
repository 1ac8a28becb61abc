//! Every server function, one file a feature: context, permission, parse, one call, view. Islands and server
//! rendering share them; plain forms and the API reach the same use cases through `server::http`.

pub mod admin;
pub mod call;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod commissions;
#[cfg(feature = "ssr")]
pub mod context;
pub mod customers;
mod error;
pub mod orders;
pub mod passkeys;
pub mod payments;
pub mod shop;
