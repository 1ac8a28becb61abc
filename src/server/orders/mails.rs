//! The mails that an order's changes enqueue, each within the change's own transaction.

use super::view;
use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::domain::order_status::CancelReason;
use crate::domain::parcel::{DeliveryWay, Dispatch};
use crate::domain::payment::PaymentMethod;
use crate::domain::refund::SentWay;
use crate::domain::shop::Shop;
use crate::server::db::{self, Conn, orders::OrderRow, refunds::RefundRow};
use crate::server::error::Result;
use crate::server::invoices;
use crate::server::links;
use crate::server::mail::{self, Mail, MoneyFacts, MoneyNews, OrderFacts};
use crate::server::state::App;
use crate::server::work::Work;

/// What becomes of a customer's money when an order is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyBack {
    /// Nothing was charged.
    Nothing,
    Refund(Money),
    /// The bank is still confirming it.
    IfItArrives(Money),
    /// It was refunded before.
    Already,
}

async fn facts(work: &mut Work<'_>, order: &OrderRow) -> Result<OrderFacts> {
    let shown = view::of(work.app, work.shop, work, order.clone(), false).await?;
    let address = order_link(work.app, order);
    Ok(OrderFacts::of(&shown, &order.customer_name, address))
}

async fn write_to_customer(work: &mut Work<'_>, order: &OrderRow, mail: Mail) -> Result<()> {
    write(work, order, mail, &order.email).await
}

async fn write_to_studio(work: &mut Work<'_>, order: &OrderRow, mail: Mail) -> Result<()> {
    let studio = &work.shop.contact_email;
    write(work, order, mail, studio).await
}

async fn write(work: &mut Work<'_>, order: &OrderRow, mail: Mail, to: &str) -> Result<()> {
    let app = work.app;
    mail::enqueue(work, app, &mail, to, Some(&order.id)).await
}

/// Notifies the maker of a new order; the link leads to the admin.
async fn write_to_maker(
    work: &mut Work<'_>,
    order: &OrderRow,
    method: PaymentMethod,
    paid: bool,
) -> Result<()> {
    let mut facts = facts(work, order).await?;
    facts.link = work.app.url(&format!("/admin/orders/{}", facts.number));
    let known = db::mails::was_written(work, Mail::NEW_ORDER, &order.id).await?;
    let mail = Mail::NewOrder {
        order: facts,
        customer_email: order.email.clone(),
        method,
        paid,
        known,
    };
    write_to_studio(work, order, mail).await
}

/// Placed, to be paid by hand: what to do next; and the maker's notice.
pub async fn placed(work: &mut Work<'_>, order: &OrderRow, method: PaymentMethod) -> Result<()> {
    let facts = facts(work, order).await?;
    let mail = Mail::OrderPlaced {
        order: facts,
        method,
        instructions: instructions(work.shop, method),
        hold_expires_at_ms: order.hold_expires_at_ms,
    };
    write_to_customer(work, order, mail).await?;
    write_to_maker(work, order, method, false).await
}

/// Paid: the confirmation, and the maker's notice unless it was given when the order was placed.
pub async fn confirmed(work: &mut Work<'_>, order: &OrderRow, method: PaymentMethod) -> Result<()> {
    let facts = facts(work, order).await?;
    let issued = invoices::of_order(work, &order.id, order.currency).await?;
    let invoice = issued.into_iter().next().map(|invoice| invoice.number);
    let mail = Mail::OrderConfirmed {
        order: facts,
        invoice,
    };
    write_to_customer(work, order, mail).await?;
    if method.is_manual() {
        Ok(())
    } else {
        write_to_maker(work, order, method, true).await
    }
}

