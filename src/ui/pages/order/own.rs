//! What the customer can do with an order: correct it, add a note, buy it again, cancel it. Folded, so that the page
//! stays short, and each takes two deliberate steps.

use crate::domain::contact::Address;
use crate::domain::order::OrderView;
use crate::domain::order_holder::NOTE_MAX;
use crate::domain::payment::PaymentState;
use crate::ui::form::{Field, Filled, TextArea, Typed, sent_back};
use crate::ui::pages::checkout::AddressFields;
use leptos::prelude::*;

/// Whether the form of this action came back.
fn came_back(action: &str) -> bool {
    sent_back().value("action") == action
}

/// A field as it was typed if its form came back, else as it is stored.
fn of(action: &str, name: &str, stored: &str) -> Filled {
    Typed::of_action(action).of(name, stored)
}

/// Everything that can be done while the order is here.
#[component]
pub fn Own(order: OrderView, here: String) -> impl IntoView {
    let correct = order.holder.can_correct;
    view! {
        {(correct || order.can_cancel).then(|| view! {
            <div class="order-own">
                {correct.then(|| view! {
                    <CorrectAddress order=order.clone() here=here.clone()/>
                    <ChangeEmail order=order.clone() here=here.clone()/>
                    <AddNote here=here.clone()/>
                })}
                {order.can_cancel.then(|| view! { <CancelForm order=order.clone() here/> })}
            </div>
        })}
    }
}

#[component]
fn CorrectAddress(order: OrderView, here: String) -> impl IntoView {
    const ACTION: &str = "correct_address";
    let back = sent_back();
    let mine = came_back(ACTION);
    let address = match mine {
        true => Address {
            full_name: back.value("full_name").into(),
            line1: back.value("line1").into(),
            line2: back.value("line2").into(),
            city: back.value("city").into(),
            region: back.value("region").into(),
            postal_code: back.value("postal_code").into(),
            country: back.value("country").into(),
            phone: back.value("phone").into(),
        },
        false => order.shipping_address.clone(),
    };
    let problems = if mine {
        back.problems
    } else {
        Default::default()
    };
    view! {
        <details class="fold" id="fold-address" open=mine>
            <summary>"Correct the delivery address"</summary>
            <form method="post" action=here novalidate>
                <input type="hidden" name="action" value=ACTION/>
                <AddressFields prefix="" address problems countries=order.holder.countries/>
                <button class="button" type="submit">"Save the address"</button>
            </form>
        </details>
    }
}

#[component]
fn ChangeEmail(order: OrderView, here: String) -> impl IntoView {
    const ACTION: &str = "change_email";
    view! {
        <details class="fold" id="fold-email" open=came_back(ACTION)>
            <summary>"Change the e-mail address"</summary>
            <form method="post" action=here novalidate>
                <input type="hidden" name="action" value=ACTION/>
                {order.holder.waiting_email.map(|email| view! {
                    <p>{format!("We wrote to {email}: open the link in that mail, and it counts.")}</p>
                })}
                <Field name="email" label="New e-mail address" kind="email" inputmode="email" autocomplete="email"
                    filled=of(ACTION, "email", "") maxlength=254
                    hint="We write to it first. Until you open the link in that mail, nothing changes."/>
                <button class="button" type="submit">"Send the link"</button>
            </form>
        </details>
    }
}

#[component]
fn AddNote(here: String) -> impl IntoView {
    const ACTION: &str = "add_note";
    view! {
        <details class="fold" id="fold-note" open=came_back(ACTION)>
            <summary>"Add a note"</summary>
            <form method="post" action=here novalidate>
                <input type="hidden" name="action" value=ACTION/>
                <TextArea name="note" label="Your note" filled=of(ACTION, "note", "") maxlength=NOTE_MAX
                    hint="The studio reads it before it packs your order."/>
                <button class="button" type="submit">"Add the note"</button>
            </form>
        </details>
    }
}

/// Puts what can still be bought into the cart.
#[component]
pub fn BuyAgain(order: OrderView, here: String) -> impl IntoView {
    let put_back = order.holder.can_put_back;
    order.holder.can_buy_again.then(|| {
        let (class, label) = match put_back {
            true => ("button", "Put these pieces back into your cart"),
            false => ("button button-quiet button-small", "Buy again"),
        };
        view! {
            <form class="order-again" method="post" action=here>
                {put_back.then(|| view! { <p>"This order is over and nothing was paid. What is still free can go back into your cart."</p> })}
                <button class=class type="submit" name="action" value="buy_again">{label}</button>
            </form>
        }
    })
}

#[component]
fn CancelForm(order: OrderView, here: String) -> impl IntoView {
    let consequence = match order.payment_state {
        PaymentState::Unpaid | PaymentState::Cancelled => {
            "Nothing was charged; your pieces go back to the shop."
        }
        PaymentState::Processing => {
            "Your bank is still confirming the payment, which can’t be stopped. If it goes through, it is paid back."
        }
        PaymentState::PartiallyRefunded => {
            "What has not gone back yet is paid back the way it came."
        }
        PaymentState::Refunded => {
            "Everything was paid back before; your pieces go back to the shop."
        }
        PaymentState::Paid | PaymentState::PartiallyPaid => {
            "The whole amount is paid back the way it came."
        }
    };
    view! {
        <details class="fold" id="fold-cancel">
            <summary>"Cancel this order"</summary>
            <form method="post" action=here>
                <p>{consequence}</p>
                <button class="button button-quiet" type="submit" name="action" value="cancel">"Yes, cancel it"</button>
            </form>
        </details>
    }
}
