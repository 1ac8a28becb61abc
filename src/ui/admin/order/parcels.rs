//! How the order left: each parcel, the day on which it arrived, and a form for one more.

use super::steps::address;
use crate::domain::order::OrderView;
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::{DeliveryWay, ParcelView};
use crate::domain::staff::Permission;
use crate::ui::admin::dispatch::DispatchFields;
use crate::ui::admin::layout::may;
use crate::ui::components::Parcel;
use crate::ui::form::{Field, Filled, filled, sent_back};
use leptos::prelude::*;

#[component]
pub fn Parcels(order: OrderView) -> impl IntoView {
    let parcels = order.parcels.clone();
    if parcels.is_empty() {
        return ().into_any();
    }
    let gone = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
    let may_change = may(Permission::Fulfil) && order.commission.is_none() && gone;
    let several = parcels.len() > 1;
    let heading = if several { "Parcels" } else { "How it left" };
    let number = order.number.clone();
    let items = parcels
        .into_iter()
        .map(|parcel| {
            let unknown = parcel.delivered.is_none();
            let form = may_change
                .then(|| view! { <Delivery number=number.clone() parcel=parcel.clone()/> });
            view! {
                <Parcel parcel several/>
                {unknown.then(|| view! { <p><span class="badge">"Delivery unknown"</span></p> })}
                {form}
            }
        })
        .collect_view();
    let adding = sent_back().value("action") == "add_parcel";
    view! {
        <section aria-labelledby="order-parcels">
            <h2 id="order-parcels">{heading}</h2>
            {items}
            {may_change.then(|| view! {
                <details class="fold" open=adding>
                    <summary>"Add another parcel"</summary>
                    <form method="post" action=address(&order.number) class="counter-form">
                        <input type="hidden" name="action" value="add_parcel"/>
                        <p>"For an order that left in several parcels. The customer is told."</p>
                        <DispatchFields action="add_parcel" usual=DeliveryWay::Tracked/>
                        <button class="button button-quiet" type="submit">"Add the parcel"</button>
                    </form>
                </details>
            })}
        </section>
    }
    .into_any()
}

/// The day on which a parcel arrived.
#[component]
fn Delivery(number: String, parcel: ParcelView) -> impl IntoView {
    let back = sent_back();
    let which = parcel.number.to_string();
    let mine = back.value("action") == "record_delivery" && back.value("parcel") == which;
    let filled = match mine {
        true => filled(&back, "delivered_on"),
        false => Filled::with(
            parcel
                .delivered
                .map_or(String::new(), |day| day.to_string()),
        ),
    };
    // A page may have several of these: their ids differ.
    let id = format!("delivered_on-{which}");
    view! {
        <form method="post" action=address(&number) class="counter-form">
            <input type="hidden" name="action" value="record_delivery"/>
            <input type="hidden" name="parcel" value=which/>
            <Field name="delivered_on" id label="Delivered on" kind="date" filled optional=true autocomplete="off"
                hint="The days to withdraw from the contract count from the last delivery. Empty: unknown, and nothing is refused for its date."/>
            <button class="button button-quiet button-small" type="submit">"Record the delivery"</button>
        </form>
    }
}
