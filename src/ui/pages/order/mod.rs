//! `/o/{token}`: one order, for whoever holds its link. Whoever opens it another way shows the same [`OrderDetails`].

mod confirm_email;
mod own;
mod return_form;
mod returns;
mod withdraw;

pub use confirm_email::ConfirmEmailPage;
pub use return_form::{OwnReturnPage, ReturnPage};
pub use withdraw::{OwnWithdrawPage, WithdrawPage};

use crate::actions::{customers, orders};
use crate::domain::order::OrderView;
use crate::domain::order_holder::{missed_sentence, read_missed};
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::DeliveryWay;
use crate::domain::payment::PaymentState;
use crate::ui::components::{
    Amounts, HoldCountdown, InvoiceList, LiveUpdates, OrderLines, Parcels,
};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};
use own::{BuyAgain, Own};
use returns::Returns;

#[component]
pub fn OrderPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let order = orders::by_link(token.clone()).await?;
        Ok(view! { <OrderDetails order here=format!("/o/{token}")/> }.into_any())
    })
}

/// `/orders/{number}`: the same for whoever is signed in to the order's account.
#[component]
pub fn OwnOrderPage() -> impl IntoView {
    let number = use_params_map()
        .get_untracked()
        .get("number")
        .unwrap_or_default();
    page(Chrome::Full, move |_| async move {
        let here = format!("/orders/{number}");
        match customers::order(number).await {
            Ok(token) => {
                let order = orders::by_link(token).await?;
                Ok(view! { <OrderDetails order here/> }.into_any())
            }
            Err(error) if error.status == 401 => {
                let login = format!("/account/login?next={here}");
                Ok(view! { <Redirect path=login/> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

/// One order with everything its holder can do. Its forms are sent to `here`, the address of the page it stands on, and
/// news comes from `events` below it.
#[component]
pub fn OrderDetails(order: OrderView, here: String) -> impl IntoView {
    let back = sent_back();
    let title = format!("Order {}", order.number);
    let revision = order.holder.news_ms;
    view! {
        <Head title=title/>
        <div class="order">
            <ErrorSummary problems=back.problems notice=back.notice/>
            <LiveUpdates address=here.clone() revision/>
            {held_until(&order).map(|expires_at_ms| view! { <div class="order-hold"><HoldCountdown expires_at_ms until=moment::date_and_time(expires_at_ms)/></div> })}
            // What other parties change is brought up to date in place; it holds no islands.
            <div class="news" id="news" data-revision=revision>
                <Flash order=order.clone()/>
                <header class="order-head">
                    <p class="eyebrow">
                        "Order " {order.number.clone()} " · "
                        <time datetime=moment::machine(order.placed_at_ms)>{moment::date(order.placed_at_ms)}</time>
                    </p>
                    <h1 class="order-sentence">{order.next.sentence.clone()}</h1>
                    <p><span class="badge" data-status=order.status.as_str()>{order.status_label.clone()}</span></p>
                    {pay_part(&order)}
                </header>
                <div class="order-body">
                    <div class="order-main">
                        <Steps order=order.clone()/>
                        <Parcels parcels=order.parcels.clone()/>
                        <section aria-labelledby="order-pieces">
                            <h2 id="order-pieces">"Pieces"</h2>
                            <OrderLines lines=order.lines.clone()/>
                            <Amounts amounts=order.amounts.clone()/>
                            <BuyAgain order=order.clone() here=here.clone()/>
                        </section>
                        <Returns order=order.clone() here=here.clone()/>
                        <History order=order.clone()/>
                    </div>
                    <aside class="order-aside" aria-label="Delivery">
                        <Addresses order=order.clone()/>
                        <InvoiceList invoices=order.invoices.clone() page=here.clone()/>
                        <Own order here/>
                    </aside>
                </div>
            </div>
        </div>
    }
}

/// What was just done, or what of buying again could not be had.
#[component]
fn Flash(order: OrderView) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let done = match query.get("done").unwrap_or_default().as_str() {
        "address" => "The delivery address is corrected.",
        "email_asked" => "Almost done: we wrote to the new address. Open the link in that mail.",
        "email" => "Mails about this order go to your new address from now on.",
        "note" => "Your note is with the studio.",
        "return_asked" => "We have your request to send something back, and answer by mail.",
        "return_withdrawn" => "Taken back: you keep it.",
        "withdrawn" => {
            "Your withdrawal is recorded. We have just confirmed it by mail, with what you declared and when."
        }
        _ => "",
    };
    let missed = read_missed(&query.get("again").unwrap_or_default());
    let sentences: Vec<String> = missed
        .iter()
        .filter_map(|missed| {
            let line = order.lines.get(missed.place)?;
            Some(missed_sentence(&line.title, &missed.code))
        })
        .collect();
    let any = !sentences.is_empty();
    view! {
        {(!done.is_empty()).then(|| view! { <p class="notice" role="status">{done}</p> })}
        {any.then(|| view! {
            <div class="notice" role="status">
                <p>"What can still be bought lies in "<a class="link" href="/cart">"your cart"</a>". Something is missing:"</p>
                <ul>{sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view()}</ul>
            </div>
        })}
    }
}

/// When the hold on the pieces of an order ends that is not paid and can be paid by card at once. It is shown outside of
/// what is brought up to date, and hidden by the style sheet once nothing is to be paid there.
fn held_until(order: &OrderView) -> Option<i64> {
    let at_once = order.next.pay_url.is_some() && order.next.instructions.is_none();
    let unpaid = order.payment_state == PaymentState::Unpaid;
    order.hold_expires_at_ms.filter(|_| at_once && unpaid)
}

/// The way to pay, while something is due; then where to collect it.
fn pay_part(order: &OrderView) -> Option<impl IntoView + use<>> {
    let Some(url) = order.next.pay_url.clone() else {
        let place = order.next.instructions.clone()?;
        return Some(
            view! { <div class="order-pay"><p class="instructions">{place}</p></div> }.into_any(),
        );
    };
    Some(match order.next.instructions.clone() {
        Some(instructions) => view! {
            <div class="order-pay">
                <p class="instructions">{instructions}</p>
                <a class="link" href=url>"Pay another way"</a>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="order-pay">
                <a class="button button-large" href=url>{format!("Pay {}", order.amounts.total)}</a>
            </div>
        }
        .into_any(),
    })
}

/// The order's way to its owner: each step and whether it is done. The bench is on it only if somebody sat down at it,
/// and what is paid in cash is paid when it is collected.
fn way(order: &OrderView) -> Vec<(&'static str, bool)> {
    let made = OrderStatus::InProduction;
    let benched = order.status == made || order.history.iter().any(|entry| entry.to == Some(made));
    let gone = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
    let mut way = vec![("Placed", true)];
    let paid = ("Paid", order.status != OrderStatus::Pending);
    let pays_last = order.pays_on_collection();
    if !pays_last {
        way.push(paid);
    }
    if benched {
        way.push(("On the bench", true));
    }
    let sent = order.way().is_some_and(|way| !way.in_person());
    if order.collection && !sent {
        way.push(("Ready to collect", gone || order.ready_at_ms.is_some()));
    }
    if pays_last {
        way.push(paid);
    }
    let last = match order.way() {
        Some(DeliveryWay::Collected) => "Collected",
        Some(DeliveryWay::HandedOver) => "Handed over",
        Some(DeliveryWay::Tracked | DeliveryWay::Untracked) => "Sent",
        None if order.collection => "Collected",
        None => "Sent",
    };
    way.push((last, gone));
    way
}

/// The order's way, as far as it has come.
#[component]
fn Steps(order: OrderView) -> impl IntoView {
    let gone = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
    if order.status == OrderStatus::Cancelled || (order.nothing_left && !gone) {
        return None;
    }
    let way = way(&order);
    let last = way.iter().rposition(|(_, done)| *done);
    let steps = way
        .into_iter()
        .enumerate()
        .map(|(index, (name, done))| {
            let current = (Some(index) == last).then_some("step");
            view! {
                <li class=("is-done", done) aria-current=current>
                    <span>{name}</span>
                    {done.then(|| view! { <span class="sr-only">" – done"</span> })}
                </li>
            }
        })
        .collect_view();
    Some(view! { <ol class="order-steps" aria-label="Progress">{steps}</ol> })
}

#[component]
fn History(order: OrderView) -> impl IntoView {
    let entries = order
        .history
        .into_iter()
        .map(|entry| view! {
            <li>
                <time class="quiet tabular" datetime=moment::machine(entry.at_ms)>{moment::date_and_time(entry.at_ms)}</time>
                <p>{entry.sentence}</p>
            </li>
        })
        .collect_view();
    view! {
        <section aria-labelledby="order-history">
            <h2 id="order-history">"What happened so far"</h2>
            <ol class="timeline">{entries}</ol>
        </section>
    }
}

#[component]
fn Addresses(order: OrderView) -> impl IntoView {
    let lines = |lines: Vec<String>| {
        lines
            .into_iter()
            .map(|line| view! { <span>{line}</span> })
            .collect_view()
    };
    let heading = if order.collection {
        "Collected by"
    } else {
        "Goes to"
    };
    view! {
        <section>
            <h2>{heading}</h2>
            <address>{lines(order.shipping_address.lines())}</address>
            <p class="quiet">{order.email}</p>
        </section>
        {order.billing_address.map(|billing| view! {
            <section><h2>"Billed to"</h2><address>{lines(billing.lines())}</address></section>
        })}
        {(!order.note.is_empty()).then(|| view! { <section><h2>"Your note"</h2><p class="verbatim">{order.note}</p></section> })}
        {(!order.gift_message.is_empty()).then(|| view! {
            <section><h2>"Gift message"</h2><p class="verbatim">{order.gift_message}</p></section>
        })}
    }
}
