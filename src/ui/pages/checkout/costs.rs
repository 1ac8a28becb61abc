//! What the order costs with the choices made so far, shared by the islands of the checkout.

use super::sent::form_from;
use crate::actions::checkout;
use crate::domain::checkout::{Costs, CostsView};
use crate::domain::money::Money;
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use wasm_bindgen::JsCast;

thread_local! {
    // Written in the browser only, by `recount`.
    static LATEST: ArcRwSignal<Option<CostsView>> = ArcRwSignal::new(None);
    static BUSY: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// The server's latest answer to the form as it stands in the browser.
pub fn latest() -> ArcRwSignal<Option<CostsView>> {
    LATEST.with(Clone::clone)
}

/// Whether an answer is awaited: until then the totals on the page are the old ones.
pub fn busy() -> ArcRwSignal<bool> {
    BUSY.with(Clone::clone)
}

/// Asks the server what the form costs as it stands. Of several questions only the last one's answer counts.
pub fn recount() {
    let form = document().get_element_by_id("checkout");
    let form = form.and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
    let data = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
    let Some(data) = data else { return };
    let form = form_from(|name| data.get(name).as_string().unwrap_or_default());
    let ticket = ASKED.with(|asked| {
        asked.set(asked.get() + 1);
        asked.get()
    });
    busy().set(true);
    spawn_local(async move {
        let answer = checkout::costs(form).await;
        if ASKED.with(Cell::get) == ticket {
            // On an error the old totals stay; placing the order compares them anyway.
            if let Ok(view) = answer {
                latest().set(Some(view));
            }
            busy().set(false);
        }
    });
}

/// The table of amounts; follows country and delivery.
#[island]
pub fn CostTable(subtotal: Money, costs: Option<Costs>) -> impl IntoView {
    let shown = RwSignal::new((subtotal, costs));
    let waiting = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(view) = latest().get() {
            shown.set((view.subtotal, view.costs));
        }
    });
    Effect::new(move |_| waiting.set(busy().get()));
    view! {
        <div class="costs" class=("is-waiting", move || waiting.get()) aria-live="polite">
            {move || {
                let (subtotal, costs) = shown.get();
                let pieces = view! { <div><dt>"Pieces"</dt><dd>{subtotal.to_string()}</dd></div> };
                let rest = match costs {
                    Some(costs) => Either::Left(rows(costs)),
                    None => Either::Right(view! {
                        <div><dt>"Delivery"</dt><dd class="quiet">"Choose a country"</dd></div>
                    }),
                };
                view! { <dl class="amounts">{pieces}{rest}</dl> }
            }}
        </div>
    }
}

fn rows(costs: Costs) -> impl IntoView {
    let shipping = match costs.shipping.minor {
        0 => "Free".to_string(),
        _ => costs.shipping.to_string(),
    };
    view! {
        <div><dt>"Delivery"</dt><dd>{shipping}</dd></div>
        <div class="quiet" class=("hidden", costs.tax.minor == 0)>
            <dt>{if costs.tax_is_added { "Tax" } else { "Tax included" }}</dt>
            <dd>{costs.tax.to_string()}</dd>
        </div>
        <div class="amounts-total"><dt>"Total"</dt><dd>{costs.total.to_string()}</dd></div>
    }
}
