//! What can be sent back of an order, until when, and how far each return has come.

use crate::domain::order::OrderView;
use crate::domain::returns::{ReturnEvent, ReturnStatus, ReturnView, Returnable};
use crate::ui::components::PrivatePictures;
use crate::ui::moment;
use leptos::prelude::*;

/// `here` is the address of the page that it stands on.
#[component]
pub fn Returns(order: OrderView, here: String) -> impl IntoView {
    let returnable = order.holder.returnable;
    let any = returnable.is_some() || !order.returns.is_empty();
    any.then(|| {
        let cards = order
            .returns
            .into_iter()
            .map(|back| view! { <Card back here=here.clone()/> })
            .collect_view();
        view! {
            <section class="order-returns" id="returns" aria-labelledby="order-returns">
                <h2 id="order-returns">"Send something back"</h2>
                <ul class="returns">{cards}</ul>
                {returnable.map(|returnable| view! { <Offer returnable here=here.clone()/> })}
            </section>
        }
    })
}

/// Until when, in a sentence each for a change of mind and for what is broken or wrong.
pub fn until(returnable: &Returnable) -> String {
    let faults = moment::date(returnable.faults_until_ms);
    match returnable.until_ms {
        Some(until) => format!(
            "You can change your mind until {}. Something that is damaged or not what you ordered can be sent back until {faults}.",
            moment::date(until)
        ),
        None => format!(
            "The time to change your mind is over. Something that is damaged or not what you ordered can be sent back until {faults}."
        ),
    }
}

#[component]
fn Offer(returnable: Returnable, here: String) -> impl IntoView {
    view! {
        <p class="quiet">{until(&returnable)}</p>
        <p><a class="button button-quiet" href=format!("{here}/return") rel="nofollow">"Send something back"</a></p>
    }
}

#[component]
fn Card(back: ReturnView, here: String) -> impl IntoView {
    let pieces = back.pieces();
    let withdraws = back.status.after(ReturnEvent::Withdraw).is_some();
    let told = match back.status {
        ReturnStatus::Approved => back.instructions.clone(),
        ReturnStatus::Refused => back.refusal.clone(),
        _ => String::new(),
    };
    // A return that came back from the provider says why its money is late.
    let late = back.history.last().filter(|entry| {
        back.status == ReturnStatus::Received
            && entry.actor != "studio"
            && entry.actor != "customer"
    });
    let sentence = match late {
        Some(entry) => entry.sentence.clone(),
        None => back.status.sentence().to_string(),
    };
    view! {
        <li class="return" data-turn=match back.status { ReturnStatus::Approved => "customer", _ => "other" }>
            <p class="return-head">
                <strong>{format!("Return {}", back.number)}</strong>
                <span class="badge">{back.status.label()}</span>
            </p>
            <p>{pieces}</p>
            <p class="return-turn">{sentence}</p>
            {(!told.is_empty()).then(|| view! { <p class="instructions verbatim">{told}</p> })}
            <details class="fold">
                <summary>"What you told us"</summary>
                <p>{back.reason.label()} " · " {moment::date(back.asked_at_ms)}</p>
                {(!back.words.is_empty()).then(|| view! { <p class="verbatim">{back.words}</p> })}
                <PrivatePictures pictures=back.pictures label=format!("Your pictures of return {}", back.number)/>
            </details>
            {withdraws.then(|| view! {
                <details class="fold">
                    <summary>"Keep it after all"</summary>
                    <form method="post" action=here>
                        <input type="hidden" name="action" value="withdraw_return"/>
                        <input type="hidden" name="return_id" value=back.id/>
                        <input type="hidden" name="seen_version" value=back.version.to_string()/>
                        <p>"We are told that you keep it. If you change your mind you can ask again while there is time."</p>
                        <button class="button button-quiet" type="submit">"Withdraw the return"</button>
                    </form>
                </details>
            })}
        </li>
    }
}
