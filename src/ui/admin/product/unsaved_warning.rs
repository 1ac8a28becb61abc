//! Warns before a page with unsaved changes is left.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Watches the forms marked `data-ask-before-leaving`. Without scripts nobody is asked, and the browser keeps what
/// was typed when one comes back.
#[island(lazy)]
pub fn AskBeforeLeaving() -> impl IntoView {
    let changed = StoredValue::new(false);
    Effect::new(move || {
        let _ = window_event_listener(ev::input, move |event| {
            let target = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            let form =
                target.and_then(|t| t.closest("form[data-ask-before-leaving]").ok().flatten());
            if form.is_some() {
                changed.set_value(true);
            }
        });
        let _ = window_event_listener(ev::submit, move |_| changed.set_value(false));
        let _ = window_event_listener(ev::beforeunload, move |event| {
            if changed.get_value() {
                event.prevent_default();
            }
        });
    });
}
