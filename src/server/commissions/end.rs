//! Ending a custom order before it is made: the customer withdraws, or the studio rejects it. What was paid is kept and
//! refunded by the agreed rule, which both sides see before they confirm.

use super::agreed::{self, Agreed};
use super::{advance, audited, find, hold, mails, maker};
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::refund::{EndedBy, Settlement};
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::thread_form::reason;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderEvent, OrderStatus};
use crate::domain::refund::RefundCause;
use crate::server::actor::Actor;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::limits::Limit;
use crate::server::mail::CommissionNews;
use crate::server::orders::{self, cancel};
use crate::server::payments::close;
use crate::server::refunds::enqueue;
use crate::server::staff::confirm_money_leaves;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

pub async fn withdraw(visit: &Visit, token: &str, why: &str, seen_back: i64) -> Result<()> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    app.limits.count(Limit::ThreadMessage, &row.id)?;
    let why = reason("reason", why, 0)?;
    end(
        app,
        &row.id,
        EndedBy::Customer,
        &Actor::Customer,
        &why,
        seen_back,
    )
    .await
}

/// The studio says no. Where money is refunded with it, a fresh `code` comes first; a program needs its scope for refunds.
pub async fn reject(
    visit: &Visit,
    number: &str,
    why: &str,
    seen_back: i64,
    code: &str,
) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let app = &visit.app;
    let why = reason("reason", why, 1)?;
    let (row, back) = {
        let mut conn = app.db.read().await?;
        let row = super::by_number(&mut conn, number).await?;
        let back = going_back(&mut conn, &row, seen_back).await?;
        (row, back)
    };
    // What is refunded in the end is what was seen: `end` compares it under the lock.
    if back {
        confirm_money_leaves(visit, code).await?;
    }
    end(app, &row.id, EndedBy::Studio, &actor, &why, seen_back).await
}

/// Ends a custom order. `seen_back` is the refund in minor units, as it was shown before confirming.
pub async fn end(
    app: &App,
    id: &str,
    by: EndedBy,
    actor: &Actor,
    why: &str,
    seen_back: i64,
) -> Result<()> {
    let accepted = {
        let mut conn = app.db.read().await?;
        db::commissions::quotes::acceptance(&mut conn, id).await?
    };
    if let Some(acceptance) = accepted {
        // Close what could be paid before it is called off; what was paid meanwhile is settled first.
        close::live_attempts(app, &acceptance.order_id).await?;
    }
    let event = match by {
        EndedBy::Customer => CommissionEvent::Withdraw,
        EndedBy::Studio => CommissionEvent::Reject,
    };
    unit_of_work!(app, actor, work => {
        let mut held = hold(&mut work, id).await?;
        if let Some(order) = &held.order
            && db::refunds::is_disputed(&mut work, &order.id).await?
        {
            return Err(disputed());
        }
        let agreed = agreed::of(&mut work, &held.row).await?;
        let settlement = agreed.as_ref().and_then(|a| a.settlement(&held.row, by));
        if held.row.status.after(event).is_some() {
            as_shown(settlement, seen_back)?;
        }
        let fact = CommissionFact::Ended { by, settlement, why: why.into() };
        advance(&mut work, &mut held.row, event, &fact).await?;
        if let (Some(order), Some(agreed)) = (held.order.as_mut(), &agreed) {
            call_off(&mut work, order, agreed, by, settlement).await?;
        }
        audited(&mut work, &held.row, Action::CommissionRejected { reason: why.into() }).await?;
        write(&mut work, &held.row, by, why, settlement).await
    })
}

/// Whether anything is refunded when the studio ends it now. Refuses what can't be ended or was seen otherwise, so that it
/// costs no code.
async fn going_back(conn: &mut Conn, row: &CommissionRow, seen_back: i64) -> Result<bool> {
    let Some(agreed) = agreed::of(conn, row).await? else {
        return Ok(false);
    };
    if row.status.after(CommissionEvent::Reject).is_none() {
        return Ok(false);
    }
    if db::refunds::is_disputed(conn, &agreed.acceptance.order_id).await? {
        return Err(disputed());
    }
    let settlement = agreed.settlement(row, EndedBy::Studio);
    as_shown(settlement, seen_back)?;
    Ok(settlement.is_some_and(|s| s.back.minor > 0))
}

fn disputed() -> Error {
    Error::conflict(
        "The customer’s bank disputes a payment of this, so nothing can go back now. Wait until the dispute is decided.",
    )
}

/// Refuses when the refund would be another than was shown.
fn as_shown(settlement: Option<Settlement>, seen_back: i64) -> Result<()> {
    if seen_back == settlement.map_or(0, |s| s.back.minor) {
        return Ok(());
    }
    let message = match settlement {
        Some(s) => format!(
            "It comes to something else by now: {} goes back and {} is kept. Look at it once more and confirm it.",
            s.back, s.kept
        ),
        None => {
            "Nothing was paid, so nothing goes back. Look at it once more and confirm it.".into()
        }
    };
    Err(Error::conflict_of("settlement_changed", message))
}

/// Cancels the order: nothing more can be paid, and its refunds are enqueued, from the last payment backwards.
async fn call_off(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    agreed: &Agreed,
    by: EndedBy,
    settlement: Option<Settlement>,
) -> Result<()> {
    let reason = match by {
        EndedBy::Customer => CancelReason::Customer,
        EndedBy::Studio => CancelReason::Staff,
    };
    let fact = &OrderFact::CommissionEnded;
    if order.status == OrderStatus::Pending {
        return cancel::unpaid(work, order, reason, fact).await;
    }
    cancel::nothing_more_is_due(work, &order.id).await?;
    orders::advance(work, order, OrderEvent::Cancel, Some(reason), fact).await?;
    let mut left = settlement.map_or(0, |s| s.back.minor);
    for request in agreed.requests.iter().rev() {
        if left > 0 && agreed.paid_by(request).is_some() {
            let why = RefundCause::CustomOrderEnded;
            let part = enqueue::part_of_request(work, order, request, left, why).await?;
            left -= part.minor;
        }
    }
    match left {
        0 => Ok(()),
        _ => Err(Error::fault(format!(
            "order {} has received less than goes back",
            order.id
        ))),
    }
}

async fn write(
    work: &mut Work<'_>,
    row: &CommissionRow,
    by: EndedBy,
    why: &str,
    settlement: Option<Settlement>,
) -> Result<()> {
    let back = settlement.map(|s| s.back);
    match by {
        EndedBy::Customer => {
            let kept = settlement.map(|s| s.kept);
            let news = CommissionNews::Withdrawn { back, kept };
            mails::to_customer(work, row, news, &[]).await?;
            mails::answered(work, row, "It was withdrawn", why).await
        }
        EndedBy::Studio => {
            let news = CommissionNews::Rejected {
                reason: why.into(),
                collection: work.app.url("/shop"),
                back,
            };
            mails::to_customer(work, row, news, &[]).await
        }
    }
}
