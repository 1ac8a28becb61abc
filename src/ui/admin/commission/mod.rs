//! `/admin/commissions/{number}`: one custom order with its conversation, and what the studio does next.

mod ending;
mod entry;
mod next;
mod payments;
mod quote;
mod quote_preview;
mod quotes;
mod request;
mod ship;
mod write;

use super::commissions::CommissionBadges;
use super::layout::{Flash, Heading, content};
use super::order::DisputeBadge;
use super::product::AskBeforeLeaving;
use crate::actions::commissions;
use crate::domain::commission::view::{EntryView, StudioThreadView};
use crate::domain::order::OrderView;
use crate::ui::form::{ErrorSummary, sent_back};
use ending::Reject;
use entry::Entry;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use next::Next;
use payments::Payments;
pub use quote::{ApprovePage, QuotePage};
use quotes::Quotes;
use request::{Contact, Request};
pub use ship::ShipPage;
use write::Write;

/// The number in the page's address.
fn number() -> String {
    let params = use_params_map().get_untracked();
    params.get("number").unwrap_or_default()
}

fn address(number: &str) -> String {
    format!("/admin/commissions/{number}")
}

#[component]
pub fn CommissionPage() -> impl IntoView {
    let number = number();
    content(move || async move {
        let work = with_waiting_pictures(commissions::studio_thread(number).await?).await;
        let back = sent_back();
        let thread = work.thread.clone();
        let title = format!("{} for {}", thread.number, thread.request.name);
        let dispute = work.order.as_ref().and_then(OrderView::dispute);
        let refund_failed = work
            .order
            .as_ref()
            .is_some_and(|order| order.owed.is_some());
        let overdue = thread.turn.overdue && thread.turn.studio_step.is_some();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/commissions">"Custom orders"</a></p>
            <Heading title>
                <CommissionBadges status=thread.status label=thread.status_label.clone() waitlisted=work.waitlisted overdue/>
                {dispute.map(|standing| view! { <DisputeBadge standing/> })}
                {refund_failed.then(|| view! { <span class="badge counter-warn">"refund failed"</span> })}
            </Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <div class="counter-order">
                <div class="counter-order-main">
                    <Next work=work.clone()/>
                    <Request request=thread.request.clone()/>
                    <Thread entries=thread.entries.clone() customer=thread.request.name.clone()/>
                    <Write work=work.clone()/>
                    <Quotes quotes=thread.quotes.clone()/>
                    <Payments work=work.clone()/>
                </div>
                <aside class="counter-order-aside" aria-label="About this order">
                    <Contact work=work.clone()/>
                    <Reject work/>
                </aside>
            </div>
            <AskBeforeLeaving/>
        }
        .into_any())
    })
}

/// What each step says afterwards, by its word in the address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "message" => "Sent. Your customer gets it by mail as well.",
        "progress" => "Shown. Your customer is being told.",
        "approval" => "Shown. Your customer is asked whether it is right.",
        "finished" => "Finished. Your customer is told, and asked for what is left to pay.",
        "quoted" => "The quote is sent. This version never changes; a new one takes its place.",
        "begun" => "The making has begun.",
        "asked" => "The payment is asked for.",
        "linked" => {
            "The payment link is made. It is the one way to pay this part until you take it back."
        }
        "unlinked" => {
            "The payment link is taken back. It takes no money any more; the payment page offers every way again."
        }
        "shipped" => "It has left your hands; your customer is told, and how to care for it.",
        "completed" => "Completed.",
        "rejected" => "Not taken on; your customer is told why.",
        _ => return None,
    })
}

#[component]
fn Thread(entries: Vec<EntryView>, customer: String) -> impl IntoView {
    let none = entries.is_empty();
    let items = entries
        .into_iter()
        .map(|entry| {
            let author = if entry.by_customer {
                customer.clone()
            } else {
                entry.author.clone()
            };
            let mine = !entry.by_customer;
            view! { <Entry entry mine author/> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="work-thread">
            <h2 id="work-thread">"Thread"</h2>
            {none.then(|| view! { <p class="quiet">"Nothing was said yet."</p> })}
            <ol class="work-thread">{items}</ol>
        </section>
    }
}

/// What the studio calls this request when it speaks of whom it is for.
fn first_name(work: &StudioThreadView) -> String {
    let name = &work.thread.request.name;
    name.split_whitespace().next().unwrap_or(name).to_string()
}

/// With the pictures of a form that came back: they wait under the form's own key.
async fn with_waiting_pictures(mut work: StudioThreadView) -> StudioThreadView {
    let key = sent_back().value("upload_key").to_string();
    if !key.is_empty() {
        let waiting = commissions::waiting_pictures(key.clone()).await;
        work.thread.waiting_pictures = waiting.unwrap_or_default();
        work.thread.upload_key = key;
    }
    work
}
