//! What the order costs with the choices made so far.

use super::choices::Live;
use crate::domain::checkout::{Costs, CostsView};
use leptos::either::Either;
use leptos::prelude::*;

/// The table of amounts; follows country and delivery.
#[component]
pub fn CostTable(live: Live) -> impl IntoView {
    view! {
        <div class="costs" class=("is-waiting", move || live.waiting.get()) aria-live="polite">
            {move || {
                let (subtotal, costs, why_none, problem) = live
                    .costs
                    .with(|view| (view.subtotal, view.costs, why_none(view), view.problem.clone()));
                let pieces = view! { <div><dt>"Pieces"</dt><dd>{subtotal.to_string()}</dd></div> };
                let rest = match costs {
                    Some(costs) => Either::Left(rows(costs)),
                    None if problem.is_some() => Either::Right(().into_any()),
                    None => Either::Right(view! {
                        <div><dt>"Delivery"</dt><dd class="quiet">{why_none}</dd></div>
                    }.into_any()),
                };
                let problem = problem.map(|words| view! { <p class="notice notice-problem">{words}</p> });
                view! { <dl class="amounts">{pieces}{rest}</dl> {problem} }
            }}
        </div>
    }
}

/// Why there is no total yet.
fn why_none(view: &CostsView) -> &'static str {
    match (view.has_country, view.settled) {
        (false, _) => "Choose a country",
        (true, false) => "Once everything here can be bought",
        (true, true) => "Not to this country yet",
    }
}

fn rows(costs: Costs) -> impl IntoView {
    let shipping = match costs.shipping.minor {
        0 => "Free".to_string(),
        _ => costs.shipping.to_string(),
    };
    view! {
        <div><dt>"Delivery"</dt><dd>{shipping}</dd></div>
        <div class="quiet" class=("hidden", costs.tax.minor == 0)>
            <dt>{if costs.tax_is_added { "Tax" } else { "Tax included" }}</dt>
            <dd>{costs.tax.to_string()}</dd>
        </div>
        <div class="amounts-total"><dt>"Total"</dt><dd>{costs.total.to_string()}</dd></div>
    }
}
