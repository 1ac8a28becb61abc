//! What customers send back: what they say, and the next step with it. Each is a plain form.

use super::steps::address;
use crate::domain::order::OrderView;
use crate::domain::returns::{ReturnEvent, ReturnKind, ReturnStatus, ReturnView, Turn};
use crate::domain::staff::Permission;
use crate::ui::admin::layout::may;
use crate::ui::components::PrivatePictures;
use crate::ui::form::{Filled, TextArea, filled_in, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

/// Days after a withdrawal within which its money is refunded (Directive 2011/83/EU, article 13).
const REFUND_DAYS: i64 = 14;

#[component]
pub fn Returns(order: OrderView) -> impl IntoView {
    let number = order.number;
    let any = !order.returns.is_empty();
    // Something of the order is with the customer, or on its way there.
    let left = !order.parcels.is_empty();
    any.then(|| {
        let cards = order
            .returns
            .into_iter()
            .map(|back| view! { <Card number=number.clone() back left/> })
            .collect_view();
        view! {
            <section aria-labelledby="order-returns">
                <h2 id="order-returns">"Returns and withdrawals"</h2>
                <ul class="counter-list">{cards}</ul>
            </section>
        }
    })
}

/// A field of a return's form, filled if that form came back. Its id differs from its name, since a page may have several.
fn field(action: &str, name: &str, return_id: &str) -> (String, Filled) {
    let mine = sent_back().value("return_id") == return_id;
    let filled = match mine {
        true => filled_in(action, name),
        false => Filled::default(),
    };
    (format!("{name}-{return_id}"), filled)
}

#[component]
fn Card(number: String, back: ReturnView, left: bool) -> impl IntoView {
    let history = back
        .history
        .iter()
        .map(|entry| {
            view! {
                <li>
                    <p class="quiet tabular">{moment::date_and_time(entry.at_ms)} " · " {entry.actor.clone()}</p>
                    <p class="verbatim">{entry.sentence.clone()}</p>
                </li>
            }
        })
        .collect_view();
    let said = back.words.clone();
    let ours = back.status.turn() == Turn::Studio;
    view! {
        <li class="counter-card" class=("counter-attention", ours)>
            <p class="counter-split">
                <strong>{format!("{}: {}", back.title(), back.pieces())}</strong>
                <span class="badge">{back.status.label()}</span>
            </p>
            <p>{match back.kind {
                ReturnKind::Return => format!("“{}”, asked for on {}.", back.reason.label(), moment::date_and_time(back.asked_at_ms)),
                ReturnKind::Withdrawal => format!(
                    "Withdrawal from the contract, declared on {} and confirmed by mail. It can’t be refused; the money goes back by {}, or once the goods or a proof that they were sent are here.",
                    moment::date_and_time(back.asked_at_ms),
                    moment::day(back.asked_at_ms).plus(REFUND_DAYS).words()
                ),
            }}</p>
            {(!said.is_empty()).then(|| view! { <p class="verbatim">{said}</p> })}
            <PrivatePictures pictures=back.pictures.clone() label=format!("Pictures of {}", back.title().to_lowercase())/>
            <Steps number back left/>
            <details class="fold">
                <summary>"What happened with it"</summary>
                <ol class="timeline">{history}</ol>
            </details>
        </li>
    }
}

/// What every form about a return brings along.
#[component]
fn About(back: ReturnView, action: &'static str) -> impl IntoView {
    view! {
        <input type="hidden" name="action" value=action/>
        <input type="hidden" name="return_id" value=back.id/>
        <input type="hidden" name="seen_version" value=back.version.to_string()/>
    }
}

#[component]
fn Steps(number: String, back: ReturnView, left: bool) -> impl IntoView {
    let can = |event: ReturnEvent| back.after(event).is_some();
    let declared = back.kind == ReturnKind::Withdrawal;
    let (fulfil, money) = (may(Permission::Fulfil), may(Permission::HandleMoney));
    let (told_id, told) = field("approve_return", "instructions", &back.id);
    let (why_id, why) = field("refuse_return", "refusal", &back.id);
    let refusing = why.problem.is_some() || !why.value.is_empty();
    let refund = format!("{}/refund?return_id={}", address(&number), back.id);
    view! {
        {(fulfil && left && can(ReturnEvent::Approve)).then(|| view! {
            <form method="post" action=address(&number) class="counter-form">
                <About back=back.clone() action="approve_return"/>
                <TextArea name="instructions" id=told_id label="How and where to send it" maxlength=500 rows=4 filled=told
                    hint="The customer reads it: the address, who pays for the parcel, how to pack it."/>
                <button class="button" type="submit">
                    {if declared { "Say where to send it" } else { "Approve the return" }}
                </button>
            </form>
        })}
        {(fulfil && can(ReturnEvent::Receive)).then(|| view! {
            <p>{match (left, back.status) {
                (false, _) => "It has not left: don’t send it. Record that it stayed, then give its money back.",
                (true, ReturnStatus::Declared) => "When it lies on the bench, or there is a proof that it was sent, say so: the customer is told.",
                (true, _) => "On its way to you. When it lies on the bench, say so: the customer is told.",
            }}</p>
            <form method="post" action=address(&number)>
                <About back=back.clone() action="receive_return"/>
                <button class="button" type="submit">{if left { "It has arrived" } else { "It never left" }}</button>
            </form>
        })}
        {can(ReturnEvent::Refund).then(|| match money {
            true => view! {
                <p class="counter-more"><a class="button" href=refund>"Give its money back"</a></p>
            }
            .into_any(),
            false => view! { <p>"Somebody who handles money gives it back."</p> }.into_any(),
        })}
        {(back.status == ReturnStatus::Refunded).then(|| view! {
            <p>"Its money is promised; the payments below show how far it is."</p>
        })}
        {(fulfil && can(ReturnEvent::Refuse)).then(|| view! {
            <details class="fold" open=refusing>
                <summary>"Refuse it"</summary>
                <form method="post" action=address(&number) class="counter-form">
                    <About back=back.clone() action="refuse_return"/>
                    <TextArea name="refusal" id=why_id label="Why it can’t be taken back" rows=2 maxlength=500 hint="The customer reads it." filled=why/>
                    <button class="button button-danger" type="submit">"Refuse the return"</button>
                </form>
            </details>
        })}
    }
}
