//! The button that places the order and says what it will cost.

use super::costs::{busy, latest};
use crate::domain::money::Money;
use leptos::prelude::*;

/// Says the amount of the last answer and sends it along, so that a changed total is never charged unseen.
#[island]
pub fn PlaceButton(total: Option<Money>, can_place: bool, settled: bool) -> impl IntoView {
    let total = RwSignal::new(total);
    let can_place = RwSignal::new(can_place);
    let waiting = RwSignal::new(false);
    let pressed = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(view) = latest().get() {
            total.set(view.costs.map(|costs| costs.total));
            can_place.set(view.can_place);
        }
    });
    Effect::new(move |_| waiting.set(busy().get()));
    // Coming back by the back button finds the page as it was left: let it be pressed again.
    Effect::new(move |_| {
        let _ = window_event_listener_untyped("pageshow", move |_| pressed.set(false));
    });
    let seen = move || {
        total
            .get()
            .map(|total| total.minor.to_string())
            .unwrap_or_default()
    };
    let label = move || match total.get() {
        Some(total) => format!("Place order and pay {total}"),
        None => "Review delivery and total".to_string(),
    };
    let on_press = move |event: web_sys::MouseEvent| {
        if pressed.get_untracked() {
            event.prevent_default();
            return;
        }
        pressed.set(true);
        set_timeout(
            move || pressed.set(false),
            std::time::Duration::from_secs(8),
        );
    };
    view! {
        <div class="place">
            <input type="hidden" name="seen_total" value=seen/>
            <button
                class="button button-wide button-large" type="submit" name="step"
                value=move || if can_place.get() { "place" } else { "review" }
                disabled=move || !settled || waiting.get()
                class=("is-busy", move || pressed.get() || waiting.get())
                on:click=on_press
            >
                {label}
            </button>
            <p class="quiet place-note">"Your pieces are kept for you as soon as the order is placed."</p>
        </div>
    }
}
