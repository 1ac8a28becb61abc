//! The cart in the header: how many pieces, and a drawer that shows them.

use crate::ui::cart_state::{self, Outcome};
use crate::ui::components::icon;
use leptos::html;
use leptos::prelude::*;

/// A link to the cart; where scripts run it opens a drawer. `on_cart_page` leaves the drawer closed there.
#[island]
pub fn CartButton(count: i64, on_cart_page: bool) -> impl IntoView {
    let units = RwSignal::new(count);
    let shown = StoredValue::new(false);
    let said = RwSignal::new(String::new());
    let refusal = RwSignal::new(None::<String>);
    let drawer = NodeRef::<html::Dialog>::new();
    let open = move || {
        if let Some(dialog) = drawer.get_untracked().filter(|d| !d.open()) {
            shown.set_value(true);
            // Refused only when it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = drawer.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move |_| cart_state::listen());
    Effect::new(move |_| {
        if let Some(count) = cart_state::count().get() {
            units.set(count);
        }
    });
    Effect::new(move |_| match cart_state::outcome().get() {
        Some(Outcome::Added(words)) => {
            said.set(words);
            refusal.set(None);
            if !on_cart_page {
                open();
            }
        }
        Some(Outcome::Changed(words)) => {
            said.set(words);
            refusal.set(None);
        }
        Some(Outcome::Refused(words)) => refusal.set(Some(words)),
        None => {}
    });
    let on_link = move |event: web_sys::MouseEvent| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if plain && !on_cart_page {
            event.prevent_default();
            if !shown.get_value() {
                cart_state::refresh();
            }
            open();
        }
    };
    // A click on the dialog itself is a click on what surrounds its panel.
    let on_backdrop = move |event: web_sys::MouseEvent| {
        if event.target() == drawer.get_untracked().map(|d| d.into()) {
            close();
        }
    };
    view! {
        <a class="cart-link" href="/cart" on:click=on_link>
            {icon::bag()}
            <span class="max-sm:sr-only">"Cart"</span>
            <span class="cart-count tabular" class=("hidden", move || units.get() == 0)>
                {units}<span class="sr-only">{move || if units.get() == 1 { " piece" } else { " pieces" }}</span>
            </span>
        </a>
        <p class="sr-only" role="status">{move || said.get()}</p>
        <div class="toasts" role="alert">
            {move || refusal.get().map(|words| view! {
                <p class="toast">
                    <span>{words}</span>
                    <button class="icon-button" type="button" aria-label="Dismiss" on:click=move |_| refusal.set(None)>
                        {icon::close()}
                    </button>
                </p>
            })}
        </div>
        <dialog class="drawer" node_ref=drawer aria-labelledby="drawer-title" on:click=on_backdrop>
            <div class="drawer-panel">
                <div class="drawer-head">
                    <h2 id="drawer-title">"Your cart"</h2>
                    <button class="icon-button" type="button" aria-label="Close the cart" on:click=move |_| close()>
                        {icon::close()}
                    </button>
                </div>
                {move || refusal.get().map(|words| view! { <p class="notice notice-problem">{words}</p> })}
                <div data-cart-content tabindex="-1"><p class="quiet drawer-empty">"Looking…"</p></div>
            </div>
        </dialog>
    }
}
