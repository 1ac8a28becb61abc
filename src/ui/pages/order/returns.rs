//! What can be sent back of an order, until when, and how far each return has come.

use super::withdraw;
use crate::domain::answers::is_personalised;
use crate::domain::order::OrderView;
use crate::domain::returns::{
    ReturnEvent, ReturnKind, ReturnStatus, ReturnView, Returnable, Withdrawable,
};
use crate::ui::components::PrivatePictures;
use crate::ui::moment;
use leptos::prelude::*;

/// `here` is the address of the page that it stands on.
#[component]
pub fn Returns(order: OrderView, here: String) -> impl IntoView {
    let (returnable, withdrawable) = (order.holder.returnable, order.holder.withdrawable);
    let exempt = order
        .lines
        .iter()
        .any(|line| is_personalised(&line.answered));
    let any = returnable.is_some() || withdrawable.is_some() || !order.returns.is_empty();
    any.then(|| {
        let cards = order
            .returns
            .into_iter()
            .map(|back| view! { <Card back here=here.clone()/> })
            .collect_view();
        view! {
            <section class="order-returns" id="returns" aria-labelledby="order-returns">
                <h2 id="order-returns">"Withdraw or send back"</h2>
                <ul class="returns">{cards}</ul>
                {withdrawable.map(|offer| view! { <Withdraw offer exempt here=here.clone()/> })}
                {returnable.map(|returnable| view! { <Offer returnable here=here.clone()/> })}
            </section>
        }
    })
}

/// The way to the declaration, for as long as it can be made.
#[component]
fn Withdraw(offer: Withdrawable, exempt: bool, here: String) -> impl IntoView {
    view! {
        <p class="quiet">
            {withdraw::until(&offer)}
            {exempt.then_some(" What was made to your wish is exempt.")}
        </p>
        <p><a class="button button-quiet" href=format!("{here}/withdraw") rel="nofollow">"Withdraw from contract"</a></p>
    }
}

/// Until when, in a sentence, what is broken or wrong can be sent back.
pub fn until(returnable: &Returnable) -> String {
    match returnable.faults_until {
        Some(day) => format!(
            "Something that is damaged or not what you ordered can be sent back until {}.",
            day.words()
        ),
        None => "Something that is damaged or not what you ordered can be sent back.".into(),
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
    let withdraws = back.after(ReturnEvent::Withdraw).is_some();
    let declared = back.kind == ReturnKind::Withdrawal;
    let title = back.title();
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
                <strong>{title.clone()}</strong>
                <span class="badge">{back.status.label()}</span>
            </p>
            <p>{pieces}</p>
            <p class="return-turn">{sentence}</p>
            {(!told.is_empty()).then(|| view! { <p class="instructions verbatim">{told}</p> })}
            <details class="fold">
                <summary>{if declared { "What you declared" } else { "What you told us" }}</summary>
                <p>{match declared {
                    true => format!("Withdrawal from the contract, received on {}", moment::date_and_time(back.asked_at_ms)),
                    false => format!("{} · {}", back.reason.label(), moment::date(back.asked_at_ms)),
                }}</p>
                {(!back.words.is_empty()).then(|| view! { <p class="verbatim">{back.words}</p> })}
                <PrivatePictures pictures=back.pictures label=format!("Your pictures of {}", title.to_lowercase())/>
            </details>
            {withdraws.then(|| view! {
                <details class="fold">
                    <summary>"Keep it after all"</summary>
                    <form method="post" action=here>
                        <input type="hidden" name="action" value="withdraw_return"/>
                        <input type="hidden" name="return_id" value=back.id/>
                        <input type="hidden" name="seen_version" value=back.version.to_string()/>
                        <p>"We are told that you keep it. If you change your mind you can do this again while there is time."</p>
                        <button class="button button-quiet" type="submit">"Keep it"</button>
                    </form>
                </details>
            })}
        </li>
    }
}
