//! How an order left: each parcel with its carrier and number, or that it was collected or handed over.

use crate::domain::parcel::{DeliveryWay, ParcelView};
use crate::ui::moment;
use leptos::prelude::*;

/// The parcels of an order under a heading of their own; nothing before the first has left.
#[component]
pub fn Parcels(
    parcels: Vec<ParcelView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let heading = match (parcels.len(), parcels.first().map(|parcel| parcel.way)) {
        (0, _) => return ().into_any(),
        (1, Some(DeliveryWay::Collected)) => "Collected",
        (1, Some(DeliveryWay::HandedOver)) => "Handed over",
        (1, _) => "The parcel",
        _ => "The parcels",
    };
    let several = parcels.len() > 1;
    let parcels = parcels
        .into_iter()
        .map(|parcel| view! { <Parcel parcel several/> })
        .collect_view();
    view! {
        <section aria-labelledby="order-parcel">
            <h2 id="order-parcel">{heading}</h2>
            {parcels}
            {children.map(|children| children())}
        </section>
    }
    .into_any()
}

#[component]
pub fn Parcel(parcel: ParcelView, several: bool) -> impl IntoView {
    let sent = moment::date(parcel.sent_at_ms);
    let title = several.then(|| view! { <h3>{format!("Parcel {}", parcel.number)}</h3> });
    if parcel.way.in_person() {
        let when = parcel.delivered.map_or(sent, |day| day.words());
        let sentence = match parcel.way {
            DeliveryWay::Collected => format!("Collected in person on {when}."),
            _ => format!("Handed over in person on {when}."),
        };
        return view! { {title}<p>{sentence}</p> }.into_any();
    }
    let number = match (parcel.tracking_number, parcel.tracking_url) {
        (number, _) if number.is_empty() => view! { "It travels without one" }.into_any(),
        (number, Some(url)) => {
            view! { <a class="link" href=url rel="noreferrer">{number}</a> }.into_any()
        }
        (number, None) => view! { <span>{number}</span> }.into_any(),
    };
    let carrier = Some(parcel.carrier).filter(|carrier| !carrier.is_empty());
    view! {
        {title}
        <dl class="facts">
            {carrier.map(|carrier| view! { <div><dt>"Carrier"</dt><dd>{carrier}</dd></div> })}
            <div><dt>"Tracking number"</dt><dd class="tabular">{number}</dd></div>
            <div><dt>"Sent"</dt><dd>{sent}</dd></div>
            {parcel.delivered.map(|day| view! { <div><dt>"Delivered"</dt><dd>{day.words()}</dd></div> })}
        </dl>
    }
    .into_any()
}
