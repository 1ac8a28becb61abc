//! `/cart`: the cart as a page, which works without scripts. The drawer shows the same content.

use crate::actions::cart;
use crate::domain::cart::CartView;
use crate::ui::components::{CartLines, CartTotal};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
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

/// Lines and sum. `cart_state` takes this element from here and puts what is in it wherever a page shows the cart.
#[component]
fn CartContent(cart: CartView) -> impl IntoView {
    let content = if cart.lines.is_empty() {
        view! {
            <div class="empty">
                <p class="lede">"There is nothing in it yet."</p>
                <p><a class="button" href="/shop">"See everything"</a></p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="cart-page">
                <CartLines cart=cart.clone()/>
                <CartTotal cart=cart.clone()/>
            </div>
        }
        .into_any()
    };
    view! { <div data-cart-content data-count=cart.count tabindex="-1">{content}</div> }
}
