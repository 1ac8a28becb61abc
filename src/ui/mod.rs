//! What the visitor sees: the layout of every page, its pages, and the islands that bring them to life.

pub mod admin;
pub mod answer;
pub mod app;
pub mod cart_state;
pub mod components;
pub mod fetch;
pub mod form;
pub mod layout;
pub mod moment;
pub mod pages;
