//! A quote as its customer reads it: lines, amounts, payments, time, terms.

use crate::domain::commission::quote::{Quote, QuoteTotalsView};
use crate::domain::money::Money;
use leptos::prelude::*;

#[component]
pub fn QuoteSheet(quote: Quote, totals: QuoteTotalsView, country_name: String) -> impl IntoView {
    let currency = quote.currency;
    let lines = quote
        .lines
        .iter()
        .map(|line| {
            let unit = Money::new(line.unit_price_minor, currency);
            let total = Money::new(line.unit_price_minor.saturating_mul(line.quantity), currency);
            let how_many = (line.quantity > 1).then(|| format!("{} × {unit}", line.quantity));
            let detail = line.detail.clone();
            view! {
                <li>
                    <span class="work-paper-words">
                        <span>{line.title.clone()}</span>
                        {(!detail.is_empty()).then(|| view! { <span class="quiet">{detail}</span> })}
                        {how_many.map(|words| view! { <span class="quiet tabular">{words}</span> })}
                    </span>
                    <span class="price">{total.to_string()}</span>
                </li>
            }
        })
        .collect_view();
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
            <ul class="work-paper-lines">{lines}</ul>
            <QuoteAmounts totals method=quote.shipping_method.clone() country_name/>
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
pub fn QuoteAmounts(
    totals: QuoteTotalsView,
    #[prop(into)] method: String,
    #[prop(into)] country_name: String,
) -> impl IntoView {
    let shipping = match totals.shipping.minor {
        0 => "Free".to_string(),
        _ => totals.shipping.to_string(),
    };
    let how = [method, country_name]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let tax = match totals.tax_is_added {
        true => format!("Tax ({} %)", totals.tax_percent),
        false => format!("Tax included ({} %)", totals.tax_percent),
    };
    let stages = totals
        .stages
        .iter()
        .map(|stage| view! {
            <div><dt>{stage.label.clone()} <span class="quiet">" · " {stage.when.clone()}</span></dt><dd>{stage.amount.to_string()}</dd></div>
        })
        .collect_view();
    view! {
        <dl class="amounts">
            <div><dt>"Pieces"</dt><dd>{totals.subtotal.to_string()}</dd></div>
            <div>
                <dt>"Shipping" {(!how.is_empty()).then(|| view! { <span class="quiet">" · " {how}</span> })}</dt>
                <dd>{shipping}</dd>
            </div>
            {(totals.tax.minor > 0).then(|| view! { <div class="quiet"><dt>{tax}</dt><dd>{totals.tax.to_string()}</dd></div> })}
            <div class="amounts-total"><dt>"Total"</dt><dd>{totals.total.to_string()}</dd></div>
        </dl>
        <h4>"Payments"</h4>
        <dl class="amounts">{stages}</dl>
    }
}
