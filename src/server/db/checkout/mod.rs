//! What a checkout keeps: drafts, and what is held unpaid.

pub mod drafts;
pub mod unpaid;
