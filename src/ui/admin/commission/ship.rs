//! `/admin/commissions/{number}/ship`: the parcel, or that it was collected or handed over, with a photo of the finished piece.

use super::write::{Pictures, PressedByEnter};
use super::{address, number, with_waiting_pictures};
use crate::actions::commissions;
use crate::domain::order::OrderView;
use crate::domain::parcel::DeliveryWay;
use crate::ui::admin::dispatch::DispatchFields;
use crate::ui::admin::layout::{Heading, content};
use crate::ui::admin::order::DespiteDispute;
use crate::ui::form::{ErrorSummary, filled_in, sent_back};
use leptos::prelude::*;

#[component]
pub fn ShipPage() -> impl IntoView {
    let number = number();
    content(move || async move {
        let work = with_waiting_pictures(commissions::studio_thread(number).await?).await;
        let back = sent_back();
        let thread = work.thread.clone();
        let here = address(&thread.number);
        let warns = work.order.as_ref().and_then(OrderView::dispute);
        let form = work.may.ship.then(|| {
            view! {
                <form method="post" action=format!("{here}/ship") enctype="multipart/form-data" class="counter-form">
                    <input type="hidden" name="action" value="ship"/>
                    <PressedByEnter words="It has left"/>
                    <DispatchFields action="ship" usual=DeliveryWay::Tracked/>
                    <Pictures work=work.clone()/>
                    <p class="quiet">"Your customer is told how it reaches them, with the picture and how to care for the piece."</p>
                    <DespiteDispute standing=warns filled=filled_in("ship", "despite_dispute")/>
                    <button class="button" type="submit">"It has left"</button>
                </form>
            }
        });
        let not_now = form
            .is_none()
            .then(|| view! { <p class="notice">{thread.turn.for_studio.clone()}</p> });
        Ok(view! {
            <p class="eyebrow"><a class="link" href=here>{thread.number.clone()}</a></p>
            <Heading title=format!("{} leaves", thread.number)/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            {not_now}
            {form}
        }
        .into_any())
    })
}
