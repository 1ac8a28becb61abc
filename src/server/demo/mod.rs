//! The demonstration shop as data: a fictional maker, her catalogue, her pages, and the pictures of every piece.

pub mod catalogue;
pub mod paint;
