//! Orders after they are placed: how they move, who may see them, and what their holders can do.

pub mod cancel;
pub mod correct;
pub mod holder;
pub mod holds;
pub mod mails;
mod next;
pub mod parcels;
pub mod remaining;
pub mod staff;
pub mod view;
pub mod work;
pub mod write;

use super::announce;
use super::db::orders::OrderRow;
use super::db::orders::write::{NewHistory, insert_history};
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::jobs::{self, Job};
use super::keys::token_hash;
use super::limits::{Limit, address_key};
use super::staff::audit;
use super::state::App;
use super::visit::Visit;
use crate::domain::audit::Action;
use crate::domain::contact::Email;
use crate::domain::order::history::OrderFact;
use crate::domain::order::{OrderKind, OrderView, order_number, parse_order_number};
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::problem::Problems;
use crate::server::actor::Actor;
use crate::server::links;
use crate::server::work::Work;
use crate::transact;

/// Longest reason of a customer for cancelling, in characters.
pub const REASON_MAX: usize = 500;

/// The order behind a link, or 404.
pub async fn find(app: &App, conn: &mut Conn, token: &str) -> Result<OrderRow> {
    let order = db::orders::by_link(conn, &token_hash(token)).await?;
    order.filter(|order| links::order(app, order) == token).ok_or_else(|| {
        Error::not_found("There is no order behind this link. It may have been replaced by a newer one: ask for it again.")
    })
}

/// Writes a row of an order's history. Whoever listens hears of a new status.
pub async fn write_history(conn: &mut Conn, row: &NewHistory<'_>) -> Result<()> {
    insert_history(conn, row).await?;
    match row.to {
        Some(to) => announce::order_moved(conn, row.order_id, to, row.at_ms).await,
        None => Ok(()),
    }
}

/// Moves an order along its machine, with its row of history. A change that the machine doesn't have, or that
/// another one came before, is refused with 409 and writes nothing.
pub async fn advance(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    event: OrderEvent,
    reason: Option<CancelReason>,
    fact: &OrderFact,
) -> Result<()> {
    let now = work.now;
    let from = order.status;
    let Some(to) = from.after(event) else {
        return Err(not_any_more(from));
    };
    if !db::orders::set_status(work, order, to, reason, now).await? {
        return Err(changed_meanwhile());
    }
    (order.status, order.cancel_reason, order.version) = (to, reason, order.version + 1);
    let row = NewHistory {
        order_id: &order.id,
        version: order.version,
        at_ms: now,
        who: &work.actor.who(),
        from: Some(from),
        to: Some(to),
        fact,
        internal: false,
    };
    write_history(work, &row).await
}

/// Writes a fact into an order's history without changing its status.
pub async fn record(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    fact: &OrderFact,
    internal: bool,
) -> Result<()> {
    let now = work.now;
    if !db::orders::raise_version(work, order, now).await? {
        return Err(changed_meanwhile());
    }
    order.version += 1;
    let row = NewHistory {
        order_id: &order.id,
        version: order.version,
        at_ms: now,
        who: &work.actor.who(),
        from: None,
        to: None,
        fact,
        internal,
    };
    write_history(work, &row).await
}

/// Writes a step that staff took into the audit log, in the step's own transaction. What other actors do is in the
/// order's history alone.
pub async fn audited(work: &mut Work<'_>, order: &OrderRow, action: Action) -> Result<()> {
    audit::step(work, &action, &order_number(order.number)).await
}

/// A custom order's order is moved by the custom order alone, so that the two never disagree.
pub fn only_ready_made(order: &OrderRow) -> Result<()> {
    match order.kind {
        OrderKind::ReadyMade => Ok(()),
        OrderKind::Commission => Err(Error::conflict(
            "This order belongs to a custom order: go on from the custom order’s own page.",
        )),
    }
}

fn not_any_more(status: OrderStatus) -> Error {
    let is = words(status);
    Error::conflict(format!(
        "This order is {is} already, so that can’t be done."
    ))
}

fn changed_meanwhile() -> Error {
    Error::conflict("Somebody changed this order a moment ago. Reload the page and look again.")
}

