//! The payments of the plan that was agreed on.

use crate::domain::commission::view::{StageView, StudioThreadView};
use crate::domain::payment::RequestState;
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Payments(work: StudioThreadView) -> impl IntoView {
    let stages = work.thread.stages;
    (!stages.is_empty()).then(|| {
        let items = stages.into_iter().map(stage).collect_view();
        view! {
            <section aria-labelledby="work-payments">
                <h2 id="work-payments">"Payments"</h2>
                <ul class="counter-list">{items}</ul>
            </section>
        }
    })
}

fn stage(stage: StageView) -> impl IntoView {
    let state = match stage.state {
        RequestState::Open if !stage.asked => "not asked for yet",
        RequestState::Open if stage.overdue => "overdue",
        RequestState::Open => "due",
        RequestState::Paid => "paid",
        RequestState::PartiallyRefunded => "refunded in part",
        RequestState::Refunded => "refunded",
        RequestState::Cancelled => "cancelled",
    };
    let refunded = stage.refunded.minor > 0;
    view! {
        <li class="counter-card">
            <p class="counter-split"><span>{stage.label}</span><strong class="price">{stage.amount.to_string()}</strong></p>
            <dl class="facts">
                <div><dt>"State"</dt><dd class=("work-late", stage.overdue)>{state}</dd></div>
                {stage.due_at_ms.map(|at| view! { <div><dt>"Due"</dt><dd>{moment::date(at)}</dd></div> })}
                {stage.paid_at_ms.map(|at| view! { <div><dt>"Paid"</dt><dd>{moment::date_and_time(at)}</dd></div> })}
                {refunded.then(|| view! { <div><dt>"Paid back"</dt><dd>{stage.refunded.to_string()}</dd></div> })}
                {stage.pay_url.map(|url| view! { <div><dt>"Where it is paid"</dt><dd class="counter-secret">{url}</dd></div> })}
            </dl>
        </li>
    }
}
