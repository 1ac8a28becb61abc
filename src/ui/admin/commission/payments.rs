//! The payments of the plan that was agreed on, each with its payment link at the provider where the studio wants one.

use super::address;
use crate::domain::commission::view::{StageLink, StageView, StudioThreadView};
use crate::domain::payment::RequestState;
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Payments(work: StudioThreadView) -> impl IntoView {
    let here = address(&work.thread.number);
    let stages = work.thread.stages;
    (!stages.is_empty()).then(|| {
        let items = stages
            .into_iter()
            .map(|part| stage(part, &here))
            .collect_view();
        view! {
            <section aria-labelledby="work-payments">
                <h2 id="work-payments">"Payments"</h2>
                <ul class="counter-list">{items}</ul>
            </section>
        }
    })
}

fn stage(stage: StageView, here: &str) -> impl IntoView + use<> {
    let state = match stage.state {
        RequestState::Open if !stage.asked => "not asked for yet",
        RequestState::Open if stage.processing => "being confirmed by the bank",
        RequestState::Open if stage.overdue => "overdue",
        RequestState::Open => "due",
        RequestState::Paid => "paid",
        RequestState::PartiallyRefunded => "refunded in part",
        RequestState::Refunded => "refunded",
        RequestState::Cancelled => "cancelled",
    };
    let refunded = stage.refunded.minor > 0;
    let link = link(&stage, here);
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
            {link}
        </li>
    }
}

/// The payment link of a part, or the offer of one where the provider could charge it.
fn link(stage: &StageView, here: &str) -> Option<AnyView> {
    let offered = stage.pay_url.is_some() && stage.amount.chargeable();
    let (here, part) = (here.to_string(), stage.id.clone());
    match &stage.link {
        _ if stage.processing => None,
        Some(StageLink { url: Some(url) }) => Some(made(url.clone(), here, part).into_any()),
        Some(StageLink { url: None }) => {
            let why = "Stripe did not make this payment link. Until it does, the part can’t be paid: try it once more, or take it back.";
            let back = take_back(here.clone(), part.clone());
            Some(view! { {offer(why, here, part)} {back} }.into_any())
        }
        None if offered => {
            let why = "Stripe then takes this part on a page of its own, once, and asks for the delivery address. The card form on the payment page closes, so that there is one way to pay.";
            Some(offer(why, here, part).into_any())
        }
        None => None,
    }
}

fn offer(why: &'static str, here: String, part: String) -> impl IntoView {
    let hint = format!("link-why-{part}");
    view! {
        <form method="post" action=here class="counter-form">
            <input type="hidden" name="part" value=part/>
            <p class="quiet" id=hint.clone()>{why}</p>
            <button class="button button-quiet" type="submit" name="action" value="make_link" aria-describedby=hint>
                "Make a payment link at Stripe"
            </button>
        </form>
    }
}

fn made(url: String, here: String, part: String) -> impl IntoView {
    let (field, hint) = (format!("link-{part}"), format!("link-hint-{part}"));
    view! {
        <div class="counter-form">
            <div class="field">
                <label for=field.clone()>"Payment link at Stripe"</label>
                <p class="field-hint" id=hint.clone()>"The one way to pay this part, once. Your customer’s payment page leads there too, and says so if the link no longer holds."</p>
                <input class="input" id=field type="url" readonly value=url aria-describedby=hint/>
            </div>
            {take_back(here, part)}
        </div>
    }
}

fn take_back(here: String, part: String) -> impl IntoView {
    view! {
        <form method="post" action=here>
            <input type="hidden" name="part" value=part/>
            <button class="button button-quiet" type="submit" name="action" value="take_link_back">"Take the payment link back"</button>
        </form>
    }
}
