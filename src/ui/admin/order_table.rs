//! Orders in a table that becomes cards on a phone, and the labels and colours of their states.

use super::order::DisputeBadge;
use crate::domain::order::OrderCard;
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::PaymentState;
use crate::ui::moment;
use leptos::prelude::*;

/// A state in words; the colour only repeats it.
#[component]
pub fn StatusBadge(status: OrderStatus, #[prop(into)] label: String) -> impl IntoView {
    view! { <span class="badge" data-status=status.as_str()>{label}</span> }
}

/// `caption` says what the orders have in common; it is read out, not shown.
#[component]
pub fn OrderTable(orders: Vec<OrderCard>, caption: &'static str) -> impl IntoView {
    let rows = orders.into_iter().map(row).collect_view();
    view! {
        <table class="counter-table">
            <caption class="sr-only">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"Order"</th>
                    <th scope="col">"Placed"</th>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="counter-number">"Units"</th>
                    <th scope="col" class="counter-number">"Total"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(order: OrderCard) -> impl IntoView {
    let href = format!("/admin/orders/{}", order.number);
    view! {
        <tr>
            <th scope="row"><a class="link counter-row-link" href=href>{order.number}</a></th>
            <td data-label="Placed" class="cell-plain">
                <time datetime=moment::machine(order.placed_at_ms)>{moment::date_and_time(order.placed_at_ms)}</time>
            </td>
            <td data-label="Customer" class="cell-plain cell-wide">
                <span class="counter-two-lines">{order.customer_name}<span class="quiet">{order.email}</span></span>
            </td>
            <td data-label="State" class="cell-plain">
                <span class="counter-states">
                    <StatusBadge status=order.status label=order.status_label/>
                    {order.dispute.map(|standing| view! { <DisputeBadge standing/> })}
                    {order.refund_failed.then(|| view! { <span class="badge counter-warn">"refund failed"</span> })}
                    {(order.payment_state == PaymentState::PartiallyRefunded).then(|| view! { <span class="badge">"refunded in part"</span> })}
                    {order.stock_shortage.then(|| view! { <span class="badge counter-warn">"short of stock"</span> })}
                </span>
            </td>
            <td data-label="Units" class="counter-number">{order.units}</td>
            <td data-label="Total" class="counter-number cell-beside">{order.total.to_string()}</td>
        </tr>
    }
}
