//! An order's lines and amounts, as they were when it was placed.

use super::{answer_list::AnswerList, picture::Picture};
use crate::domain::order::{AmountsView, OrderLineView};
use crate::domain::tax::TaxMode;
use leptos::prelude::*;

#[component]
pub fn OrderLines(lines: Vec<OrderLineView>) -> impl IntoView {
    let items = lines
        .into_iter()
        .map(|line| {
            let title = match &line.product_slug {
                Some(slug) => {
                    view! { <a href=format!("/shop/{slug}")>{line.title.clone()}</a> }.into_any()
                }
                None => line.title.clone().into_any(),
            };
            let detail = match line.variant_name.as_str() {
                "" => format!("{} × {}", line.quantity, line.unit_price),
                variant => format!("{variant} · {} × {}", line.quantity, line.unit_price),
            };
            let refunded = line.refunded_words();
            view! {
                <li class="order-line">
                    <div class="order-line-picture">
                        {line.picture.map(|picture| view! { <Picture picture sizes="5rem" decorative=true/> })}
                    </div>
                    <div>
                        <p class="order-line-title">{title}</p>
                        <p class="quiet tabular">{detail}</p>
                        {refunded.map(|words| view! { <p><span class="badge" data-line="refunded">{words}</span></p> })}
                        <AnswerList answered=line.answered/>
                    </div>
                    <p class="price">{line.total.to_string()}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="order-lines">{items}</ul> }
}

#[component]
pub fn Amounts(amounts: AmountsView) -> impl IntoView {
    let shipping = match amounts.shipping.minor {
        0 => "Free".to_string(),
        _ => amounts.shipping.to_string(),
    };
    let method = amounts.shipping_method.clone();
    let tax_label = match amounts.tax_mode {
        TaxMode::Inclusive => "Tax included",
        TaxMode::Exclusive => "Tax",
    };
    view! {
        <dl class="amounts">
            <div><dt>"Pieces"</dt><dd>{amounts.subtotal.to_string()}</dd></div>
            <div>
                <dt>"Delivery" {(!method.is_empty()).then(|| view! { <span class="quiet">" · " {method}</span> })}</dt>
                <dd>{shipping}</dd>
            </div>
            {(amounts.discount.minor > 0).then(|| view! {
                <div><dt>"Discount"</dt><dd>"−" {amounts.discount.to_string()}</dd></div>
            })}
            {(amounts.tax.minor > 0).then(|| view! {
                <div class="quiet"><dt>{tax_label}</dt><dd>{amounts.tax.to_string()}</dd></div>
            })}
            <div class="amounts-total"><dt>"Total"</dt><dd>{amounts.total.to_string()}</dd></div>
        </dl>
    }
}
