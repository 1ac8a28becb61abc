//! `/cart`: the cart as a page, which works without scripts.

use crate::actions::cart;
use crate::domain::cart::CartView;
use crate::ui::cart_state;
use crate::ui::components::{CartLines, CartTotal};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::either::Either;
use leptos::prelude::*;

#[component]
pub fn CartPage() -> impl IntoView {
    page(Chrome::Full, |_| async {
        let cart = cart::view().await?;
        let back = sent_back();
        Ok(view! {
            <Head title="Your cart"/>
            <div class="page">
                <h1>"Your cart"</h1>
                <ErrorSummary problems=back.problems notice=back.notice/>
                <CartContent cart/>
            </div>
        }
        .into_any())
    })
}

/// Lines and sum; follows every change made in this tab or another.
#[island(lazy)]
fn CartContent(cart: CartView) -> impl IntoView {
    let cart = RwSignal::new(cart);
    Effect::new(move |_| {
        if let Some(latest) = cart_state::latest().get() {
            cart.set(latest);
        }
    });
    move || {
        let cart = cart.get();
        if cart.lines.is_empty() {
            return Either::Left(view! {
                <div class="empty">
                    <p class="lede">"There is nothing in it yet."</p>
                    <p><a class="button" href="/shop">"See everything"</a></p>
                </div>
            });
        }
        Either::Right(view! {
            <div class="cart-page">
                <CartLines cart=cart.clone()/>
                <CartTotal cart/>
            </div>
        })
    }
}
