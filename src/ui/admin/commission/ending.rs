//! Rejecting a custom order: with a reason, and with what is kept and what is refunded in plain sight before it is
//! confirmed.

use super::{address, first_name};
use crate::domain::commission::view::StudioThreadView;
use crate::domain::passkey::PasskeyAsk;
use crate::ui::admin::signin::{InsteadOfCode, MoneyCode};
use crate::ui::form::{TextArea, filled_in, sent_back};
use leptos::prelude::*;

/// Folded, so that it takes two deliberate steps.
#[component]
pub fn Reject(work: StudioThreadView) -> impl IntoView {
    work.may.reject.then(|| {
        let came_back = sent_back().value("action") == "reject";
        let settlement = work.settlement.filter(|s| s.received.minor > 0);
        let seen_back = settlement.map_or(0, |s| s.back.minor).to_string();
        let name = first_name(&work);
        let money = settlement.map(|s| view! {
            <dl class="amounts">
                <div><dt>"Received"</dt><dd>{s.received.to_string()}</dd></div>
                <div><dt>{format!("Goes back to {name} ({} %)", s.percent)}</dt><dd>{s.back.to_string()}</dd></div>
                <div class="amounts-total"><dt>"You keep"</dt><dd>{s.kept.to_string()}</dd></div>
            </dl>
        });
        let money_leaves = settlement.is_some_and(|s| s.back.minor > 0);
        let problem = filled_in("reject", "code").problem;
        let button = match settlement {
            Some(s) if s.back.minor > 0 => format!("End it and pay {} back", s.back),
            Some(_) => "End it; nothing is paid back".to_string(),
            None => "Do not take it on".to_string(),
        };
        let summary = if settlement.is_some() { "Step back from this order" } else { "Do not take this on" };
        view! {
            <details class="fold" id="reject" open=came_back>
                <summary>{summary}</summary>
                <form method="post" action=address(&work.thread.number) class="counter-form">
                    <input type="hidden" name="action" value="reject"/>
                    <input type="hidden" name="seen_back" value=seen_back/>
                    {money}
                    <TextArea name="reason" label="Why" maxlength=500 hint="Your customer reads it, with a link to your collection." rows=4
                        filled=filled_in("reject", "reason")/>
                    {money_leaves.then(|| view! { <MoneyCode id="code" problem/> })}
                    <button class="button button-danger" type="submit">{button}</button>
                    {money_leaves.then(|| view! { <InsteadOfCode ask=PasskeyAsk::CounterConfirm/> })}
                </form>
            </details>
        }
    })
}
