//! The ways to send a parcel to the chosen country.

use super::costs::{busy, latest, recount};
use crate::domain::checkout::CostsView;
use crate::domain::shipping::Offer;
use crate::ui::form::FieldProblem;
use leptos::either::EitherOf3;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Fields whose change can change offers or totals.
const DECIDING: [&str; 5] = [
    "country",
    "region",
    "postal_code",
    "shipping_method",
    "payment_method",
];

#[component]
pub fn Delivery(costs: CostsView, problem: Option<String>) -> impl IntoView {
    let ships = costs.ships_to_country || !costs.has_country;
    view! {
        <section class="step" aria-labelledby="step-delivery">
            <h2 id="step-delivery"><span class="step-number">"3"</span>"Delivery"</h2>
            <DeliveryOffers offers=costs.offers chosen=costs.shipping_method has_country=costs.has_country ships/>
            <FieldProblem name="shipping_method" problem/>
        </section>
    }
}

/// The offers. Where scripts run they follow the form; elsewhere a button brings the page again.
#[island]
fn DeliveryOffers(
    offers: Vec<Offer>,
    chosen: String,
    has_country: bool,
    ships: bool,
) -> impl IntoView {
    let state = RwSignal::new((offers, chosen, has_country, ships));
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
            state.set((
                view.offers,
                view.shipping_method,
                view.has_country,
                view.ships_to_country,
            ));
        }
    });
    Effect::new(move |_| waiting.set(busy().get()));
    view! {
        <div class="delivery" class=("is-waiting", move || waiting.get())>
            {move || {
                let (offers, chosen, has_country, ships) = state.get();
                match (has_country, ships && !offers.is_empty()) {
                    (false, _) => EitherOf3::A(view! {
                        <p class="quiet">"Choose a country above to see how it can be sent."</p>
                    }),
                    (true, false) => EitherOf3::B(view! {
                        <p class="notice notice-problem">"We don’t ship there yet. Choose another country, or write to us."</p>
                    }),
                    (true, true) => EitherOf3::C(choices(offers, chosen)),
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
