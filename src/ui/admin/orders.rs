//! `/admin/orders`: filters, search, paging.

use super::layout::{Heading, content};
use super::order_table::OrderTable;
use super::paging::{self, Beside};
use crate::actions::admin;
use crate::domain::order::{OrderListView, OrderQuery};
use crate::ui::form::{Filled, Select, Tick};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the list can be narrowed to: the word in the address and its words on the page.
const STATES: [(&str, &str); 10] = [
    ("", "All"),
    ("to_ship", "To ship"),
    ("to_confirm", "Transfer or cash to confirm"),
    ("returns", "Something comes back"),
    ("pending", "Awaiting payment"),
    ("confirmed", "Paid"),
    ("in_production", "In production"),
    ("shipped", "Shipped"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
];

#[component]
pub fn OrdersPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).filter(|text| !text.trim().is_empty());
    let query = OrderQuery {
        status: asked("status"),
        q: asked("q"),
        shortage: asked("shortage").is_some(),
        from: asked("from"),
        to: asked("to"),
        cursor: asked("cursor").unwrap_or_default(),
    };
    content(move || async move {
        let list = admin::orders(query).await?;
        let count = match (list.total, list.total_is_capped) {
            (total, true) => format!("more than {total} orders"),
            (1, _) => "1 order".to_string(),
            (total, _) => format!("{total} orders"),
        };
        Ok(view! {
            <Heading title="Orders"><p class="quiet" role="status">{count}</p></Heading>
            <Filters query=list.query.clone()/>
            {if list.orders.is_empty() {
                view! { <p class="counter-empty">"No order is like that. Take a filter away, or search for another word."</p> }.into_any()
            } else {
                view! { <OrderTable orders=list.orders.clone() caption="Orders, the newest first"/> }.into_any()
            }}
            <Pages list/>
        }
        .into_any())
    })
}

#[component]
fn Filters(query: OrderQuery) -> impl IntoView {
    let states = STATES
        .iter()
        .map(|(value, words)| (value.to_string(), words.to_string()))
        .collect();
    let narrowed = query.shortage || query.from.is_some() || query.to.is_some();
    let asked = narrowed || query.q.is_some() || query.status.is_some();
    let state = Filled::with(query.status.unwrap_or_default());
    view! {
        <form method="get" action="/admin/orders" class="counter-filters" role="search">
            <div class="field counter-filter-wide">
                <label for="q">"Number, name, e-mail, town, product, tracking or payment number"</label>
                <input class="input" id="q" name="q" type="search" value=query.q.unwrap_or_default() maxlength="80" autocomplete="off"/>
            </div>
            <Select name="status" label="State" options=states filled=state/>
            <button class="button button-small" type="submit">"Show"</button>
            {asked.then(|| view! { <a class="link link-quiet" href="/admin/orders">"Clear"</a> })}
            <details class="fold counter-filter-fold" open=narrowed>
                <summary>"Days and shortages"</summary>
                <div class="counter-filter-row">
                    <div class="field">
                        <label for="from">"From"</label>
                        <input class="input" id="from" name="from" type="date" value=query.from.unwrap_or_default()/>
                    </div>
                    <div class="field">
                        <label for="to">"To"</label>
                        <input class="input" id="to" name="to" type="date" value=query.to.unwrap_or_default()/>
                    </div>
                    <Tick name="shortage" value="on" ticked=query.shortage>"Short of stock"</Tick>
                </div>
            </details>
        </form>
    }
}

#[component]
fn Pages(list: OrderListView) -> impl IntoView {
    let query = list.query;
    let text = |given: &Option<String>| given.clone().unwrap_or_default();
    let (q, status) = (text(&query.q), text(&query.status));
    let (from, to) = (text(&query.from), text(&query.to));
    let pairs = [
        ("q", q.as_str()),
        ("status", status.as_str()),
        ("from", from.as_str()),
        ("to", to.as_str()),
        ("shortage", if query.shortage { "on" } else { "" }),
    ];
    let at = |cursor: String| paging::address("/admin/orders", &pairs, &cursor);
    let (newer, older) = (list.newer.map(at), list.older.map(at));
    view! { <Beside words=["Newer", "Older"] before=newer after=older/> }
}
