//! The money of an order: payment requests and what came of them, and manual payments and refunds.

use super::owed::Refunds;
use super::steps::{address, reference};
use crate::domain::order::{ByHandView, OrderView, PendingPaymentView, RefundView, RequestView};
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::passkey::PasskeyAsk;
use crate::domain::payment::{PaymentMethod, RequestState};
use crate::domain::staff::Permission;
use crate::ui::admin::layout::may;
use crate::ui::admin::signin::{InsteadOfCode, MoneyCode};
use crate::ui::form::{Field, filled_in, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Payments(order: OrderView) -> impl IntoView {
    let number = order.number.clone();
    let requests = order.requests.iter().cloned().map(payment).collect_view();
    let hands = may(Permission::HandleMoney);
    let late = late_sentence(&order);
    let refund = (may(Permission::Refund) && order.can_refund)
        .then(|| format!("{}/refund", address(&number)));
    let shown = order.clone();
    let ByHandView {
        given_up,
        to_refund,
        ..
    } = order.by_hand;
    let refunds = to_refund
        .into_iter()
        .map(|refund| view! { <RefundByHand number=number.clone() refund hands/> })
        .collect_view();
    let promises = given_up
        .into_iter()
        .filter(|_| hands)
        .map(|pending| view! { <LatePayment number=number.clone() pending late/> })
        .collect_view();
    view! {
        <section aria-labelledby="order-payments">
            <h2 id="order-payments">"Payments"</h2>
            <ul class="counter-list">{requests}{refunds}</ul>
            <Refunds order=shown/>
            {refund.map(|href| view! { <p class="counter-more"><a class="button button-quiet button-small" href=href>"Give money back"</a></p> })}
            {promises}
        </section>
    }
}

fn payment(request: RequestView) -> impl IntoView {
    let state = match request.state {
        RequestState::Open => "due",
        RequestState::Paid => "paid",
        RequestState::PartiallyRefunded => "refunded in part",
        RequestState::Refunded => "refunded",
        RequestState::Cancelled => "cancelled",
    };
    view! {
        <li class="counter-card">
            <p class="counter-split"><span>{request.label}</span><strong class="price">{request.amount.to_string()}</strong></p>
            <dl class="facts">
                <div><dt>"State"</dt><dd>{state}</dd></div>
                {request.method.map(|method| view! { <div><dt>"Way"</dt><dd>{method.label()}</dd></div> })}
                {request.paid_at_ms.map(|at| view! { <div><dt>"Paid"</dt><dd>{moment::date_and_time(at)}</dd></div> })}
                {request.provider_ref.map(|id| view! { <div><dt>"Reference"</dt><dd class="counter-secret">{id}</dd></div> })}
                {(request.refunded.minor > 0).then(|| view! { <div><dt>"Paid back"</dt><dd>{request.refunded.to_string()}</dd></div> })}
                {request.last_error.map(|error| view! { <div><dt>"Last refusal"</dt><dd>{error}</dd></div> })}
            </dl>
        </li>
    }
}

/// Pending manual refunds: whoever handles money says when one was made.
#[component]
fn RefundByHand(number: String, refund: RefundView, hands: bool) -> impl IntoView {
    let (id, filled) = reference("give_back", "refund", &refund.id);
    let mine = sent_back().value("refund") == refund.id;
    let problem = filled_in("give_back", "code").problem.filter(|_| mine);
    let code_id = format!("code-{}", refund.id);
    let amount = refund.amount.to_string();
    let sentence = match refund.method {
        PaymentMethod::CashOnCollection => {
            format!("Give {amount} back in cash ({}).", refund.reason)
        }
        _ => format!(
            "Transfer {amount} back to the account it came from ({}).",
            refund.reason
        ),
    };
    view! {
        <li class="counter-card counter-attention">
            <p><strong>{sentence}</strong></p>
            {if hands {
                view! {
                    <form method="post" action=address(&number) class="counter-form">
                        <input type="hidden" name="action" value="give_back"/>
                        <input type="hidden" name="refund" value=refund.id/>
                        <Field name="reference" id label="Where it is seen" autocomplete="off" maxlength=500 filled
                            hint="The date of the bank statement, or the receipt number. It stays in the timeline."/>
                        <MoneyCode id=code_id problem/>
                        <button class="button" type="submit">{format!("Money given back: {amount}")}</button>
                        <InsteadOfCode ask=PasskeyAsk::CounterConfirm/>
                    </form>
                }
                .into_any()
            } else {
                view! { <p class="quiet">"Somebody who handles money marks it here as given back."</p> }.into_any()
            }}
        </li>
    }
}

/// What recording late money leads to, so that nobody is surprised.
fn late_sentence(order: &OrderView) -> &'static str {
    match (order.status, order.cancel_reason) {
        (OrderStatus::Pending, _) => {
            "The order is paid with it, and the way to pay that is open now is closed."
        }
        (OrderStatus::Cancelled, Some(CancelReason::HoldExpired | CancelReason::PaymentFailed)) => {
            "The order is confirmed if its pieces are still there. What can be made again is marked as short; \
             if a one-of-a-kind piece is gone you are asked to give the money back."
        }
        (OrderStatus::Cancelled, _) => {
            "The order stays cancelled, and you are asked to give the money back."
        }
        _ => "The order is paid already, so you are asked to give this money back.",
    }
}

/// Money that was not awaited any more, and came. Folded: it is rare.
#[component]
fn LatePayment(number: String, pending: PendingPaymentView, late: &'static str) -> impl IntoView {
    let (id, filled) = reference("record_late_payment", "attempt", &pending.attempt_id);
    let came_back = filled.problem.is_some() || !filled.value.is_empty();
    let amount = pending.amount.to_string();
    let summary = match pending.method {
        PaymentMethod::CashOnCollection => "The cash was paid after all",
        _ => "The transfer arrived after all",
    };
    view! {
        <details class="fold" open=came_back>
            <summary>{summary}</summary>
            <form method="post" action=address(&number) class="counter-form">
                <input type="hidden" name="action" value="record_late_payment"/>
                <input type="hidden" name="attempt" value=pending.attempt_id/>
                <p>{late}</p>
                <Field name="reference" id label="Where the money was seen" autocomplete="off" maxlength=500 filled
                    hint="The line of the bank statement, or the receipt number."/>
                <button class="button button-quiet" type="submit">{format!("Record that {amount} arrived")}</button>
            </form>
        </details>
    }
}
