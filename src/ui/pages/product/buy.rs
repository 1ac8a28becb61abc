//! Choosing a variant and putting it into the cart: one plain form, whose words follow the choice.

use crate::domain::catalogue::{ProductView, VariantView};
use crate::domain::stock::Availability;
use crate::ui::components::icon;
use crate::ui::form::{ErrorSummary, sent_back};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[component]
pub fn Buy(product: ProductView) -> impl IntoView {
    let back = sent_back();
    let asked = back.value("sku").to_string();
    let max = product.max_quantity;
    let choices: Vec<Choice> = product
        .variants
        .iter()
        .map(|v| Choice::of(v, max))
        .collect();
    let first = choices
        .iter()
        .position(|choice| choice.sku == asked)
        .or(choices.iter().position(|choice| choice.gone.is_empty()))
        .unwrap_or_default();
    view! {
        <ErrorSummary problems=back.problems notice=back.notice/>
        <VariantPicker title=product.title choices first/>
        {(!product.shipping_note.is_empty()).then(|| view! { <p class="quiet shipping-note">{product.shipping_note}</p> })}
    }
}

/// A variant in the words that the page shows.
#[derive(Clone, Serialize, Deserialize)]
struct Choice {
    sku: String,
    name: String,
    price: String,
    stock: String,
    /// Most units that can be asked for.
    most: i64,
    /// Why it can't be bought; empty when it can.
    gone: String,
}

impl Choice {
    fn of(variant: &VariantView, max: i64) -> Self {
        let can_be_bought = variant.price.is_some() && variant.availability.can_be_bought();
        Choice {
            sku: variant.sku.clone(),
            name: variant.name.clone(),
            price: variant
                .price
                .map(|price| price.to_string())
                .unwrap_or_default(),
            stock: variant.availability.label(),
            most: match variant.availability {
                Availability::Low(left) => left.min(max),
                _ => max,
            },
            gone: if can_be_bought {
                String::new()
            } else {
                gone_sentence(variant.availability).to_string()
            },
        }
    }
}

/// What a visitor reads where an unavailable piece's button would be.
fn gone_sentence(availability: Availability) -> &'static str {
    match availability {
        Availability::Sold => "This piece has found its owner.",
        Availability::SoldOut => "Sold out. It may be made again.",
        Availability::Reserved => {
            "Someone is paying for it just now. Look again in a little while."
        }
        Availability::Available | Availability::Low(_) => {
            "It isn’t sold in this currency. Choose another one below."
        }
    }
}

#[island]
fn VariantPicker(title: String, choices: Vec<Choice>, first: usize) -> impl IntoView {
    let chosen = RwSignal::new(first);
    let several = choices.len() > 1;
    let same_price = choices
        .windows(2)
        .all(|pair| pair[0].price == pair[1].price);
    let radios = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            let price = (!same_price).then(|| choice.price.clone());
            let stock = (!choice.stock.is_empty()).then(|| choice.stock.clone());
            let gone = !choice.gone.is_empty();
            view! {
                <label class="variant" class=("variant-gone", gone)>
                    <input type="radio" name="sku" value=choice.sku.clone() checked={index == first}
                        on:change=move |_| chosen.set(index)/>
                    <span>{choice.name.clone()}</span>
                    <span class="quiet tabular">{price}</span>
                    <span class="quiet">{stock}</span>
                </label>
            }
        })
        .collect_view();
    let only = (!several)
        .then(|| choices.first().map(|choice| choice.sku.clone()))
        .flatten();
    let choices = StoredValue::new(choices);
    let text = move |part: fn(&Choice) -> &String| {
        let index = chosen.get();
        choices
            .with_value(|all| all.get(index).map(|choice| part(choice).clone()))
            .unwrap_or_default()
    };
    let most = move || {
        let index = chosen.get();
        choices.with_value(|all| all.get(index).map_or(1, |choice| choice.most))
    };
    let gone = Memo::new(move |_| text(|choice| &choice.gone));
    let stock = move || text(|choice| &choice.stock);
    let can_buy = move || gone.get().is_empty();
    view! {
        <form class="buy" method="post" action="/cart" data-cart data-title=title>
            <p class="buy-price">
                <span class="price">{move || text(|choice| &choice.price)}</span>
                <span class="badge" class=("hidden", move || stock().is_empty())>{stock}</span>
            </p>
            <input type="hidden" name="action" value="add"/>
            {only.map(|sku| view! { <input type="hidden" name="sku" value=sku/> })}
            {several.then(|| view! {
                <fieldset class="variants"><legend>"Choose one"</legend>{radios}</fieldset>
            })}
            <div class="buy-row" class=("hidden", move || !can_buy())>
                <div class="quantity" class=("hidden", move || most() < 2)>
                    <label class="sr-only" for="quantity">"Quantity"</label>
                    <input class="input tabular" id="quantity" name="quantity" type="number" inputmode="numeric"
                        min="1" max=most value="1"/>
                </div>
                <button class="button button-large button-add" type="submit" disabled=move || !can_buy()>
                    <span class="button-idle">"Add to cart"</span>
                    <span class="button-done" aria-hidden="true">{icon::check()}"In your cart"</span>
                </button>
            </div>
            <p class="notice" class=("hidden", can_buy)>{move || gone.get()}</p>
        </form>
    }
}
