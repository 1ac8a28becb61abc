//! Atelier: the shop that an artisan can own. One crate, compiled for the server and for the browser.
#![recursion_limit = "256"]

pub mod actions;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;

/// Brings the islands of the page to life; called by the page's own script.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
