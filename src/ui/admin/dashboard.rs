//! `/admin`: what to do now, and what was taken.

use super::attention::AttentionList;
use super::commissions::Row;
use super::layout::{Heading, content, may};
use super::order_table::OrderTable;
use crate::actions::admin;
use crate::domain::catalogue::counted;
use crate::domain::commission::view::BoardRow;
use crate::domain::order::Takings;
use crate::domain::staff::Permission;
use leptos::prelude::*;

#[component]
pub fn DashboardPage() -> impl IntoView {
    content(|| async {
        let front = admin::front().await?;
        let sees_orders = may(Permission::SeeOrders);
        let idle = front.attention.is_empty()
            && front.to_ship.is_empty()
            && front.to_confirm.is_empty()
            && front.returns.is_empty()
            && front.commissions.is_empty();
        let more = front.to_ship_total > front.to_ship.len() as i64;
        Ok(view! {
            <Heading title="Today"/>
            {(!front.attention.is_empty()).then(|| view! {
                <section class="counter-band" aria-labelledby="front-attention">
                    <h2 id="front-attention">"Needs you"</h2>
                    <AttentionList entries=front.attention/>
                </section>
            })}
            {(!front.commissions.is_empty()).then(|| view! {
                <CustomOrders rows=front.commissions total=front.commissions_total/>
            })}
            {(!front.to_confirm.is_empty()).then(|| view! {
                <section class="counter-band" aria-labelledby="front-confirm">
                    <h2 id="front-confirm">"Money to look for"</h2>
                    <OrderTable orders=front.to_confirm caption="Orders that wait for a transfer or for cash"/>
                </section>
            })}
            {(!front.returns.is_empty()).then(|| view! {
                <section class="counter-band" aria-labelledby="front-returns">
                    <h2 id="front-returns">"Returns: your turn"</h2>
                    <OrderTable orders=front.returns caption="Orders of which something comes back, the oldest first"/>
                    <p><a class="link" href="/admin/orders?status=returns">"All open returns"</a></p>
                </section>
            })}
            {(!front.to_ship.is_empty()).then(|| view! {
                <section class="counter-band" aria-labelledby="front-ship">
                    <h2 id="front-ship">"To make and to ship"</h2>
                    <OrderTable orders=front.to_ship caption="Paid orders that have not left, the oldest first"/>
                    {more.then(|| view! {
                        <p><a class="link" href="/admin/orders?status=to_ship">{format!("All {}", counted(front.to_ship_total))}</a></p>
                    })}
                </section>
            })}
            {(sees_orders && idle).then(|| view! {
                <p class="counter-empty">"Nothing waits for you: every paid order has left, and nothing needs a decision."</p>
            })}
            {(!sees_orders).then(|| view! {
                <p class="counter-empty">"Your role looks after the catalogue."</p>
            })}
            {sees_orders.then(|| view! {
                <section class="counter-band" aria-labelledby="front-takings">
                    <h2 id="front-takings">"Takings"</h2>
                    <div class="counter-takings">
                        <TakingsCard label="Today" takings=front.today/>
                        <TakingsCard label="In thirty days, with today" takings=front.thirty_days/>
                    </div>
                    <p class="quiet">"From the ledger: with shipping and tax, less what was paid back."</p>
                </section>
            })}
        }
        .into_any())
    })
}

#[component]
fn CustomOrders(rows: Vec<BoardRow>, total: i64) -> impl IntoView {
    let more = (total > rows.len() as i64).then(|| format!("All {}", counted(total)));
    let rows = rows
        .into_iter()
        .map(|row| view! { <Row row/> })
        .collect_view();
    view! {
        <section class="counter-band" aria-labelledby="front-commissions">
            <h2 id="front-commissions">"Custom orders: your turn"</h2>
            <ul class="work-list">{rows}</ul>
            {more.map(|words| view! { <p><a class="link" href="/admin/commissions?show=mine">{words}</a></p> })}
        </section>
    }
}

#[component]
fn TakingsCard(label: &'static str, takings: Vec<Takings>) -> impl IntoView {
    let none = takings.is_empty();
    let lines = takings
        .into_iter()
        .map(|taken| {
            let orders = match taken.orders {
                1 => "1 order".to_string(),
                n => format!("{n} orders"),
            };
            view! { <p class="counter-taken"><span class="display">{taken.total.to_string()}</span><span class="quiet">{orders}</span></p> }
        })
        .collect_view();
    view! {
        <div class="counter-card">
            <h3>{label}</h3>
            {none.then(|| view! { <p class="quiet">"Nothing yet."</p> })}
            {lines}
        </div>
    }
}
