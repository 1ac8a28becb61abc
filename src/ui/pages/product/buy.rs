//! Choosing a variant and putting it into the cart: one plain form, whose words follow the choice.

use crate::domain::catalogue::{ProductView, VariantView};
use crate::domain::stock::Availability;
use crate::ui::components::icon;
use crate::ui::form::{ErrorSummary, sent_back};
use leptos::either::Either;
use leptos::prelude::*;

#[component]
pub fn Buy(product: ProductView) -> impl IntoView {
    let back = sent_back();
    let asked = back.value("sku").to_string();
    view! {
        <ErrorSummary problems=back.problems notice=back.notice/>
        <VariantPicker title=product.title variants=product.variants asked max=product.max_quantity/>
        {(!product.shipping_note.is_empty()).then(|| view! { <p class="quiet shipping-note">{product.shipping_note}</p> })}
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

#[island(lazy)]
fn VariantPicker(
    title: String,
    variants: Vec<VariantView>,
    asked: String,
    max: i64,
) -> impl IntoView {
    let buyable = |v: &&VariantView| v.availability.can_be_bought() && v.price.is_some();
    let first = variants
        .iter()
        .find(|v| v.sku == asked)
        .or(variants.iter().find(buyable))
        .or(variants.first());
    let chosen = RwSignal::new(first.map(|v| v.sku.clone()).unwrap_or_default());
    let several = variants.len() > 1;
    let same_price = variants
        .windows(2)
        .all(|pair| pair[0].price == pair[1].price);
    let radios = variants
        .iter()
        .map(|variant| {
            let sku = variant.sku.clone();
            let id = format!("variant-{sku}");
            let gone = !buyable(&variant);
            let price = variant.price.filter(|_| !same_price).map(|p| p.to_string());
            let label = variant.availability.label();
            let checked = sku == chosen.get_untracked();
            view! {
                <label class="variant" class=("variant-gone", gone)>
                    <input type="radio" id=id name="sku" value=sku.clone() checked=checked
                        on:change=move |_| chosen.set(sku.clone())/>
                    <span>{variant.name.clone()}</span>
                    {price.map(|price| view! { <span class="quiet tabular">{price}</span> })}
                    {(!label.is_empty()).then(|| view! { <span class="quiet">{label}</span> })}
                </label>
            }
        })
        .collect_view();
    let variants = StoredValue::new(variants);
    let variant = move || {
        let sku = chosen.get();
        variants.with_value(|all| all.iter().find(|v| v.sku == sku).cloned())
    };
    let state = Memo::new(move |_| variant().map(|v| (v.price, v.availability)));
    let price = move || {
        state
            .get()
            .and_then(|(price, _)| price)
            .map(|p| p.to_string())
            .unwrap_or_default()
    };
    let stock = move || {
        state
            .get()
            .map(|(_, availability)| availability.label())
            .unwrap_or_default()
    };
    let can_buy = move || {
        state
            .get()
            .is_some_and(|(price, a)| price.is_some() && a.can_be_bought())
    };
    let most = move || match state.get() {
        Some((_, Availability::Low(left))) => left.min(max),
        _ => max,
    };
    let sentence = move || {
        state
            .get()
            .map_or("", |(_, availability)| gone_sentence(availability))
    };
    let only = (!several)
        .then(|| view! { <input type="hidden" name="sku" value=chosen.get_untracked()/> });
    view! {
        <form class="buy" method="post" action="/cart" data-cart data-title=title>
            <p class="buy-price">
                <span class="price">{price}</span>
                <span class="badge" class=("hidden", move || stock().is_empty())>{stock}</span>
            </p>
            <input type="hidden" name="action" value="add"/>
            {only}
            {several.then(|| view! {
                <fieldset class="variants"><legend>"Choose one"</legend>{radios}</fieldset>
            })}
            {move || if can_buy() {
                Either::Left(view! {
                    <div class="buy-row">
                        <div class="quantity" class=("hidden", move || most() < 2)>
                            <label class="sr-only" for="quantity">"Quantity"</label>
                            <input class="input tabular" id="quantity" name="quantity" type="number" inputmode="numeric"
                                min="1" max=most value="1"/>
                        </div>
                        <button class="button button-large button-add" type="submit">
                            <span class="button-idle">"Add to cart"</span>
                            <span class="button-done" aria-hidden="true">{icon::check()}"In your cart"</span>
                        </button>
                    </div>
                })
            } else {
                Either::Right(view! { <p class="notice">{sentence}</p> })
            }}
        </form>
    }
}
