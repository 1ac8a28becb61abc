//! The disputes of an order: how they stand, until when evidence can be sent, and what the provider booked.

use crate::domain::dispute::{DisputeStanding, DisputeView};
use crate::ui::form::{FieldProblem, Filled, Tick};
use crate::ui::moment;
use leptos::prelude::*;

/// A mark beside an order's state. The words say it; the colour only repeats them.
#[component]
pub fn DisputeBadge(standing: DisputeStanding) -> impl IntoView {
    let warns = standing.warns() || standing == DisputeStanding::Inquiry;
    view! { <span class="badge" class=("counter-warn", warns) data-dispute=standing.as_str()>{standing.label()}</span> }
}

/// What whoever sends off an order has to tick whose payment is disputed, or was lost; nothing on any other.
#[component]
pub fn DespiteDispute(standing: Option<DisputeStanding>, filled: Filled) -> impl IntoView {
    let standing = standing.filter(|standing| standing.warns());
    standing.map(|standing| {
        let words = match standing {
            DisputeStanding::Lost => "Send it though the bank took the payment back for good",
            _ => "Send it though the customer’s bank disputes the payment",
        };
        let sure = !filled.value.is_empty();
        view! {
            <Tick name="despite_dispute" id="despite_dispute" value="on" ticked=sure>{words}</Tick>
            <FieldProblem name="despite_dispute" problem=filled.problem/>
        }
    })
}

#[component]
pub fn Disputes(disputes: Vec<DisputeView>) -> impl IntoView {
    (!disputes.is_empty()).then(|| {
        let rows = disputes.into_iter().map(dispute).collect_view();
        view! {
            <section aria-labelledby="order-disputes">
                <h2 id="order-disputes">"Disputes"</h2>
                <ul class="counter-list">{rows}</ul>
            </section>
        }
    })
}

fn dispute(dispute: DisputeView) -> impl IntoView {
    let open = !dispute.standing.is_closed();
    let due = dispute.evidence_due_at_ms.filter(|_| open);
    let entries = dispute.entries.join(", ");
    view! {
        <li class="counter-card" class=("counter-attention", open)>
            <p class="counter-split"><DisputeBadge standing=dispute.standing/><strong class="price">{dispute.amount.to_string()}</strong></p>
            <dl class="facts">
                <div><dt>"Reason"</dt><dd>{dispute.reason}</dd></div>
                <div><dt>"At the provider"</dt><dd>{dispute.status}</dd></div>
                {due.map(|at| view! {
                    <div><dt>"Evidence is due by"</dt><dd><time datetime=moment::machine(at)>{moment::date_and_time(at)}</time></dd></div>
                })}
                {dispute.closed_at_ms.map(|at| view! { <div><dt>"Decided"</dt><dd>{moment::date_and_time(at)}</dd></div> })}
                {(!entries.is_empty()).then(|| view! { <div><dt>"Booked by the provider"</dt><dd>{entries}</dd></div> })}
            </dl>
            {open.then(|| view! { <p>"Answer it at the payment provider: without evidence it is lost."</p> })}
        </li>
    }
}
