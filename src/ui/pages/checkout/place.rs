//! The button that places the order and says what it will cost.

use super::choices::Live;
use crate::actions::checkout::Place;
use crate::ui::components::REFUSED;
use crate::ui::fetch;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::time::Duration;

/// Says the amount of the last answer and sends it along, so that a changed total is never charged unseen: the server
/// says no where it is another by now. So the button need not wait for an answer, and no press is lost.
#[component]
pub fn PlaceButton(live: Live, settled: bool) -> impl IntoView {
    let pressed = RwSignal::new(false);
    // Coming back by the back button finds the page as it was left: let it be pressed again.
    Effect::new(move |_| {
        let _ = window_event_listener_untyped("pageshow", move |_| pressed.set(false));
        let _ = window_event_listener_untyped(REFUSED, move |_| pressed.set(false));
    });
    // An order that can be placed is placed from here; what is only looked at again comes with the page.
    Effect::new(move |_| {
        let places = live.costs.with(|view| view.can_place);
        for button in fetch::all("#checkout > [value=enter], .place button") {
            let _ = match places {
                true => button.set_attribute("data-call", Place::PATH),
                false => button.remove_attribute("data-call"),
            };
        }
    });
    let total = move || live.costs.with(|view| view.costs.map(|costs| costs.total));
    let seen = move || {
        total()
            .map(|total| total.minor.to_string())
            .unwrap_or_default()
    };
    let label = move || match total() {
        Some(total) => format!("Place order and pay {total}"),
        None => "Review delivery and total".to_string(),
    };
    let step = move || {
        if live.costs.with(|view| view.can_place) {
            "place"
        } else {
            "review"
        }
    };
    let on_press = move |event: web_sys::MouseEvent| {
        if pressed.get_untracked() {
            event.prevent_default();
            return;
        }
        pressed.set(true);
        set_timeout(move || pressed.set(false), Duration::from_secs(8));
    };
    view! {
        <div class="place">
            <input type="hidden" name="seen_total" value=seen/>
            <button
                class="button button-wide button-large" type="submit" name="step" value=step
                disabled=!settled
                class=("is-busy", move || pressed.get())
                on:click=on_press
            >
                {label}
            </button>
            <p class="quiet place-note">"Your pieces are kept for you as soon as the order is placed."</p>
        </div>
    }
}