/// On its way, or in the customer's hands already.
pub async fn shipped(work: &mut Work<'_>, order: &OrderRow, dispatch: &Dispatch) -> Result<()> {
    let facts = facts(work, order).await?;
    let mail = match dispatch.way {
        DeliveryWay::Tracked | DeliveryWay::Untracked => Mail::OrderShipped {
            order: facts,
            carrier: dispatch.carrier.clone(),
            tracking_number: dispatch.tracking_number.clone(),
            tracking_url: dispatch.tracking_url.clone(),
        },
        way => Mail::OrderCollected {
            order: facts,
            handed_over: way == DeliveryWay::HandedOver,
        },
    };
    write_to_customer(work, order, mail).await
}

/// Ready to be collected; `due` is what is still to be brought along.
pub async fn ready(work: &mut Work<'_>, order: &OrderRow, due: Option<Money>) -> Result<()> {
    let facts = facts(work, order).await?;
    let mail = Mail::OrderReady {
        order: facts,
        collection_details: work.shop.collection_details.clone(),
        due,
    };
    write_to_customer(work, order, mail).await
}

pub async fn cancelled(
    work: &mut Work<'_>,
    order: &OrderRow,
    by: CancelReason,
    reason: Option<String>,
    back: MoneyBack,
) -> Result<()> {
    let facts = facts(work, order).await?;
    let mail = match by {
        CancelReason::HoldExpired | CancelReason::PaymentFailed => Mail::HoldExpired {
            order: facts,
            left_cart: db::checkout::unpaid::has_left_cart(work, &order.id).await?,
        },
        _ => Mail::OrderCancelled {
            order: facts,
            by,
            reason,
            refund: match back {
                MoneyBack::Refund(amount) => Some(amount),
                _ => None,
            },
            arriving: match back {
                MoneyBack::IfItArrives(amount) => Some(amount),
                _ => None,
            },
            given_back: back == MoneyBack::Already,
        },
    };
    write_to_customer(work, order, mail).await
}

/// Notifies the studio that the customer cancelled: it is not to be made or sent.
pub async fn customer_cancelled(
    work: &mut Work<'_>,
    order: &OrderRow,
    reason: &str,
    back: MoneyBack,
) -> Result<()> {
    let news = MoneyNews::Cancelled {
        reason: reason.trim().to_string(),
        refund: match back {
            MoneyBack::Refund(amount) => Some(amount),
            _ => None,
        },
        arriving: match back {
            MoneyBack::IfItArrives(amount) => Some(amount),
            _ => None,
        },
    };
    money_to_studio(work, order, news).await
}

/// News about money for the studio; the link leads to the back office.
pub async fn money_to_studio(work: &mut Work<'_>, order: &OrderRow, news: MoneyNews) -> Result<()> {
    let number = order_number(order.number);
    let facts = MoneyFacts {
        link: work.app.url(&format!("/admin/orders/{number}")),
        order_number: number,
        name: order.customer_name.clone(),
        reply_to: order.email.clone(),
    };
    let mail = Mail::Money { facts, news };
    write_to_studio(work, order, mail).await
}

/// Notifies the customer that a refund did not arrive.
pub async fn refund_not_arrived(
    work: &mut Work<'_>,
    order: &OrderRow,
    amount: Money,
) -> Result<()> {
    let news = MoneyNews::NotArrived { amount };
    money_to_customer(work, order, news).await
}

/// Notifies the customer that the money of a refund that did not arrive was sent another way.
pub async fn refund_sent(
    work: &mut Work<'_>,
    order: &OrderRow,
    amount: Money,
    way: SentWay,
    sent_at_ms: i64,
) -> Result<()> {
    let news = MoneyNews::Sent {
        amount,
        way,
        sent_at_ms,
    };
    money_to_customer(work, order, news).await
}

async fn money_to_customer(work: &mut Work<'_>, order: &OrderRow, news: MoneyNews) -> Result<()> {
    let facts = MoneyFacts {
        link: order_link(work.app, order),
        order_number: order_number(order.number),
        name: order.customer_name.clone(),
        reply_to: String::new(),
    };
    write_to_customer(work, order, Mail::Money { facts, news }).await
}

