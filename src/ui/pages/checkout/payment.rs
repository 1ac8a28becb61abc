//! The ways to pay that the choices made so far leave open: cash, for one, is offered with collection only.

use super::choices::Live;
use crate::domain::payment::PaymentMethod;
use crate::ui::form::FieldProblem;
use leptos::prelude::*;

#[component]
pub fn Payment(live: Live, transfer_days: i64, problem: Option<String>) -> impl IntoView {
    let choice = move |method: PaymentMethod, chosen: Option<PaymentMethod>| {
        let id = format!("pay-{}", method.as_str());
        let checked = chosen == Some(method);
        view! {
            <label class="choice">
                <input type="radio" id=id name="payment_method" value=method.as_str() checked=checked/>
                <span class="choice-words">
                    <span>{method.label()}</span>
                    <span class="quiet">{explained(method, transfer_days)}</span>
                </span>
            </label>
        }
    };
    view! {
        <section class="step" aria-labelledby="step-payment">
            <h2 id="step-payment"><span class="step-number">"4"</span>"How you pay"</h2>
            <fieldset class="choices" id="payment_method">
                <legend class="sr-only">"Way to pay"</legend>
                {move || {
                    let (methods, chosen) =
                        live.costs.with(|view| (view.payment_methods.clone(), view.payment_method));
                    methods.into_iter().map(|method| choice(method, chosen)).collect_view()
                }}
            </fieldset>
            <div aria-live="polite">
                {move || live.costs.with(|view| view.payment_note.clone()).map(|words| view! { <p class="notice">{words}</p> })}
            </div>
            <FieldProblem name="payment_method" problem/>
        </section>
    }
}

fn explained(method: PaymentMethod, transfer_days: i64) -> String {
    match method {
        PaymentMethod::Card => "You enter it on the next page, after the order is placed.".into(),
        PaymentMethod::Hosted | PaymentMethod::Link => {
            "You pay on Stripe’s own page and come back here.".into()
        }
        PaymentMethod::BankTransfer => {
            format!("You get our account details; we keep your pieces for {transfer_days} days.")
        }
        PaymentMethod::CashOnCollection => {
            "You pay when you collect your pieces at the studio.".into()
        }
    }
}
