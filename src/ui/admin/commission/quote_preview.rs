//! A quote as its customer reads it: lines, amounts, payments, time, terms.

use crate::domain::commission::quote::{Quote, QuoteTotalsView};
use crate::ui::components::{QuoteAmounts, QuoteLines};
use leptos::prelude::*;

#[component]
pub fn QuotePreview(quote: Quote, totals: QuoteTotalsView, country_name: String) -> impl IntoView {
    let refund = quote
        .refund
        .words()
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> })
        .collect_view();
    let days = match quote.lead_days {
        1 => "1 day".to_string(),
        n => format!("{n} days"),
    };
    view! {
        <div class="work-paper">
            {(!quote.note.is_empty()).then(|| view! { <p class="verbatim work-paper-note">{quote.note.clone()}</p> })}
            <QuoteLines lines=quote.lines.clone() currency=quote.currency/>
            <AmountsAndPayments totals method=quote.shipping_method.clone() country_name/>
            <p class="quiet">{format!("Made in {days}, counted from the beginning.")}</p>
            <h4>"If it ends early"</h4>
            <ul class="work-paper-refund">{refund}</ul>
            {(!quote.terms.is_empty()).then(|| view! {
                <h4>"Terms"</h4>
                <p class="verbatim">{quote.terms.clone()}</p>
            })}
        </div>
    }
}

/// The amounts alone: what it comes to, and when which part is paid.
#[component]
pub fn AmountsAndPayments(
    totals: QuoteTotalsView,
    #[prop(into)] method: String,
    #[prop(into)] country_name: String,
) -> impl IntoView {
    let how = [method, country_name]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let stages = totals
        .stages
        .iter()
        .map(|stage| view! {
            <div><dt>{stage.label.clone()} <span class="quiet">" · " {stage.when.clone()}</span></dt><dd>{stage.amount.to_string()}</dd></div>
        })
        .collect_view();
    view! {
        <QuoteAmounts totals how/>
        <h4>"Payments"</h4>
        <dl class="amounts">{stages}</dl>
    }
}