/// A newer order from the same cart takes its place: customer and studio are notified. Nobody knows yet that the mailbox
/// is right, so the mail does not lead to the new order.
pub async fn replaced(work: &mut Work<'_>, order: &OrderRow) -> Result<()> {
    let reason = "You placed a newer order from the same cart, which takes its place.";
    let (by, back) = (CancelReason::Customer, MoneyBack::Nothing);
    cancelled(work, order, by, Some(reason.into()), back).await?;
    let mut facts = facts(work, order).await?;
    facts.link = work.app.url(&format!("/admin/orders/{}", facts.number));
    let mail = Mail::OrderReplaced {
        order: facts,
        customer_email: order.email.clone(),
    };
    write_to_studio(work, order, mail).await
}

/// The bank refused a payment after the customer had left.
pub async fn payment_failed(
    work: &mut Work<'_>,
    order: &OrderRow,
    reason: Option<String>,
) -> Result<()> {
    let facts = facts(work, order).await?;
    let hold_expires_at_ms = order.hold_expires_at_ms;
    write_to_customer(
        work,
        order,
        Mail::PaymentFailed {
            order: facts,
            reason,
            hold_expires_at_ms,
        },
    )
    .await
}

pub async fn refunded(
    work: &mut Work<'_>,
    order: &OrderRow,
    refund: &RefundRow,
    way: PaymentMethod,
) -> Result<()> {
    let facts = facts(work, order).await?;
    write_to_customer(
        work,
        order,
        Mail::Refunded {
            order: facts,
            amount: refund.amount,
            reason: refund.written_reason(),
            way: Some(way),
        },
    )
    .await
}

/// To a new e-mail address: the link that takes it over. It names no order's link, since nobody knows yet whose
/// mailbox it is.
pub async fn confirm_email(
    work: &mut Work<'_>,
    order: &OrderRow,
    email: &str,
    token: &str,
) -> Result<()> {
    let mail = Mail::ConfirmOrderEmail {
        number: order_number(order.number),
        customer_name: order.customer_name.clone(),
        link: work.app.url(&format!("/confirm-email/{token}")),
    };
    write(work, order, mail, email).await
}

/// To the address that mails went to before.
pub async fn email_changed(work: &mut Work<'_>, order: &OrderRow) -> Result<()> {
    let mail = Mail::OrderEmailChanged {
        number: order_number(order.number),
        customer_name: order.customer_name.clone(),
        link: order_link(work.app, order),
    };
    write_to_customer(work, order, mail).await
}

/// Money that came too late, or twice, is refunded.
pub async fn returned(
    work: &mut Work<'_>,
    order: &OrderRow,
    amount: Money,
    by_hand: bool,
    pieces: Vec<String>,
) -> Result<()> {
    let facts = facts(work, order).await?;
    write_to_customer(
        work,
        order,
        Mail::MoneyReturned {
            order: facts,
            amount,
            by_hand,
            pieces,
        },
    )
    .await
}

/// Payment instructions of a manual method.
pub fn instructions(shop: &Shop, method: PaymentMethod) -> String {
    match method {
        PaymentMethod::BankTransfer => shop.bank_details.clone(),
        PaymentMethod::CashOnCollection => shop.collection_details.clone(),
        PaymentMethod::Card | PaymentMethod::Hosted | PaymentMethod::Link => String::new(),
    }
}

/// The order's link again, to the address on the order.
pub async fn link_again(conn: &mut Conn, app: &App, order: &OrderRow) -> Result<()> {
    let mail = Mail::OrderLink {
        number: order_number(order.number),
        customer_name: order.customer_name.clone(),
        link: order_link(app, order),
    };
    mail::enqueue(conn, app, &mail, &order.email, Some(&order.id)).await
}

fn order_link(app: &App, order: &OrderRow) -> String {
    app.url(&format!("/o/{}", links::order(app, order)))
}
