//! The shop's name, its categories, the search and the cart.

use super::cart_drawer::CartButton;
use crate::domain::shop::Frame;
use crate::ui::components::icon;
use crate::ui::pages::login_path;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

#[component]
pub fn Header(frame: Frame) -> impl IntoView {
    let here = use_location().pathname.get_untracked();
    let searched = use_query_map().get_untracked().get("q").unwrap_or_default();
    let current = |path: &str| (here == path).then_some("page");
    let links = frame
        .categories
        .iter()
        .map(|(slug, name)| {
            let path = format!("/categories/{slug}");
            let current = current(&path);
            view! { <li><a href=path aria-current=current>{name.clone()}</a></li> }
        })
        .collect_view();
    view! {
        <header class="site-header">
            <div class="site-header-top">
                <div class="site-search">
                    <SearchForm id="search" searched=searched.clone() class="max-md:hidden"/>
                    <details class="search-fold md:hidden">
                        <summary>{icon::search()}<span class="sr-only">"Search"</span></summary>
                        <SearchForm id="search-small" searched class="search-fold-panel"/>
                    </details>
                </div>
                <a class="wordmark" href="/">{frame.shop.name.clone()}</a>
                <div class="site-own">
                    {account_link(frame.signed_in, &here)}
                    <CartButton count=frame.cart_count on_cart_page={here == "/cart"}/>
                </div>
            </div>
            <nav class="site-nav" aria-label="Categories">
                <ul>
                    <li><a href="/shop" aria-current=current("/shop")>"Everything"</a></li>
                    {links}
                    <li><a href="/custom" aria-current=current("/custom")>"Custom orders"</a></li>
                </ul>
            </nav>
        </header>
    }
}

/// The way to the account, or into it.
fn account_link(signed_in: bool, here: &str) -> impl IntoView + use<> {
    let (path, words) = match signed_in {
        true => ("/account".to_string(), "Account"),
        false => (login_path(here), "Sign in"),
    };
    let current = here.starts_with("/account").then_some("page");
    view! {
        <a class="account-link" href=path aria-current=current rel="nofollow">
            {icon::person()}
            <span class="max-md:sr-only">{words}</span>
        </a>
    }
}

#[component]
fn SearchForm(id: &'static str, searched: String, class: &'static str) -> impl IntoView {
    view! {
        <form class=format!("search {class}") role="search" method="get" action="/shop">
            <label class="sr-only" for=id>"Search the shop"</label>
            <input id=id type="search" name="q" value=searched placeholder="Search" autocomplete="off" maxlength="80"/>
            <button type="submit" aria-label="Search">{icon::search()}</button>
        </form>
    }
}

/// The header while paying.
#[component]
pub fn CheckoutHeader(frame: Frame) -> impl IntoView {
    // A payment of a custom order was never in a cart.
    let from_the_cart = !use_location().pathname.get_untracked().starts_with("/pay/");
    view! {
        <header class="site-header site-header-plain">
            <div class="site-header-top">
                {match from_the_cart {
                    true => view! { <a class="link back-link" href="/cart">{icon::arrow_left()}<span>"Cart"</span></a> }.into_any(),
                    false => view! { <span></span> }.into_any(),
                }}
                <a class="wordmark" href="/">{frame.shop.name}</a>
                <span class="secure-note">{icon::lock()}<span class="max-sm:sr-only">"Secure checkout"</span></span>
            </div>
        </header>
    }
}
