//! `/pay/{token}`: one payment of a custom order. A link that takes no money any more says why, and what to do.

use super::pay::{heading, way_to_pay};
use crate::actions::commissions;
use crate::domain::commission::view::{PayLinkState, PayLinkView};
use crate::domain::payment::PayView;
use crate::ui::answer;
use crate::ui::components::{Amounts, OrderLines};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn PayLinkPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Checkout, move |_| async move {
        let link = commissions::pay_link(token.clone()).await?;
        let here = format!("/pay/{token}");
        Ok(match (link.state, link.pay.clone()) {
            (PayLinkState::Payable, Some(pay)) => payable(link, pay, &here).into_any(),
            _ => closed(link).into_any(),
        })
    })
}

fn payable(link: PayLinkView, pay: PayView, here: &str) -> impl IntoView {
    let back = sent_back();
    let title = format!("Pay the {} of {}", link.label.to_lowercase(), link.amount);
    view! {
        <Head title=title/>
        <div class="checkout">
            <p class="eyebrow">"Custom order " {link.number.clone()} " · " {link.label.clone()}</p>
            <h1>{heading(&pay)}</h1>
            <p class="lede pay-link-sentence">{link.sentence.clone()}</p>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <div class="checkout-form">
                <div class="checkout-steps">{way_to_pay(&pay, here, None, &link.thread_url, "Back to the conversation")}</div>
                <aside class="checkout-summary" aria-labelledby="summary-title">
                    <h2 id="summary-title">"Your custom order"</h2>
                    <OrderLines lines=pay.lines.clone()/>
                    <Amounts amounts=pay.totals.clone()/>
                    <dl class="facts">
                        <div><dt>"Due now"</dt><dd class="tabular">{format!("{} ({})", link.amount, link.label)}</dd></div>
                        {link.due_at_ms.map(|at| view! { <div><dt>"Until"</dt><dd>{moment::date(at)}</dd></div> })}
                    </dl>
                    <p><a class="link" href=link.thread_url.clone()>"Back to the conversation"</a></p>
                </aside>
            </div>
        </div>
    }
}

fn closed(link: PayLinkView) -> impl IntoView {
    let heading = match link.state {
        PayLinkState::Payable => "This can’t be paid just now",
        PayLinkState::Processing => "Your bank is confirming the payment",
        PayLinkState::NotYetDue => "This is not due yet",
        PayLinkState::Paid => "This is paid already",
        PayLinkState::Superseded => "A newer quote took its place",
        PayLinkState::Expired => "This link’s time ran out",
        PayLinkState::Cancelled => "This is no longer due",
    };
    if matches!(
        link.state,
        PayLinkState::Superseded | PayLinkState::Expired | PayLinkState::Cancelled
    ) {
        answer::status(410);
    }
    view! {
        <Head title=heading/>
        <section class="notice-page">
            <p class="eyebrow">"Custom order " {link.number} " · " {link.label} " of " {link.amount.to_string()}</p>
            <h1>{heading}</h1>
            <p class="lede">{link.sentence}</p>
            <p class="actions"><a class="button" href=link.thread_url>"To the conversation"</a></p>
        </section>
    }
}
