//! What happens next with an order and by whom, in one sentence for its customer.

use super::{cancel, mails};
use crate::domain::money::Money;
use crate::domain::order::{NextStep, order_number};
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::DeliveryWay;
use crate::domain::payment::{PaymentMethod, PaymentState};
use crate::domain::shop::Shop;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::links;
use crate::server::state::App;

/// What happens next and by whom, in one sentence.
pub fn step(
    order: &OrderRow,
    payment: PaymentState,
    live: Option<&AttemptRow>,
    owed: bool,
    way: Option<DeliveryWay>,
    shop: &Shop,
    token: &str,
) -> NextStep {
    use OrderStatus::*;
    let ready = order.collection && order.ready_at_ms.is_some();
    let total = Money::new(order.total_minor, order.currency);
    let says = |sentence: String| NextStep {
        sentence,
        pay_url: None,
        instructions: None,
    };
    let by_hand = |method: PaymentMethod, sentence: String| NextStep {
        sentence,
        pay_url: Some(format!("/checkout/pay/{token}")),
        instructions: Some(mails::instructions(shop, method)).filter(|text| !text.is_empty()),
    };
    match (order.status, payment) {
        (Pending, PaymentState::Processing) => {
            says("Your bank is confirming the payment. You don’t need to do anything; we will write to you.".into())
        }
        (Pending, _) => match live.map(|a| a.method) {
            Some(method @ PaymentMethod::BankTransfer) => by_hand(
                method,
                format!(
                    "Please transfer {total} with the reference {}. We start as soon as it has arrived.",
                    order_number(order.number)
                ),
            ),
            Some(method @ PaymentMethod::CashOnCollection) if ready => by_hand(
                method,
                format!("Your order is ready. Please bring {total} when you collect it from the studio."),
            ),
            Some(method @ PaymentMethod::CashOnCollection) => by_hand(
                method,
                format!("Your pieces are set aside. Please bring {total} when you collect them from the studio."),
            ),
            _ => NextStep {
                sentence: format!("Your pieces are set aside. Please pay {total} to complete the order."),
                pay_url: Some(format!("/checkout/pay/{token}")),
                instructions: None,
            },
        },
        (Confirmed, _) if order.stock_shortage => says(
            "We received your payment, but one of the pieces ran short in the same moment. The studio will write to you about it."
                .into(),
        ),
        (Confirmed | InProduction, _) if ready => NextStep {
            instructions: Some(mails::instructions(shop, PaymentMethod::CashOnCollection))
                .filter(|text| !text.is_empty()),
            ..says(format!("Your order is ready: please collect it from {}.", shop.name))
        },
        (Confirmed, _) if order.collection => {
            says(format!("Paid, thank you. {} will write to you when it is ready to collect.", shop.name))
        }
        (Confirmed, _) => says(format!("Paid, thank you. {} is packing it and will write to you when it is on its way.", shop.name)),
        (InProduction, _) if order.collection => {
            says(format!("{} is making it and will write to you when it is ready to collect.", shop.name))
        }
        (InProduction, _) => says(format!("{} is making it and will write to you when it is on its way.", shop.name)),
        (Shipped, _) => says(match way {
            Some(DeliveryWay::Collected) => "You collected it. We hope that it gives you joy.".into(),
            Some(DeliveryWay::HandedOver) => "It was handed over to you. We hope that it gives you joy.".into(),
            _ if order.collection => "It is on its way to you.".into(),
            _ => format!("It is on its way to you: {}.", order.delivery_estimate),
        }),
        (Completed, _) => says("This order is complete. Thank you.".into()),
        (Cancelled, PaymentState::Refunded) => says("This order was cancelled and your money is on its way back.".into()),
        (Cancelled, PaymentState::Paid | PaymentState::PartiallyRefunded) if owed => {
            says(format!("This order was cancelled. {} sees to it that your money comes back to you.", shop.name))
        }
        (Cancelled, _) => says(cancel::sentence(order.cancel_reason).into()),
    }
}

/// An order that nobody cancelled and of which everything was refunded before it left.
pub fn all_refunded(payment: PaymentState, waits: bool, shop: &Shop) -> NextStep {
    let sentence = match (payment, waits) {
        (PaymentState::Refunded, false) => {
            "This order was refunded and your money is on its way back. Nothing will be sent."
                .into()
        }
        (_, true) => format!(
            "This order was refunded, so nothing will be sent. {} sees to it that your money comes back to you.",
            shop.name
        ),
        (_, false) => "Everything in this order was refunded, so nothing will be sent.".into(),
    };
    NextStep {
        sentence,
        pay_url: None,
        instructions: None,
    }
}

/// A custom order's page says whose turn it is; the order's page leads to what is due.
pub fn of_commission(app: &App, order: &OrderRow, asked: &[RequestRow]) -> NextStep {
    let due = asked
        .first()
        .filter(|_| order.status != OrderStatus::Cancelled);
    NextStep {
        sentence: match due {
            Some(request) => format!(
                "This is a custom order. {} is due: {}.",
                request.label, request.amount
            ),
            None => "This is a custom order. Its own page says how far it has come.".into(),
        },
        pay_url: due.map(|request| format!("/pay/{}", links::payment(app, &request.id))),
        instructions: None,
    }
}
