//! Choosing a variant, answering what is asked and putting it into the cart: one plain form. Each choice carries the
//! text that the page shows for it, and where scripts run they follow the choice.

use super::questions::Questions;
use crate::domain::catalogue::{ProductView, VariantView};
use crate::domain::stock::Availability;
use crate::ui::components::icon;
use crate::ui::form::{ErrorSummary, sent_back};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn Buy(product: ProductView) -> impl IntoView {
    let back = sent_back();
    let asked = back.value("sku").to_string();
    let quantity = match back.value("quantity") {
        "" => "1".to_string(),
        typed => typed.to_string(),
    };
    let here = format!("/shop/{}", product.slug);
    let variants = &product.variants;
    let first = variants
        .iter()
        .find(|v| v.sku == asked)
        .or(variants.iter().find(|v| gone(v).is_empty()))
        .or(variants.first())
        .cloned();
    let Some(first) = first else {
        return view! { <p class="notice">"It can’t be bought just now."</p> }.into_any();
    };
    let several = variants.len() > 1;
    let (price, stock, why_not) = (price(&first), first.availability.label(), gone(&first));
    let most = most(&first, product.max_quantity);
    let can_buy = why_not.is_empty();
    let no_stock = stock.is_empty();
    view! {
        <ErrorSummary problems=back.problems notice=back.notice/>
        <form class="buy" method="post" action=here data-cart data-title=product.title.clone()>
            <p class="buy-price">
                <span class="price">{price}</span>
                <span class="badge" class=("hidden", no_stock)>{stock}</span>
            </p>
            <input type="hidden" name="action" value="add"/>
            {if several {
                view! { <Variants variants=product.variants chosen=first.sku max=product.max_quantity/> }.into_any()
            } else {
                view! { <input type="hidden" name="sku" value=first.sku/> }.into_any()
            }}
            <Questions questions=product.questions/>
            <div class="buy-row" class=("hidden", !can_buy)>
                <div class="quantity" class=("hidden", most < 2)>
                    <label class="sr-only" for="quantity">"Quantity"</label>
                    <input class="input tabular" id="quantity" name="quantity" type="number" inputmode="numeric"
                        min="1" max=most value=quantity/>
                </div>
                <button class="button button-large button-add" type="submit" disabled=!can_buy>
                    <span class="button-idle">"Add to cart"</span>
                    <span class="button-done" aria-hidden="true">{icon::check()}"In your cart"</span>
                </button>
            </div>
            <p class="notice buy-gone" class=("hidden", can_buy)>{why_not}</p>
        </form>
        {(!product.shipping_note.is_empty()).then(|| view! { <p class="quiet shipping-note">{product.shipping_note}</p> })}
    }
    .into_any()
}

#[component]
fn Variants(variants: Vec<VariantView>, chosen: String, max: i64) -> impl IntoView {
    let same_price = variants
        .windows(2)
        .all(|pair| pair[0].price == pair[1].price);
    let radios = variants
        .into_iter()
        .map(|variant| {
            let (price, stock, why_not) = (price(&variant), variant.availability.label(), gone(&variant));
            let price_here = (!same_price).then(|| price.clone());
            let checked = variant.sku == chosen;
            let unavailable = !why_not.is_empty();
            view! {
                <label class="variant" class=("variant-gone", unavailable)>
                    <input type="radio" name="sku" checked=checked data-price=price data-stock=stock.clone()
                        data-most=most(&variant, max) data-gone=why_not value=variant.sku/>
                    <span>{variant.name}</span>
                    <span class="quiet tabular">{price_here}</span>
                    <span class="quiet">{stock}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="variants"><legend>"Choose one"</legend>{radios}</fieldset>
        <VariantWords/>
    }
}

fn price(variant: &VariantView) -> String {
    variant
        .price
        .map(|price| price.to_string())
        .unwrap_or_default()
}

/// Most units of a variant that can be asked for.
fn most(variant: &VariantView, max: i64) -> i64 {
    match variant.availability {
        Availability::Low(left) => left.min(max),
        _ => max,
    }
}

/// Why a variant can't be bought; empty when it can.
fn gone(variant: &VariantView) -> &'static str {
    match (variant.price, variant.availability.can_be_bought()) {
        (Some(_), true) => "",
        _ => gone_sentence(variant.availability),
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

/// Keeps price, stock and button in step with the chosen variant. It shows nothing itself.
#[island]
fn VariantWords() -> impl IntoView {
    Effect::new(|_| {
        let _ = window_event_listener(ev::change, |event| {
            let target = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            if let Some(radio) = target.filter(|t| t.has_attribute("data-gone")) {
                follow(&radio);
            }
        });
    });
}

fn follow(radio: &web_sys::Element) {
    let Some(form) = radio.closest(".buy").ok().flatten() else {
        return;
    };
    let told = |name: &str| radio.get_attribute(name).unwrap_or_default();
    let part = |selector: &str| form.query_selector(selector).ok().flatten();
    // Whatever can't be shown stays as it was: the server prices and checks what is sent.
    let show = |selector: &str, shown: bool| {
        if let Some(part) = part(selector) {
            let _ = part.class_list().toggle_with_force("hidden", !shown);
        }
    };
    let write = |selector: &str, text: &str| {
        if let Some(part) = part(selector) {
            part.set_text_content(Some(text));
        }
    };
    let (stock, gone, most) = (told("data-stock"), told("data-gone"), told("data-most"));
    write(".buy-price .price", &told("data-price"));
    write(".buy-price .badge", &stock);
    show(".buy-price .badge", !stock.is_empty());
    write(".buy-gone", &gone);
    show(".buy-gone", !gone.is_empty());
    show(".buy-row", gone.is_empty());
    show(".quantity", most != "1");
    if let Some(field) = part("#quantity") {
        let _ = field.set_attribute("max", &most);
    }
    if let Some(button) = part(".button-add") {
        let _ = button.toggle_attribute_with_force("disabled", !gone.is_empty());
    }
}
