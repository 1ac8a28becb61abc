//! The ways to send a parcel to the chosen country.

use super::choices::Live;
use crate::domain::shipping::Offer;
use crate::ui::form::FieldProblem;
use leptos::either::EitherOf3;
use leptos::prelude::*;

/// The offers. Where scripts don't run, a button brings the page again with those for another country.
#[component]
pub fn Delivery(live: Live, problem: Option<String>) -> impl IntoView {
    view! {
        <section class="step" aria-labelledby="step-delivery">
            <h2 id="step-delivery"><span class="step-number">"3"</span>"Delivery"</h2>
            <div class="delivery" class=("is-waiting", move || live.waiting.get())>
                {move || {
                    let view = live.costs.get();
                    match (view.has_country, view.ships_to_country && !view.offers.is_empty()) {
                        (false, _) => EitherOf3::A(view! {
                            <p class="quiet">"Choose a country above to see how it can be sent."</p>
                        }),
                        (true, false) => EitherOf3::B(view! {
                            <p class="notice notice-problem">
                                "We don’t ship there yet. Choose another country, or write to us."
                            </p>
                        }),
                        (true, true) => EitherOf3::C(choices(view.offers, view.shipping_method)),
                    }
                }}
                {move || (!live.alive.get()).then(|| view! {
                    <button class="button button-quiet button-small needs-no-js" type="submit" name="step" value="review">
                        "Update delivery and total"
                    </button>
                })}
            </div>
            <FieldProblem name="shipping_method" problem/>
        </section>
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
                    <input type="radio" id=id name="shipping_method" value=offer.method_id checked=checked/>
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
