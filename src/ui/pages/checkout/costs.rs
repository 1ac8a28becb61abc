//! What the order costs with the choices made so far, shared by the islands of the checkout.

use super::sent::form_from;
use crate::actions::checkout;
use crate::domain::checkout::CheckoutView;
use crate::domain::money::Money;
use crate::domain::pricing::Totals;
use crate::domain::tax::TaxMode;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use wasm_bindgen::JsCast;

thread_local! {
    // Written in the browser only, by `recount`.
    static LATEST: ArcRwSignal<Option<CheckoutView>> = ArcRwSignal::new(None);
    static BUSY: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// The server's latest answer to the form as it stands in the browser.
pub fn latest() -> ArcRwSignal<Option<CheckoutView>> {
    LATEST.with(Clone::clone)
}

/// Whether an answer is awaited: until then the totals on the page are the old ones.
pub fn busy() -> ArcRwSignal<bool> {
    BUSY.with(Clone::clone)
}

/// Asks the server what the form costs as it stands. Of several questions only the last one's answer counts.
pub fn recount() {
    let form = document()
        .get_element_by_id("checkout")
        .and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else {
        return;
    };
    let form = form_from(|name| data.get(name).as_string().unwrap_or_default());
    let ticket = ASKED.with(|asked| {
        asked.set(asked.get() + 1);
        asked.get()
    });
    busy().set(true);
    spawn_local(async move {
        let answer = checkout::view(form).await;
        if ASKED.with(Cell::get) == ticket {
            // On an error the old totals stay; placing the order compares them anyway.
            if let Ok(view) = answer {
                latest().set(Some(view));
            }
            busy().set(false);
        }
    });
}

/// The amounts that the page shows; a slim copy of the totals for an island's props.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    subtotal: Money,
    shipping: Money,
    tax: Money,
    tax_is_added: bool,
    pub total: Money,
}

impl Shown {
    pub fn of(totals: &Totals) -> Self {
        Shown {
            subtotal: totals.subtotal(),
            shipping: totals.shipping(),
            tax: totals.tax(),
            tax_is_added: totals.mode == TaxMode::Exclusive,
            total: totals.total(),
        }
    }
}

#[component]
pub fn Costs(checkout: CheckoutView) -> impl IntoView {
    view! { <CostTable shown=checkout.totals.as_ref().map(Shown::of) subtotal=checkout.cart.subtotal/> }
}

/// The table of amounts; follows country and delivery.
#[island]
fn CostTable(shown: Option<Shown>, subtotal: Money) -> impl IntoView {
    let shown = RwSignal::new(shown);
    let waiting = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(view) = latest().get() {
            shown.set(view.totals.as_ref().map(Shown::of));
        }
    });
    Effect::new(move |_| waiting.set(busy().get()));
    view! {
        <div class="costs" class=("is-waiting", move || waiting.get()) aria-live="polite">
            {move || match shown.get() {
                Some(shown) => table(shown).into_any(),
                None => view! {
                    <dl class="amounts">
                        <div><dt>"Pieces"</dt><dd>{subtotal.to_string()}</dd></div>
                        <div><dt>"Delivery"</dt><dd class="quiet">"Choose a country"</dd></div>
                    </dl>
                }.into_any(),
            }}
        </div>
    }
}

fn table(shown: Shown) -> impl IntoView {
    let free = shown.shipping.minor == 0;
    view! {
        <dl class="amounts">
            <div><dt>"Pieces"</dt><dd>{shown.subtotal.to_string()}</dd></div>
            <div><dt>"Delivery"</dt><dd>{if free { "Free".to_string() } else { shown.shipping.to_string() }}</dd></div>
            <div class="quiet" class=("hidden", shown.tax.minor == 0)>
                <dt>{if shown.tax_is_added { "Tax" } else { "Tax included" }}</dt>
                <dd>{shown.tax.to_string()}</dd>
            </div>
            <div class="amounts-total"><dt>"Total"</dt><dd>{shown.total.to_string()}</dd></div>
        </dl>
    }
}
