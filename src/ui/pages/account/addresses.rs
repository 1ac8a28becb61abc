//! `/account/addresses`: the address book, and one address in its form.

use super::layout::{Flash, own_page};
use crate::actions::customers;
use crate::domain::contact::Address;
use crate::domain::customer::SavedAddress;
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::pages::checkout::AddressFields;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn AddressesPage() -> impl IntoView {
    own_page("Addresses", || async {
        let book = customers::addresses().await?;
        let back = sent_back();
        let none = book.is_empty();
        let cards = book.into_iter().map(card).collect_view();
        Ok(view! {
            <Flash/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {none.then(|| view! { <p class="lede">"Your book is empty. What you write here, the checkout fills in."</p> })}
            <ul class="address-book">{cards}</ul>
            <p><a class="button" href="/account/addresses/new">"Write an address"</a></p>
        }
        .into_any())
    })
}

fn card(saved: SavedAddress) -> impl IntoView {
    let lines = saved.address.lines().into_iter();
    let lines = lines
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    let whose = saved.address.line1.clone();
    let edit = format!("/account/addresses/{}", saved.id);
    let bill = match saved.bills {
        true => "No longer bill there",
        false => "Bill there",
    };
    view! {
        <li class="address-card">
            <p class="address-marks">
                {saved.ships.then(|| view! { <span class="badge">"Parcels go there"</span> })}
                {saved.bills.then(|| view! { <span class="badge">"Bills go there"</span> })}
            </p>
            <address>{lines}</address>
            <form class="address-steps" method="post" action="/account/addresses">
                <input type="hidden" name="address" value=saved.id/>
                <a class="link" href=edit>"Change"<span class="sr-only">{format!(" {whose}")}</span></a>
                {(!saved.ships).then(|| view! {
                    <button class="link" type="submit" name="action" value="ship_there">
                        "Send parcels there"<span class="sr-only">{format!(": {whose}")}</span>
                    </button>
                })}
                <button class="link" type="submit" name="action" value="bill_there">
                    {bill}<span class="sr-only">{format!(": {whose}")}</span>
                </button>
                <button class="link" type="submit" name="action" value="remove">
                    "Remove"<span class="sr-only">{format!(" {whose}")}</span>
                </button>
            </form>
        </li>
    }
}

#[component]
pub fn AddressPage() -> impl IntoView {
    let id = use_params_map()
        .get_untracked()
        .get("id")
        .unwrap_or_default();
    let title = match id.as_str() {
        "new" => "A new address",
        _ => "Change an address",
    };
    own_page(title, move || async move {
        let form = customers::address(id.clone()).await?;
        let back = sent_back();
        let text = |name: &str| back.value(name).to_string();
        let address = match back.values.is_empty() {
            true => form.address,
            false => Address {
                full_name: text("full_name"),
                line1: text("line1"),
                line2: text("line2"),
                city: text("city"),
                region: text("region"),
                postal_code: text("postal_code"),
                country: text("country"),
                phone: text("phone"),
            },
        };
        Ok(view! {
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            <form class="account-form" method="post" action=format!("/account/addresses/{id}") novalidate>
                <AddressFields prefix="" address problems=back.problems.clone() countries=form.countries/>
                <p class="account-ways">
                    <button class="button" type="submit">"Save"</button>
                    <a class="link" href="/account/addresses">"Leave it"</a>
                </p>
            </form>
        }
        .into_any())
    })
}
