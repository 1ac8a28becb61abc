//! Atelier: the shop that an artisan can own. One crate, compiled for the server and for the browser.
#![recursion_limit = "256"]

pub mod actions;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;

/// Brings the islands of the page to life; called by the page's own script. Once they listen, `<html>` carries
/// `data-hydrated`: until then every form and link does its work without them.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    use leptos::prelude::{document, set_timeout};
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    // What the islands listen to is set up in tasks that run before any timer.
    set_timeout(
        || {
            if let Some(root) = document().document_element() {
                // Only a sign for whoever looks on.
                let _ = root.set_attribute("data-hydrated", "");
            }
        },
        std::time::Duration::ZERO,
    );
}
