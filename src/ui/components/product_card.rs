//! A product in a list: its picture, turned by hover, swipe or button, its name and its price.

use super::{card_swipe::CardSwipe, icon, picture::Picture};
use crate::domain::catalogue::ProductCard;
use crate::domain::stock::Availability;
use leptos::prelude::*;

const SIZES: &str = "(min-width: 80rem) 20rem, (min-width: 48rem) 30vw, 46vw";

/// A grid of products. The first pictures are loaded at once when `eager`.
#[component]
pub fn CardGrid(cards: Vec<ProductCard>, #[prop(optional)] eager: bool) -> impl IntoView {
    let items = cards
        .into_iter()
        .enumerate()
        .map(|(index, card)| view! { <ProductCardItem card eager={eager && index < 4}/> })
        .collect_view();
    view! {
        <ul class="card-grid">{items}</ul>
        <CardSwipe/>
    }
}

/// One card. The back is turned to the front by a checkbox, which needs no script; swiping ticks it.
#[component]
fn ProductCardItem(card: ProductCard, #[prop(optional)] eager: bool) -> impl IntoView {
    let href = format!("/shop/{}", card.slug);
    let gone = matches!(
        card.availability,
        Availability::Sold | Availability::SoldOut
    );
    let badge = match card.availability.label() {
        label if !label.is_empty() => Some((label, gone)),
        _ if card.one_of_a_kind => Some(("One of a kind".to_string(), false)),
        _ => None,
    };
    let price = match card.price {
        Some(price) if card.price_varies => format!("from {price}"),
        Some(price) => price.to_string(),
        None => "Not sold in this currency".to_string(),
    };
    let way = way_to_buy(&card);
    let turn_label = format!("Show the back of {}", card.title);
    view! {
        <li class="card" class=("card-gone", gone)>
            <div class="card-stage">
                {card.back.is_some().then(|| view! {
                    <label class="card-turn">
                        <input type="checkbox" autocomplete="off" aria-label=turn_label/>
                        <span>{icon::turn()}</span>
                    </label>
                })}
                <a class="card-pictures" href=href.clone() tabindex="-1" aria-hidden="true">
                    {card.front.map(|picture| view! {
                        <Picture picture sizes=SIZES eager decorative=true class="card-front"/>
                    })}
                    {card.back.map(|picture| view! {
                        <Picture picture sizes=SIZES decorative=true class="card-back"/>
                    })}
                </a>
                {badge.map(|(label, gone)| view! {
                    <span class="badge" class=("badge-quiet", gone)>{label}</span>
                })}
            </div>
            <div class="card-words">
                <h3 class="card-title"><a href=href>{card.title}</a></h3>
                {(!card.kind.is_empty()).then(|| view! { <p class="card-kind">{card.kind}</p> })}
                <div class="card-foot">
                    <p class="price">{price}</p>
                    {way}
                </div>
            </div>
        </li>
    }
}

/// The shortest way into the cart: at once where there is nothing to choose, by way of the choice otherwise, and
/// none where nothing can be bought. The title is in both names, so that a list of buttons says what each adds.
fn way_to_buy(card: &ProductCard) -> AnyView {
    if card.price.is_none() || !card.availability.can_be_bought() {
        return ().into_any();
    }
    let label = |what: &str| format!("{what}: {}", card.title);
    match card.only_sku.clone() {
        Some(sku) => view! {
            <form class="card-buy" method="post" action="/cart" data-cart data-title=card.title.clone()>
                <input type="hidden" name="action" value="add"/>
                <button class="card-add" type="submit" name="sku" value=sku aria-label=label("Add to cart")>
                    <span class="button-idle">"Add to cart"</span>
                    <span class="button-done" aria-hidden="true">{icon::check()}"In your cart"</span>
                </button>
            </form>
        }
        .into_any(),
        None => view! {
            <a class="card-add" aria-label=label("Choose") href=format!("/shop/{}", card.slug)>"Choose"</a>
        }
        .into_any(),
    }
}
