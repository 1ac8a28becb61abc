//! The plain parts of the checkout form: contact, billing, note and gift, and what is bought.

use super::address::AddressFields;
use crate::domain::cart::{CartView, LineProblem};
use crate::domain::checkout::{CheckoutForm, GIFT_MESSAGE_MAX, NOTE_MAX};
use crate::domain::contact::Address;
use crate::domain::country::Country;
use crate::domain::customer::SavedAddress;
use crate::domain::problem::Problems;
use crate::ui::components::{AnswerList, Picture};
use crate::ui::form::{Field, Filled, TextArea, Tick};
use leptos::prelude::*;

#[component]
pub fn Contact(form: CheckoutForm, problems: Problems, signed_in: bool) -> impl IntoView {
    let filled = Filled::of(&problems, "email", form.email);
    view! {
        <section class="step" aria-labelledby="step-contact">
            <h2 id="step-contact"><span class="step-number">"1"</span>"How we reach you"</h2>
            <div class="fields">
                <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="email" filled maxlength=254
                    hint="For the confirmation and a link to your order. No account is needed."/>
                {(!signed_in).then(|| view! {
                    <p class="quiet">"Have an account? " <a class="link" href="/account/login?next=/checkout">"Sign in"</a></p>
                })}
            </div>
        </section>
    }
}

/// The customer's address book, to fill the address in from. Where scripts run a choice does so at once; the button
/// does so again, and so does whatever button is pressed next.
#[component]
pub fn SavedAddresses(saved: Vec<SavedAddress>, form: CheckoutForm) -> impl IntoView {
    (!saved.is_empty()).then(|| {
        let chosen = form.saved_address;
        let none = !saved.iter().any(|saved| saved.id == chosen);
        let options = saved
            .into_iter()
            .map(|saved| {
                let selected = saved.id == chosen;
                let words = saved.line();
                let address = serde_json::to_string(&saved.address).unwrap_or_default();
                view! { <option value=saved.id selected=selected data-address=address>{words}</option> }
            })
            .collect_view();
        view! {
            <div class="saved-addresses">
                <div class="field">
                    <label for="saved_address">"From your address book"</label>
                    <select class="select" id="saved_address" name="saved_address" autocomplete="off">
                        <option value="" selected=none>"The address below"</option>
                        {options}
                    </select>
                    <input type="hidden" id="saved_address_shown" name="saved_address_shown" value=form.saved_address_shown
                        autocomplete="off"/>
                </div>
                <button class="button button-quiet" type="submit" name="step" value="use_address">"Use this address"</button>
                <p class="sr-only" role="status" id="saved_address_said"></p>
            </div>
        }
    })
}

/// Another address for the bill, folded away until it is wanted. The box itself opens the fields.
#[component]
pub fn Billing(form: CheckoutForm, problems: Problems, open: bool) -> impl IntoView {
    let mut address = form.billing_address().unwrap_or_else(|| Address {
        country: form.country.clone(),
        ..Address::default()
    });
    if address.country.is_empty() {
        address.country = form.country.clone();
    }
    view! {
        <div class="billing">
            <Tick name="billing_differs" id="billing_differs" value="on" ticked=open>"The bill goes to another address"</Tick>
            <fieldset class="billing-fields">
                <legend class="sr-only">"Billing address"</legend>
                <AddressFields prefix="billing_" address problems
                    countries=Country::all().map(|country| country.code().to_string()).collect()/>
            </fieldset>
        </div>
    }
}

#[component]
pub fn Extras(form: CheckoutForm, problems: Problems) -> impl IntoView {
    let filled = |name: &str, value: &str| Filled::of(&problems, name, value);
    let open = !form.note.is_empty() || !form.gift_message.is_empty();
    view! {
            <details class="fold" open=open>
                <summary>"A note, or a message for a gift"</summary>
                <div class="fields">
                    <TextArea name="note" label="Note to the maker" optional=true filled=filled("note", &form.note) maxlength=NOTE_MAX/>
                    <TextArea name="gift_message" label="Gift message" optional=true maxlength=GIFT_MESSAGE_MAX
                        filled=filled("gift_message", &form.gift_message)
                        hint="Written by hand on a card, and no prices in the parcel."/>
                </div>
            </details>
    }
}

/// What is wrong with a line, and the ways on: the buttons belong to the checkout's form, so that nothing typed is lost.
fn problem_of(line_id: &str, title: &str, problem: LineProblem) -> impl IntoView + use<> {
    let accepts = matches!(problem, LineProblem::PriceChanged { .. });
    let line_id = line_id.to_string();
    let (remove, accept) = (
        format!("Remove {title}"),
        format!("Accept the new price of {title}"),
    );
    view! {
        <p class="field-problem">{problem.sentence()}</p>
        <p class="order-line-ways">
            {accepts.then(|| view! {
                <button class="link link-quiet" type="submit" name="accept_line" value=line_id.clone() aria-label=accept>"Accept"</button>
            })}
            <button class="link link-quiet" type="submit" name="remove_line" value=line_id.clone() aria-label=remove>"Remove"</button>
        </p>
    }
}

/// What is bought.
#[component]
pub fn Summary(cart: CartView) -> impl IntoView {
    let lines = cart
        .lines
        .iter()
        .cloned()
        .map(|line| {
            let detail = match line.variant_name.as_str() {
                "" => format!("× {}", line.quantity),
                variant => format!("{variant} × {}", line.quantity),
            };
            let (line_id, title) = (line.id.clone(), line.title.clone());
            view! {
                <li class="order-line">
                    <div class="order-line-picture">
                        {line.picture.map(|picture| view! { <Picture picture sizes="5rem" decorative=true/> })}
                    </div>
                    <div>
                        <p class="order-line-title">{line.title}</p>
                        <p class="quiet tabular">{detail}</p>
                        <AnswerList answered=line.answered/>
                        {line.problem.map(|problem| problem_of(&line_id, &title, problem))}
                    </div>
                    <p class="price">{line.line_total.map(|total| total.to_string())}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <h2 id="summary-title">"Your order"</h2>
        <ul class="order-lines">{lines}</ul>
        {(!cart.can_check_out).then(|| view! {
            <p class="notice notice-problem">
                {cart.problem.clone().unwrap_or("Not everything here can be bought just now.".into())}
                " Settle it here, or " <a class="link" href="/cart">"in the cart"</a> "."
            </p>
        })}
    }
}
