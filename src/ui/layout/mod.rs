//! The layout of every page: head, header, footer, and what is shown when a page can't be.

pub mod cart_drawer;
mod error_page;
mod footer;
mod head;
mod header;
mod later;
mod page;
mod theme_switch;

pub use error_page::{NotFoundPage, error_view};
pub use head::{Head, JsonLd, OpenGraphKind};
pub use later::later;
pub use page::{Chrome, page};
