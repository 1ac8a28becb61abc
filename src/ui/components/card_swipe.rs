//! Turns a card's picture by a sideways swipe, for every card on the page, also those that come later.

use leptos::ev;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::JsCast;

/// Shorter ways, in CSS pixels, are taps.
const SWIPE: i32 = 36;

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

#[island]
pub fn CardSwipe() -> impl IntoView {
    Effect::new(|_| {
        if LISTENING.replace(true) {
            return;
        }
        let start = StoredValue::new((0, 0));
        let _ = window_event_listener(ev::pointerdown, move |event| {
            start.set_value((event.client_x(), event.client_y()));
        });
        let _ = window_event_listener(ev::pointerup, move |event| {
            let (x, y) = start.get_value();
            let (across, down) = (event.client_x() - x, event.client_y() - y);
            if event.pointer_type() == "touch"
                && across.abs() > SWIPE
                && across.abs() > down.abs() * 2
            {
                turn(&event);
            }
        });
    });
}

fn turn(event: &web_sys::PointerEvent) {
    let touched = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let stage = touched.and_then(|t| t.closest(".card-stage").ok().flatten());
    let switch = stage.and_then(|s| s.query_selector(".card-turn input").ok().flatten());
    if let Some(switch) = switch.and_then(|s| s.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        switch.set_checked(!switch.checked());
    }
}
