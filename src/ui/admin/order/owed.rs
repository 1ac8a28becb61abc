//! The refunds of an order, and what staff do about one that did not go through. Each is a plain form.

use super::steps::address;
use crate::domain::order::{OrderView, RefundEntry};
use crate::domain::passkey::PasskeyAsk;
use crate::domain::refund::{RefundStatus, SentWay, sent_on};
use crate::domain::staff::Permission;
use crate::ui::admin::layout::may;
use crate::ui::admin::signin::{InsteadOfCode, MoneyCode};
use crate::ui::form::{Field, Filled, Select, filled_in, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

/// Every refund, the oldest first; pending manual refunds have their form elsewhere.
#[component]
pub fn Refunds(order: OrderView) -> impl IntoView {
    let refunds = order.refunds.clone();
    (!refunds.is_empty()).then(|| {
        let can_try_again = order.can_refund;
        let number = order.number.clone();
        let rows = refunds
            .into_iter()
            .map(|refund| view! { <Refund number=number.clone() refund can_try_again/> })
            .collect_view();
        view! {
            <h3>"Refunds"</h3>
            <ul class="counter-list">{rows}</ul>
        }
    })
}

fn state(refund: &RefundEntry) -> &'static str {
    match refund.state {
        RefundStatus::Requested => "to be sent",
        RefundStatus::Pending => "on its way",
        RefundStatus::Succeeded if refund.sent.is_some() => "sent another way",
        RefundStatus::Succeeded => "sent",
        RefundStatus::Failed if refund.owed => "did not go through",
        RefundStatus::Failed => "did not go through; seen to",
        RefundStatus::Cancelled => "cancelled",
    }
}

#[component]
fn Refund(number: String, refund: RefundEntry, can_try_again: bool) -> impl IntoView {
    let when = moment::date_and_time(refund.updated_at_ms);
    let sent = refund
        .sent
        .map(|(way, at_ms)| format!("{}, {}", way.label(), sent_on(at_ms).words()));
    let owed = refund.owed;
    let acts = owed && may(Permission::Refund);
    view! {
        <li class="counter-card" class=("counter-attention", owed)>
            <p class="counter-split"><span>{state(&refund)}</span><strong class="price">{refund.amount.to_string()}</strong></p>
            <dl class="facts">
                <div><dt>"Since"</dt><dd>{when}</dd></div>
                {(!refund.reason.is_empty()).then(|| view! { <div><dt>"Why"</dt><dd>{refund.reason.clone()}</dd></div> })}
                {sent.map(|words| view! { <div><dt>"How"</dt><dd>{words}</dd></div> })}
                {refund.provider_ref.clone().map(|id| view! { <div><dt>"Reference"</dt><dd class="counter-secret">{id}</dd></div> })}
                {refund.waived.clone().map(|why| view! { <div><dt>"Nothing is owed"</dt><dd>{why}</dd></div> })}
            </dl>
            {acts.then(|| view! { <SeeToIt number refund can_try_again/> })}
        </li>
    }
}

/// It did not arrive: try again, record how it was sent, or say why nothing is owed.
#[component]
fn SeeToIt(number: String, refund: RefundEntry, can_try_again: bool) -> impl IntoView {
    let id = refund.id.clone();
    let back = sent_back();
    let mine = back.value("refund") == id;
    let field = |action: &str, name: &str| match mine {
        true => filled_in(action, name),
        false => Filled::default(),
    };
    let sending = mine && back.value("action") == "sent_another_way";
    let waiving = mine && back.value("action") == "waive_refund";
    let ways = SentWay::ALL
        .iter()
        .map(|way| (way.as_str().to_string(), way.label().to_string()))
        .collect();
    let amount = refund.amount.to_string();
    let again = format!("{}/refund?again={id}", address(&number));
    let problem = field("sent_another_way", "code").problem;
    view! {
        <p><strong>{format!("{amount} did not reach the customer, who was told so. Send it once more:")}</strong></p>
        {can_try_again.then(|| view! {
            <p class="counter-more"><a class="button button-quiet button-small" href=again>"Try the refund again"</a></p>
        })}
        <details class="fold" open=sending>
            <summary>"It was sent another way"</summary>
            <form method="post" action=address(&number) class="counter-form" novalidate>
                <input type="hidden" name="action" value="sent_another_way"/>
                <input type="hidden" name="refund" value=id.clone()/>
                <Select name="way" id=format!("way-{id}") label="How" options=ways filled=field("sent_another_way", "way")/>
                <Field name="sent_on" id=format!("sent_on-{id}") label="On which day" autocomplete="off" maxlength=500 filled=field("sent_another_way", "sent_on")
                    hint="Such as 2026-11-30."/>
                <Field name="sent_reference" id=format!("sent_reference-{id}") label="Where it is seen" autocomplete="off" maxlength=500
                    filled=field("sent_another_way", "sent_reference")
                    hint="The line of the bank statement, or the receipt number. It stays in the timeline."/>
                <MoneyCode id=format!("code-{id}") problem/>
                <button class="button" type="submit">{format!("Record that {amount} was sent")}</button>
                <InsteadOfCode ask=PasskeyAsk::CounterConfirm/>
            </form>
        </details>
        <details class="fold" open=waiving>
            <summary>"Nothing is owed any more"</summary>
            <form method="post" action=address(&number) class="counter-form" novalidate>
                <input type="hidden" name="action" value="waive_refund"/>
                <input type="hidden" name="refund" value=id.clone()/>
                <Field name="waived" id=format!("waived-{id}") label="Why" autocomplete="off" maxlength=500 filled=field("waive_refund", "waived")
                    hint="For staff only. The customer is told nothing more."/>
                <button class="button button-quiet" type="submit">"Close it"</button>
            </form>
        </details>
    }
}
