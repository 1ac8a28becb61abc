//! The ways to send a parcel to the chosen country.

use super::costs::{busy, latest, recount};
use crate::domain::checkout::CheckoutView;
use crate::domain::shipping::Offer;
use crate::ui::form::FieldProblem;
use leptos::ev;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

/// Fields whose change can change offers or totals.
const DECIDING: [&str; 5] = [
    "country",
    "region",
    "postal_code",
    "shipping_method",
    "payment_method",
];

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Offers {
    offers: Vec<Offer>,
    chosen: String,
    has_country: bool,
    ships: bool,
}

impl Offers {
    fn of(view: &CheckoutView) -> Self {
        let asked = &view.form.shipping_method;
        let known = view.offers.iter().any(|offer| offer.method_id == *asked);
        let first = view.offers.first().map(|offer| offer.method_id.clone());
        Offers {
            chosen: if known {
                asked.clone()
            } else {
                first.unwrap_or_default()
            },
            offers: view.offers.clone(),
            has_country: !view.form.country.is_empty(),
            ships: view.ships_to_country,
        }
    }
}

#[component]
pub fn Delivery(checkout: CheckoutView, problem: Option<String>) -> impl IntoView {
    view! {
        <section class="step" aria-labelledby="step-delivery">
            <h2 id="step-delivery"><span class="step-number">"3"</span>"Delivery"</h2>
            <DeliveryOffers offers=Offers::of(&checkout)/>
            <FieldProblem name="shipping_method" problem/>
        </section>
    }
}

/// The offers. Where scripts run they follow the form; elsewhere a button brings the page again.
#[island]
fn DeliveryOffers(offers: Offers) -> impl IntoView {
    let offers = RwSignal::new(offers);
    let alive = RwSignal::new(false);
    let waiting = RwSignal::new(false);
    Effect::new(move |_| {
        if alive.get_untracked() {
            return;
        }
        alive.set(true);
        let _ = window_event_listener(ev::change, |event| {
            let field = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            let name = field
                .and_then(|f| f.get_attribute("name"))
                .unwrap_or_default();
            if DECIDING.contains(&name.as_str()) {
                recount();
            }
        });
    });
    Effect::new(move |_| {
        if let Some(view) = latest().get() {
            offers.set(Offers::of(&view));
        }
    });
    Effect::new(move |_| waiting.set(busy().get()));
    view! {
        <div class="delivery" class=("is-waiting", move || waiting.get())>
            {move || {
                let Offers { offers, chosen, has_country, ships } = offers.get();
                match (has_country, ships && !offers.is_empty()) {
                    (false, _) => view! { <p class="quiet">"Choose a country above to see how it can be sent."</p> }.into_any(),
                    (true, false) => view! {
                        <p class="notice notice-problem">"We don’t ship there yet. Choose another country, or write to us."</p>
                    }.into_any(),
                    (true, true) => choices(offers, chosen).into_any(),
                }
            }}
            {move || (!alive.get()).then(|| view! {
                <button class="button button-quiet button-small needs-no-js" type="submit" name="step" value="review">
                    "Update delivery and total"
                </button>
            })}
        </div>
    }
}

fn choices(offers: Vec<Offer>, chosen: String) -> impl IntoView {
    let choices = offers
        .into_iter()
        .map(|offer| {
            let id = format!("ship-{}", offer.method_id);
            let free = offer.price.minor == 0;
            let checked = offer.method_id == chosen;
            view! {
                <label class="choice">
                    <input type="radio" id=id name="shipping_method" value=offer.method_id
                        checked=checked prop:checked=checked/>
                    <span class="choice-words">
                        <span>{offer.name}</span>
                        <span class="quiet">{offer.estimate}</span>
                    </span>
                    <span class="price">{if free { "Free".to_string() } else { offer.price.to_string() }}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id="shipping_method">
            <legend class="sr-only">"Way to send it"</legend>
            {choices}
        </fieldset>
    }
}
