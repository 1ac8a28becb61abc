//! What a checkout stores: drafts, and what is held unpaid.

pub mod drafts;
pub mod unpaid;