fn words(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Pending => "waiting for payment",
        OrderStatus::Confirmed => "paid",
        OrderStatus::InProduction => "in production",
        OrderStatus::Shipped => "shipped",
        OrderStatus::Completed => "completed",
        OrderStatus::Cancelled => "cancelled",
    }
}

/// One order, for whoever holds its link.
pub async fn by_link(visit: &Visit, token: &str) -> Result<OrderView> {
    let order = held_by(visit, token).await?;
    holder::shown(visit, order).await
}

/// The order that this visit holds the link of, or 404.
pub async fn held_by(visit: &Visit, token: &str) -> Result<OrderRow> {
    let mut conn = visit.app.db.read().await?;
    find(&visit.app, &mut conn, token).await
}

/// Cancels an order for the holder of its link, while that is allowed; a paid one is refunded in full. The reason, which may
/// be empty, is of at most [`REASON_MAX`] characters.
pub async fn cancel_because(visit: &Visit, token: &str, why: &str) -> Result<OrderView> {
    let why = why.trim();
    if why.chars().count() > REASON_MAX || why.chars().any(|c| c.is_control() && c != '\n') {
        let message = format!("Write the reason in at most {REASON_MAX} characters.");
        return Err(Problems::one("reason", "too_long", message).into());
    }
    let order = held_by(visit, token).await?;
    let (reason, actor) = (CancelReason::Customer, &Actor::Customer);
    cancel::cancel(&visit.app, &order.id, reason, actor, why).await?;
    by_link(visit, token).await
}

/// Sends an order's link again, to the address on the order only. Responds alike whether there is such an order or not,
/// and takes as long: all it does here is to enqueue a job, which looks.
pub async fn send_link(visit: &Visit, number: &str, email: &str) -> Result<()> {
    let app = &visit.app;
    let (number, email) = named(number, email)?;
    app.limits
        .count(Limit::LinkAddress, &address_key(visit.ip))?;
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    let job = Job::SendLink {
        number,
        email_hash: token_hash(&email.key()),
    };
    let now = app.now_ms();
    transact!(app.db, tx => { jobs::enqueue(&mut tx, &job, now, now).await })
}

/// Takes an order's lines out of the cart that they came from, once: when it is paid, or to be paid by hand. What was put
/// into the cart since stays.
pub async fn leave_cart(work: &mut Work<'_>, order: &OrderRow) -> Result<()> {
    let now = work.now;
    if db::checkout::unpaid::leave_cart(work, &order.id, now).await?
        && let Some(cart_id) = &order.cart_id
    {
        db::cart::remove_bought(work, cart_id, &order.id).await?;
    }
    Ok(())
}

/// The id of an order by its number.
pub async fn id_by_number(visit: &Visit, number: &str) -> Result<String> {
    let number = parse_order_number(number).ok_or_else(unknown)?;
    let mut conn = visit.app.db.read().await?;
    let row = db::orders::by_number(&mut conn, number).await?;
    Ok(row.ok_or_else(unknown)?.id)
}

pub(super) fn unknown() -> Error {
    Error::not_found(
        "There is no order with this number. Search for it by name, e-mail address, town or product.",
    )
}

/// An order's number and its customer's address, as people type them.
pub fn named(number: &str, email: &str) -> Result<(i64, Email), Problems> {
    let mut problems = Problems::default();
    let number = parse_order_number(number);
    if number.is_none() {
        let message = "Write the order number as it stands in your mail, such as ORD-000042.";
        problems.add("number", "invalid", message);
    }
    let email = Email::parse(email);
    if email.is_none() {
        let message = "Write the e-mail address that you ordered with.";
        problems.add("email", "invalid", message);
    }
    match (number, email) {
        (Some(number), Some(email)) => Ok((number, email)),
        _ => Err(problems),
    }
}

/// The job: mails an order's link to its address, if that is the one that was asked for.
pub async fn mail_link(app: &App, number: i64, email_hash: &str) -> Result<()> {
    transact!(app.db, tx => {
        let order = db::orders::by_number(&mut tx, number).await?;
        let asked = |order: &OrderRow| token_hash(&order.email.to_lowercase()) == email_hash;
        match order.filter(asked) {
            Some(order) => mails::link_again(&mut tx, app, &order).await,
            None => Ok(()),
        }
    })
}
