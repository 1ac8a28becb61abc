//! `/orders`: what was ordered in this browser.

use crate::actions::orders;
use crate::domain::order::OrderCard;
use crate::ui::cart_state::pieces;
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn OrdersPage() -> impl IntoView {
    page(Chrome::Full, |_| async {
        let orders = orders::history().await?;
        let none = orders.is_empty();
        let rows = orders.into_iter().map(row).collect_view();
        Ok(view! {
            <Head title="Your orders"/>
            <div class="page page-narrow">
                <h1>"Your orders"</h1>
                {if none {
                    view! {
                        <div class="empty">
                            <p class="lede">"Nothing was ordered in this browser yet."</p>
                            <p>"Ordered somewhere else? " <a class="link" href="/track">"We send you the link again."</a></p>
                        </div>
                    }.into_any()
                } else {
                    view! {
                        <ul class="order-list">{rows}</ul>
                        <p class="quiet">"Missing one? " <a class="link" href="/track">"We send you its link again."</a></p>
                    }.into_any()
                }}
            </div>
        }
        .into_any())
    })
}

fn row(order: OrderCard) -> impl IntoView {
    view! {
        <li>
            <a class="order-row" href=order.url>
                <span class="order-row-number">{order.number}</span>
                <time class="quiet" datetime=moment::machine(order.placed_at_ms)>{moment::date(order.placed_at_ms)}</time>
                <span class="quiet">{pieces(order.units)}</span>
                <span class="badge" data-status=order.status.as_str()>{order.status_label}</span>
                <span class="price">{order.total.to_string()}</span>
            </a>
        </li>
    }
}
