//! What a quote is for and what it comes to: its lines, and its amounts. The custom order's page, the checkout of a
//! part and the workbench show the same lines.

use crate::domain::commission::quote::{QuoteLine, QuoteTotalsView};
use crate::domain::money::{Currency, Money};
use leptos::prelude::*;

#[component]
pub fn QuoteLines(lines: Vec<QuoteLine>, currency: Currency) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let each = Money::new(line.unit_price_minor, currency);
            let sum = Money::new(line.unit_price_minor.saturating_mul(line.quantity), currency);
            let several = line.quantity > 1;
            view! {
                <li class="quote-line">
                    <div>
                        <p class="order-line-title">{line.title}</p>
                        {(!line.detail.is_empty()).then(|| view! { <p class="quiet">{line.detail}</p> })}
                        {several.then(|| view! { <p class="quiet tabular">{format!("{} × {each}", line.quantity)}</p> })}
                    </div>
                    <p class="price">{sum.to_string()}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="quote-lines">{lines}</ul> }
}

/// `how` says how it travels, and where to; it may be empty.
#[component]
pub fn QuoteAmounts(totals: QuoteTotalsView, #[prop(into)] how: String) -> impl IntoView {
    let shipping = match totals.shipping.minor {
        0 => "Free".to_string(),
        _ => totals.shipping.to_string(),
    };
    let tax = match totals.tax_is_added {
        true => format!("Tax ({} %)", totals.tax_percent),
        false => format!("Tax included ({} %)", totals.tax_percent),
    };
    view! {
        <dl class="amounts">
            <div>
                <dt>"Delivery" {(!how.is_empty()).then(|| view! { <span class="quiet">" · " {how}</span> })}</dt>
                <dd>{shipping}</dd>
            </div>
            {(totals.tax.minor > 0).then(|| view! { <div class="quiet"><dt>{tax}</dt><dd>{totals.tax.to_string()}</dd></div> })}
            <div class="amounts-total"><dt>"Total"</dt><dd>{totals.total.to_string()}</dd></div>
        </dl>
    }
}
