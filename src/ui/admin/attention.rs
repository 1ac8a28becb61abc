//! `/admin/attention`: what the shop could not settle by itself.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::attention::{AttentionView, Matter};
use crate::ui::form::{ErrorSummary, TextArea, filled, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn AttentionPage() -> impl IntoView {
    content(|| async {
        let entries = admin::attention().await?;
        let none = entries.is_empty();
        let mut back = sent_back();
        // The field stands once for each entry; the summary leads to the one that was sent.
        let sent = back.value("entry").to_string();
        for problem in &mut back.problems.0 {
            problem.field = format!("{}-{sent}", problem.field);
        }
        let items = entries
            .into_iter()
            .map(|entry| view! { <Entry entry open_form=true/> })
            .collect_view();
        Ok(view! {
            <Heading title="Attention"/>
            <Flash words=|done| (done == "resolved").then_some("Settled, and the log has your sentence.")/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {none.then(|| view! { <p class="counter-empty">"Nothing needs you. Mismatched payments, lost refunds and short stock would stand here."</p> })}
            <ul class="counter-list">{items}</ul>
        }
        .into_any())
    })
}

/// The entries without their forms, for the front page.
#[component]
pub fn AttentionList(entries: Vec<AttentionView>) -> impl IntoView {
    let items = entries
        .into_iter()
        .map(|entry| view! { <Entry entry open_form=false/> })
        .collect_view();
    view! {
        <ul class="counter-list">{items}</ul>
        <p><a class="link" href="/admin/attention">"Settle them"</a></p>
    }
}

#[component]
fn Entry(entry: AttentionView, open_form: bool) -> impl IntoView {
    let back = sent_back();
    let id = format!("resolution-{}", entry.id);
    let mine = back.value("entry") == entry.id;
    let field = if mine {
        filled(&back, "resolution")
    } else {
        Default::default()
    };
    // A refund by hand is settled where it is marked as done: on its order.
    let by_hand = entry
        .order_number
        .clone()
        .filter(|_| matches!(entry.matter, Matter::ManualRefund { .. }));
    let settled_here = open_form && by_hand.is_none() && entry.may_settle;
    let by_others = (open_form && !entry.may_settle).then(|| entry.matter.settlers());
    let liftable = entry.matter.is_limit();
    view! {
        <li class="counter-card counter-attention">
            <p class="eyebrow">
                {entry.matter.label()} " · "
                <time datetime=moment::machine(entry.opened_at_ms)>{moment::date_and_time(entry.opened_at_ms)}</time>
            </p>
            <p>{entry.sentence}</p>
            {entry.order_number.map(|number| view! {
                <p><a class="link" href=format!("/admin/orders/{number}")>{format!("Order {number}")}</a></p>
            })}
            {by_hand.map(|number| view! {
                <p><a class="button button-small" href=format!("/admin/orders/{number}#order-payments")>"Mark it as given back"</a></p>
            })}
            {by_others.map(|who| view! { <p class="quiet">{who}</p> })}
            {settled_here.then(|| view! {
                <details class="fold" open=mine>
                    <summary>"Settle this"</summary>
                    <form method="post" action="/admin/attention" class="counter-form">
                        <input type="hidden" name="entry" value=entry.id/>
                        <TextArea name="resolution" id=id label="What was done about it" rows=2 maxlength=500 filled=field/>
                        <button class="button button-small" type="submit">"Settled"</button>
                        {liftable.then(|| view! {
                            <button class="button button-quiet button-small" type="submit" name="lift" value="on">"Lift this limit"</button>
                        })}
                    </form>
                </details>
            })}
        </li>
    }
}
