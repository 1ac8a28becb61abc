//! What the order costs with the choices made so far.

use super::choices::Live;
use crate::domain::checkout::Costs;
use leptos::either::Either;
use leptos::prelude::*;

/// The table of amounts; follows country and delivery.
#[component]
pub fn CostTable(live: Live) -> impl IntoView {
    view! {
        <div class="costs" class=("is-waiting", move || live.waiting.get()) aria-live="polite">
            {move || {
                let (subtotal, costs, problem) =
                    live.costs.with(|view| (view.subtotal, view.costs, view.problem.clone()));
                let pieces = view! { <div><dt>"Pieces"</dt><dd>{subtotal.to_string()}</dd></div> };
                let rest = match costs {
                    Some(costs) => Either::Left(rows(costs)),
                    None if problem.is_some() => Either::Right(().into_any()),
                    None => Either::Right(view! {
                        <div><dt>"Delivery"</dt><dd class="quiet">"Choose a country"</dd></div>
                    }.into_any()),
                };
                let problem = problem.map(|words| view! { <p class="notice notice-problem">{words}</p> });
                view! { <dl class="amounts">{pieces}{rest}</dl> {problem} }
            }}
        </div>
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
