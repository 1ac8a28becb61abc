//! `/checkout`: one page from the address to the order. It works without scripts; with them, delivery
//! and totals follow the country as it is chosen.

mod address;
mod choices;
mod costs;
mod delivery;
mod draft_saving;
mod payment;
mod place;
mod sections;

use crate::actions::checkout;
use crate::domain::checkout::CostsView;
use crate::ui::components::ErrorsInPlace;
use crate::ui::form::sent_back;
use crate::ui::layout::{Chrome, Head, page};
pub use address::AddressFields;
use choices::Choices;
use leptos::prelude::*;
use sections::{Billing, Contact, Extras, SavedAddresses, Summary};

#[component]
pub fn CheckoutPage() -> impl IntoView {
    page(Chrome::Checkout, |_| async {
        let back = sent_back();
        let checkout = checkout::view(back.read()).await?;
        if checkout.cart.lines.is_empty() {
            return Ok(empty().into_any());
        }
        let form = checkout.form.clone();
        let costs = CostsView::of(&checkout);
        let problems = back.problems.clone();
        let billing_differs = !form.billing_differs.is_empty();
        Ok(view! {
            <Head title="Checkout"/>
            <div class="checkout">
                <h1>"Checkout"</h1>
                <ErrorsInPlace back=back.clone()/>
                <form class="checkout-form" id="checkout" method="post" action="/checkout" novalidate>
                    // The first button is the one that the Enter key presses; without it that would be the book's.
                    <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true" name="step" value="enter">"Place order"</button>
                    <div class="checkout-steps">
                        <Contact form=form.clone() problems=problems.clone() signed_in=checkout.signed_in/>
                        <section class="step" aria-labelledby="step-address">
                            <h2 id="step-address"><span class="step-number">"2"</span>"Where it goes"</h2>
                            <SavedAddresses saved=checkout.saved.clone() form=form.clone()/>
                            <AddressFields
                                prefix="" address=form.shipping_address() problems=problems.clone()
                                countries=checkout.countries.iter().map(|(code, _)| code.clone()).collect()
                            />
                            <Billing form=form.clone() problems=problems.clone() open=billing_differs/>
                            <Extras form=form.clone() problems=problems.clone()/>
                        </section>
                    </div>
                    <Choices
                        costs settled=checkout.cart.can_check_out transfer_days=checkout.bank_transfer_days
                        shipping_problem=problems.of("shipping_method").map(str::to_string)
                        payment_problem=problems.of("payment_method").map(str::to_string)
                    >
                        <Summary cart=checkout.cart.clone()/>
                    </Choices>
                </form>
            </div>
        }
        .into_any())
    })
}

fn empty() -> impl IntoView {
    view! {
        <Head title="Checkout"/>
        <section class="notice-page">
            <h1>"Your cart is empty"</h1>
            <p class="lede">"Choose a piece first; it can be paid for here."</p>
            <p class="actions"><a class="button" href="/shop">"See everything"</a></p>
        </section>
    }
}
