//! `/admin/orders/{number}`: one order with everything that staff may see, and what they can do with it.

mod disputes;
mod money;
mod owed;
mod parcels;
mod returns;
mod steps;

use super::layout::{Flash, Heading, content};
use super::order_table::StatusBadge;
use crate::actions::admin;
use crate::domain::contact::Address;
use crate::domain::order::{HistoryView, OrderView};
use crate::domain::payment::PaymentState;
use crate::ui::components::{Amounts, InvoiceList, OrderLines};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::moment;
use disputes::Disputes;
pub use disputes::{DespiteDispute, DisputeBadge};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use money::Payments;
use parcels::Parcels;
use returns::Returns;
use steps::{AddNote, Steps};

#[component]
pub fn OrderPage() -> impl IntoView {
    let number = use_params_map()
        .get_untracked()
        .get("number")
        .unwrap_or_default();
    content(move || async move {
        let order = admin::order(number).await?;
        let mut back = sent_back();
        // These are asked for once for each payment, return or parcel; the summary leads to the one that was sent.
        const SEVERAL: [&str; 9] = [
            "reference",
            "instructions",
            "refusal",
            "code",
            "way",
            "sent_on",
            "sent_reference",
            "waived",
            "delivered_on",
        ];
        let about = ["refund", "attempt", "return_id", "parcel"]
            .map(|name| back.value(name))
            .concat();
        for problem in &mut back.problems.0 {
            if SEVERAL.contains(&problem.field.as_str()) && !about.is_empty() {
                problem.field = format!("{}-{about}", problem.field);
            }
        }
        let label = order.status_label.clone();
        let dispute = order.dispute();
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/orders">"Orders"</a></p>
            <Heading title=order.number.clone()>
                <p class="counter-states">
                    <StatusBadge status=order.status label/>
                    {dispute.map(|standing| view! { <DisputeBadge standing/> })}
                    {order.owed.map(|_| view! { <span class="badge counter-warn">"refund failed"</span> })}
                    {(order.payment_state == PaymentState::PartiallyRefunded).then(|| view! { <span class="badge">"refunded in part"</span> })}
                    {order.stock_shortage.then(|| view! { <span class="badge counter-warn">"short of stock"</span> })}
                    {order.collection.then(|| view! { <span class="badge">"collected in person"</span> })}
                </p>
            </Heading>
            <p class="quiet">
                "Placed "
                <time datetime=moment::machine(order.placed_at_ms)>{moment::date_and_time(order.placed_at_ms)}</time>
                " by " {order.shipping_address.full_name.clone()} " · "
                <a class="link" href=format!("mailto:{}", order.email)>{order.email.clone()}</a>
            </p>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <div class="counter-order">
                <div class="counter-order-main">
                    <Steps order=order.clone()/>
                    <Returns order=order.clone()/>
                    <section aria-labelledby="order-lines">
                        <h2 id="order-lines">"Pieces"</h2>
                        <OrderLines lines=order.lines.clone()/>
                        <Skus order=order.clone()/>
                        <Amounts amounts=order.amounts.clone()/>
                    </section>
                    <Payments order=order.clone()/>
                    <Disputes disputes=order.disputes.clone()/>
                    <Timeline history=order.history.clone()/>
                    <AddNote number=order.number.clone()/>
                </div>
                <aside class="counter-order-aside" aria-label="Delivery">
                    <InvoiceList invoices=order.invoices.clone() page=format!("/admin/orders/{}", order.number)/>
                    <Delivery order/>
                </aside>
            </div>
        }
        .into_any())
    })
}

/// What each step says afterwards, by its word in the address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "making" => "In production now.",
        "ready" => "Ready to collect; the customer is being told.",
        "shipped" => "Marked as shipped; the customer is being told.",
        "collected" => "Collected; the customer is being told.",
        "handed_over" => "Handed over; the customer is being told.",
        "parcel_added" => "The parcel is added; the customer is being told.",
        "delivery_recorded" => "The delivery is recorded.",
        "completed" => "Completed.",
        "cancelled" => "Cancelled; the customer is being told.",
        "payment_confirmed" => "The money is booked and the order is paid.",
        "late_payment_recorded" => {
            "The money is booked. The order can’t use it: give it back, and mark it below."
        }
        "refunded" => "On its way back. The timeline and the payments below show how far it is.",
        "sent_another_way" => "Recorded; the customer is being told.",
        "refund_waived" => "Closed: nothing is owed for it any more.",
        "money_given_back" => "Marked as given back; the customer is being told.",
        "return_approved" => "The customer is told where to send it.",
        "return_refused" => "Refused; the customer is told why.",
        "return_received" => "Recorded; the customer waits for the money.",
        "noted" => "Your note is in the timeline, for staff only.",
        _ => return None,
    })
}

/// What is picked from the shelf: what was refunded is left there.
#[component]
fn Skus(order: OrderView) -> impl IntoView {
    let words: Vec<String> = order
        .lines
        .iter()
        .filter(|line| line.refunded < line.quantity)
        .map(|line| {
            format!(
                "{} × {} ({})",
                line.quantity - line.refunded,
                line.sku,
                line.product_status.replace('_', " ")
            )
        })
        .collect();
    (!words.is_empty()).then(|| {
        view! { <p class="quiet">"To pick, with the SKUs when it was placed: " {words.join(", ")}</p> }
    })
}

#[component]
fn Timeline(history: Vec<HistoryView>) -> impl IntoView {
    let entries = history
        .into_iter()
        .map(|entry| {
            let moved = entry.from.zip(entry.to).filter(|(from, to)| from != to);
            view! {
                <li>
                    <p class="quiet tabular">
                        <time datetime=moment::machine(entry.at_ms)>{moment::date_and_time(entry.at_ms)}</time>
                        " · " {entry.actor}
                        {moved.map(|(from, to)| format!(" · {} → {}", from.as_str().replace('_', " "), to.as_str().replace('_', " ")))}
                        {entry.internal.then(|| view! { " " <span class="badge">"staff only"</span> })}
                    </p>
                    <p>{entry.sentence}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="order-timeline">
            <h2 id="order-timeline">"Timeline"</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
}

#[component]
fn Delivery(order: OrderView) -> impl IntoView {
    let heading = if order.collection {
        "Collected by"
    } else {
        "Goes to"
    };
    view! {
        <Parcels order=order.clone()/>
        <section><h2>{heading}</h2><PostalAddress address=order.shipping_address/></section>
        {order.billing_address.map(|address| view! {
            <section><h2>"Billed to"</h2><PostalAddress address/></section>
        })}
        {(!order.note.is_empty()).then(|| view! { <section><h2>"Customer’s note"</h2><p class="verbatim">{order.note}</p></section> })}
        {(!order.gift_message.is_empty()).then(|| view! {
            <section><h2>"Gift message"</h2><p class="verbatim">{order.gift_message}</p></section>
        })}
    }
}

#[component]
fn PostalAddress(address: Address) -> impl IntoView {
    let phone = address.phone.clone();
    let lines = address
        .lines()
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    view! {
        <address class="counter-address">{lines}</address>
        {(!phone.is_empty()).then(|| view! { <p><a class="link" href=format!("tel:{phone}")>{phone.clone()}</a></p> })}
    }
}
