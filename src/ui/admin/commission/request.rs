//! What was asked for, by whom.

use crate::domain::commission::view::{RequestFacts, StudioThreadView};
use crate::ui::components::{Parcels, PrivatePictures};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Request(request: RequestFacts) -> impl IntoView {
    let facts = [
        ("Colours and materials", request.colours),
        ("Size", request.size),
        ("Budget", request.budget),
        (
            "Wanted by",
            request.wanted_by.map(|day| day.words()).unwrap_or_default(),
        ),
        ("Goes to", request.country_name),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| view! { <div><dt>{label}</dt><dd>{text}</dd></div> })
        .collect_view();
    view! {
        <section aria-labelledby="work-request">
            <h2 id="work-request">"The request"</h2>
            <p class="verbatim work-request">{request.description}</p>
            <dl class="facts">{facts}</dl>
            <PrivatePictures pictures=request.pictures label="Pictures of the request"/>
        </section>
    }
}

/// How to reach the customer, the due date, and the order's own page.
#[component]
pub fn Contact(work: StudioThreadView) -> impl IntoView {
    let request = work.thread.request;
    let asked = request.asked_at_ms;
    view! {
        <section>
            <h2>{request.name}</h2>
            <p><a class="link" href=format!("mailto:{}", request.email)>{request.email.clone()}</a></p>
            <p class="quiet">
                "Asked on " <time datetime=moment::machine(asked)>{moment::date_and_time(asked)}</time>
            </p>
            {work.thread.due_date.map(|day| view! { <p>"Promised by " <strong>{day.words()}</strong></p> })}
            {work.order.map(|order| view! {
                <p><a class="link" href=format!("/admin/orders/{}", order.number)>{format!("Its order, {}", order.number)}</a></p>
            })}
            <div class="field">
                <label for="customer_url">"The customer’s link"</label>
                <p class="field-hint" id="customer_url-hint">"Whoever holds it sees the thread and can accept and pay."</p>
                <input class="input" id="customer_url" type="url" readonly value=work.customer_url aria-describedby="customer_url-hint"/>
            </div>
        </section>
        <Parcels parcels=work.thread.parcels/>
    }
}
