//! What staff do with an order: make, ship, hand over, complete, cancel, take notes.

use super::cancel::Refunds;
use super::mails;
use super::work::{require_no_dispute, require_some};
use super::{advance, audited, cancel, only_ready_made, record};
use crate::domain::audit::Action;
use crate::domain::order::OrderView;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::parcel::Dispatch;
pub use crate::domain::parcel::ShipForm;
use crate::domain::problem::Problems;
use crate::server::actor::Actor;
use crate::server::clock::DAY_MS;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::keys::new_id;
use crate::server::returns;
use crate::server::search::records;
use crate::server::staff::confirm_money_leaves;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

/// Days after shipping until an order counts as completed.
pub const COMPLETE_AFTER_DAYS: i64 = 14;

/// One order with its internal history, by number.
pub async fn view(app: &App, number: &str) -> Result<OrderView> {
    let none = || Error::not_found(format!("There is no order {number}."));
    let number = crate::domain::order::parse_order_number(number).ok_or_else(none)?;
    let shop = app.shop().await?;
    let mut conn = app.db.read().await?;
    let order = db::orders::by_number(&mut conn, number)
        .await?
        .ok_or_else(none)?;
    super::view::of(app, &shop, &mut conn, order, true).await
}

pub async fn start_making(app: &App, actor: &Actor, order_id: &str) -> Result<()> {
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        only_ready_made(&order)?;
        require_some(&mut work, &order).await?;
        advance(&mut work, &mut order, OrderEvent::StartMaking, None, &OrderFact::MakingBegun).await?;
        audited(&mut work, &order, Action::Making).await
    })
}

/// Notifies the customer that an order which is collected in person is ready. One that is paid in cash then keeps its hold
/// for as long as the shop gives for collecting, counted from now.
pub async fn ready(app: &App, actor: &Actor, order_id: &str) -> Result<()> {
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let shown = super::view::of(app, work.shop, &mut work, order.clone(), true).await?;
        if shown.nothing_left {
            require_some(&mut work, &order).await?;
        }
        if !shown.can_be_ready() {
            let message = match shown.ready_at_ms {
                Some(_) => "The customer has been told already that it is ready.",
                None => "Only an order that is collected in person, and is paid or will be paid in cash then, can be ready to collect.",
            };
            return Err(Error::conflict(message));
        }
        db::orders::set_ready(&mut work, order_id, now).await?;
        order.ready_at_ms = Some(now);
        let unpaid = order.status == OrderStatus::Pending;
        let until = work.zone().days_later(now, work.shop.collection_hold_days);
        if unpaid && order.hold_expires_at_ms.is_some_and(|end| end < until) {
            db::orders::set_hold_end(&mut work, order_id, Some(until)).await?;
            order.hold_expires_at_ms = Some(until);
            jobs::enqueue(&mut work, &Job::ExpireHold { order_id: order_id.into() }, until, now).await?;
        }
        record(&mut work, &mut order, &OrderFact::ReadyToCollect, false).await?;
        audited(&mut work, &order, Action::Ready).await?;
        mails::ready(&mut work, &order, unpaid.then_some(shown.amounts.total)).await
    })
}

/// Marks an order as shipped, collected or handed over, and notifies the customer.
pub async fn ship(app: &App, actor: &Actor, order_id: &str, form: &ShipForm) -> Result<()> {
    let dispatch = form.read()?;
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        only_ready_made(&order)?;
        returns::withdraw::something_is_left_to_send(&mut work, &order).await?;
        require_no_dispute(&mut work, &order, form.despite_dispute).await?;
        send_off(&mut work, &mut order, &dispatch).await?;
        audited(&mut work, &order, Action::Shipped { dispatch: dispatch.clone() }).await?;
        mails::shipped(&mut work, &order, &dispatch).await?;
        let complete = Job::CompleteOrder { order_id: order_id.into() };
        jobs::enqueue(&mut work, &complete, now + COMPLETE_AFTER_DAYS * DAY_MS, now).await
    })
}

/// Writes the parcel of an order and moves it to shipped, unless everything in it was refunded. The caller holds the
/// order and has read the form; who is notified, and when it is complete, is the caller's to decide.
pub async fn send_off(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    dispatch: &Dispatch,
) -> Result<()> {
    let (now, today) = (work.now, work.today());
    if order.status.after(OrderEvent::Ship).is_some() {
        require_some(work, order).await?;
    }
    db::orders::parcels::insert(work, &new_id(), &order.id, dispatch, today, now).await?;
    records::order(work, &order.id).await?;
    db::orders::set_shipped(work, &order.id, now).await?;
    let fact = OrderFact::Dispatched(dispatch.clone());
    advance(work, order, OrderEvent::Ship, None, &fact).await?;
    *order = db::orders::lock(work, &order.id).await?;
    Ok(())
}

pub async fn complete(app: &App, actor: &Actor, order_id: &str) -> Result<()> {
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        only_ready_made(&order)?;
        advance(&mut work, &mut order, OrderEvent::Complete, None, &OrderFact::Completed).await?;
        audited(&mut work, &order, Action::Completed).await
    })
}

/// The timer's completion: an order that has moved on meanwhile is left alone.
pub async fn complete_by_timer(app: &App, order_id: &str) -> Result<()> {
    match complete(app, &Actor::Shop, order_id).await {
        Err(error) if error.is_conflict() => Ok(()),
        outcome => outcome,
    }
}

/// Cancels an order with everything that was paid for it; `why` goes into the customer's mail and may not be empty.
pub async fn cancel(app: &App, actor: &Actor, order_id: &str, why: &str) -> Result<()> {
    let why = cancel_reason(why)?;
    cancel::cancel(app, order_id, CancelReason::Staff, actor, why).await
}

/// The same at a press of whoever is signed in: where money leaves with it, a fresh `code` comes first.
pub async fn cancel_by(
    visit: &Visit,
    actor: &Actor,
    order_id: &str,
    why: &str,
    code: &str,
) -> Result<()> {
    let app = &visit.app;
    let why = cancel_reason(why)?;
    let leaves = {
        let mut conn = app.db.read().await?;
        let none = || Error::fault(format!("there is no order {order_id}"));
        let order = db::orders::by_id(&mut conn, order_id).await?;
        cancel::check(&mut conn, &order.ok_or_else(none)?, actor).await?;
        cancel::sends_money_back(&mut conn, order_id).await?
    };
    let refunds = match leaves {
        true => {
            confirm_money_leaves(visit, code).await?;
            Refunds::Confirmed
        }
        false => Refunds::Unconfirmed,
    };
    cancel::cancel_with(app, order_id, CancelReason::Staff, actor, why, refunds).await
}

fn cancel_reason(typed: &str) -> Result<&str> {
    let why = typed.trim();
    if why.is_empty() || why.chars().count() > 500 {
        let message =
            "Write the reason in a sentence of at most 500 characters: the customer reads it.";
        return Err(Problems::one("reason", "required", message).into());
    }
    Ok(why)
}

/// A note that only staff see.
pub async fn note(app: &App, actor: &Actor, order_id: &str, text: &str) -> Result<()> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2000 {
        return Err(Problems::one(
            "note",
            "required",
            "Write a note of at most 2,000 characters.",
        )
        .into());
    }
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        record(&mut work, &mut order, &OrderFact::Noted { text: text.into() }, true).await?;
        audited(&mut work, &order, Action::Noted).await
    })
}
