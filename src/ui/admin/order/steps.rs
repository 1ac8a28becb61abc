//! What can be done with an order now: one primary step, and the others beside it. Each is a plain form.

use super::disputes::DespiteDispute;
use crate::domain::dispute::DisputeStanding;
use crate::domain::order::{OrderView, PendingPaymentView};
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::parcel::DeliveryWay;
use crate::domain::passkey::PasskeyAsk;
use crate::domain::payment::PaymentState;
use crate::domain::staff::Permission;
use crate::ui::admin::dispatch::DispatchFields;
use crate::ui::admin::layout::may;
use crate::ui::admin::signin::{InsteadOfCode, MoneyCode};
use crate::ui::form::{Field, Filled, TextArea, filled_in, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

pub fn address(number: &str) -> String {
    format!("/admin/orders/{number}")
}

/// The reference field of the form that is about `id`, filled if that form came back. Its own id differs, since a page
/// may have several of them.
pub fn reference(action: &str, about: &str, id: &str) -> (String, Filled) {
    let mine = sent_back().value(about) == id;
    let filled = if mine {
        filled_in(action, "reference")
    } else {
        Filled::default()
    };
    (format!("reference-{id}"), filled)
}

#[component]
pub fn Steps(order: OrderView) -> impl IntoView {
    let can = |event: OrderEvent| order.status.after(event).is_some();
    let money = may(Permission::HandleMoney);
    // A custom order's order is moved by its own page, which this one leads to.
    let commission = order.commission.clone();
    let unsent = can(OrderEvent::Ship);
    let refunded = order.nothing_left && unsent;
    let fulfil = may(Permission::Fulfil) && commission.is_none() && !refunded;
    let awaited = order.by_hand.awaited.clone();
    let waits = order.status == OrderStatus::Pending && awaited.is_empty();
    let confirm = awaited
        .into_iter()
        .filter(|_| money)
        .map(|pending| view! { <ConfirmPayment number=order.number.clone() pending several={order.requests.len() > 1}/> })
        .collect_view();
    let number = order.number.clone();
    let gone = match order.way() {
        Some(DeliveryWay::Collected) => "The customer has collected it.",
        Some(DeliveryWay::HandedOver) => "It is handed over.",
        _ => "On its way.",
    };
    view! {
        <section class="counter-card counter-steps" aria-labelledby="order-next">
            <h2 id="order-next">"Next"</h2>
            {match commission.clone() {
                Some(commission) if may(Permission::AnswerCommissions) => view! {
                    <p>
                        "This order was made for a custom order, which says what comes next: "
                        <a class="link" href=format!("/admin/commissions/{commission}")>{commission.clone()}</a>
                    </p>
                }
                .into_any(),
                Some(commission) => view! {
                    <p>{format!("This order was made for custom order {commission}; the artisan moves it on there.")}</p>
                }
                .into_any(),
                None => waits.then(|| view! {
                    <p>"The customer has not paid yet. Nothing to do; the hold ends by itself."</p>
                })
                .into_any(),
            }}
            {confirm}
            {refunded.then(|| view! {
                <p>"Everything in this order was refunded: there is nothing to make or to send."</p>
            })}
            {(fulfil && order.can_be_ready()).then(|| view! {
                <form method="post" action=address(&number)>
                    <p>"When it lies ready, tell the customer where and when to collect it."</p>
                    <button class="button" type="submit" name="action" value="ready">"Ready to collect"</button>
                </form>
            })}
            {order.ready_at_ms.filter(|_| can(OrderEvent::Ship) || order.status == OrderStatus::Pending).map(|at| view! {
                <p>{format!("Ready to collect; the customer was told on {}.", moment::date_and_time(at))}</p>
            })}
            {(fulfil && can(OrderEvent::Ship)).then(|| view! { <Ship order=order.clone()/> })}
            {(fulfil && can(OrderEvent::StartMaking)).then(|| view! {
                <form method="post" action=address(&number)>
                    <button class="button button-quiet" type="submit" name="action" value="start_making">"Start making it"</button>
                </form>
            })}
            {(fulfil && can(OrderEvent::Complete)).then(|| view! {
                <p>{gone} " The order completes by itself two weeks after it left."</p>
                <form method="post" action=address(&number)>
                    <button class="button button-quiet" type="submit" name="action" value="complete">"Complete it now"</button>
                </form>
            })}
            {(order.status == OrderStatus::Completed).then(|| view! { <p>"Completed: nothing is left to do."</p> })}
            {order.cancel_reason.map(|reason| {
                let why = reason.as_str().replace('_', " ");
                view! { <p>{format!("Cancelled ({why}).")}</p> }
            })}
            {(order.disputed && can(OrderEvent::Cancel)).then(|| view! {
                <p>"The customer’s bank disputes the payment: answer the dispute at the payment provider, and think twice before you send anything. Until it has ended the order can’t be cancelled."</p>
            })}
            {(!order.by_hand.to_refund.is_empty()).then(|| view! {
                <p><a class="link" href="#order-payments">"Money waits to be given back."</a></p>
            })}
            {(money && order.can_cancel).then(|| view! { <Cancel order=order.clone()/> })}
        </section>
    }
}

#[component]
fn ConfirmPayment(number: String, pending: PendingPaymentView, several: bool) -> impl IntoView {
    let (id, filled) = reference("confirm_payment", "attempt", &pending.attempt_id);
    view! {
        <form method="post" action=address(&number) class="counter-form">
            <input type="hidden" name="action" value="confirm_payment"/>
            <input type="hidden" name="attempt" value=pending.attempt_id/>
            {several.then(|| view! { <p><strong>{pending.label}</strong></p> })}
            <Field name="reference" id label="Where the money was seen" autocomplete="off" maxlength=500 filled
                hint="The line of the bank statement, or the receipt number. It stays in the timeline."/>
            <button class="button" type="submit">{format!("Confirm that {} arrived", pending.amount)}</button>
        </form>
    }
}

#[component]
fn Ship(order: OrderView) -> impl IntoView {
    let (usual, label) = match order.collection {
        true => (DeliveryWay::Collected, "Hand over"),
        false => (DeliveryWay::Tracked, "Mark as shipped"),
    };
    let warns = order.dispute().is_some_and(DisputeStanding::warns);
    let despite = filled_in("ship", "despite_dispute");
    view! {
        <form method="post" action=address(&order.number) class="counter-form">
            <input type="hidden" name="action" value="ship"/>
            <DispatchFields action="ship" usual/>
            <DespiteDispute standing=order.dispute() filled=despite/>
            <button class="button" class=("button-danger", warns) type="submit">{label}</button>
        </form>
    }
}

/// Folded, so that it takes two deliberate steps.
#[component]
fn Cancel(order: OrderView) -> impl IntoView {
    let came_back = sent_back().value("action") == "cancel";
    let problem = filled_in("cancel", "code").problem;
    // It may have been paid between two looks: then the form comes back and asks for the code.
    let money_leaves = order.cancelling_sends_money_back() || problem.is_some();
    let consequence = match order.payment_state {
        PaymentState::Unpaid | PaymentState::Cancelled => "The pieces go back on the shelf.",
        PaymentState::Refunded => {
            "The money went back before; what was not sent goes back on the shelf."
        }
        PaymentState::PartiallyRefunded => {
            "The rest of the money is paid back, and the pieces go back on the shelf."
        }
        PaymentState::Processing => {
            "The pieces go back on the shelf. The bank is still confirming the payment: if it arrives it is paid back."
        }
        _ => "The whole amount is paid back, and the pieces go back on the shelf.",
    };
    view! {
        <details class="fold" open=came_back>
            <summary>"Cancel this order"</summary>
            <form method="post" action=address(&order.number) class="counter-form">
                <input type="hidden" name="action" value="cancel"/>
                <p>{consequence} " The customer is told."</p>
                <TextArea name="reason" label="Why" rows=2 maxlength=500 hint="The customer reads it." filled=filled_in("cancel", "reason")/>
                {money_leaves.then(|| view! { <MoneyCode id="code" problem/> })}
                <button class="button button-danger" type="submit">"Cancel the order"</button>
                {money_leaves.then(|| view! { <InsteadOfCode ask=PasskeyAsk::CounterConfirm/> })}
            </form>
        </details>
    }
}

#[component]
pub fn AddNote(number: String) -> impl IntoView {
    view! {
        <form method="post" action=address(&number) class="counter-form">
            <input type="hidden" name="action" value="add_note"/>
            <TextArea name="note" label="Note for the studio" rows=2 maxlength=500 hint="Customers never see it." filled=filled_in("add_note", "note")/>
            <button class="button button-quiet button-small" type="submit">"Add the note"</button>
        </form>
    }
}
