//! Refunds are promised in the transaction that needs them, with whatever carries them out.

use super::{left, owed};
use crate::domain::attention::{Matter, NotRefunded};
use crate::domain::money::Money;
use crate::domain::payment::AttemptState;
use crate::domain::refund::Parts;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::refunds::NewRefund;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::keys::new_id;
use crate::server::orders::Actor;

/// What the attention queue knows a refund by hand by.
pub fn by_hand_key(refund_id: &str) -> String {
    format!("manual refund {refund_id}")
}

/// Why a refund is made, and of what.
#[derive(Clone, Copy, Default)]
pub struct Giving<'a> {
    /// What staff asked for; empty where it follows from something else.
    pub kind: &'a str,
    pub reason: &'a str,
    /// Worked out from what is left where nobody chose them.
    pub parts: Option<&'a Parts>,
    /// Units that went back on the shelf, by a line's id.
    pub restocked: &'a [(String, i64)],
    /// The return that it is for.
    pub return_id: Option<&'a str>,
    pub actor: &'a str,
}

impl<'a> Giving<'a> {
    /// What follows from something else than staff's wish to give money back.
    pub fn because(reason: &'a str, actor: &'a str) -> Self {
        Giving {
            reason,
            actor,
            ..Giving::default()
        }
    }
}

/// Promises what is left of a paid request. Answers the amount.
pub async fn promise_rest(
    conn: &mut Conn,
    order: &OrderRow,
    request: &RequestRow,
    reason: &str,
    actor: &Actor,
    now: i64,
) -> Result<Money> {
    promise_part(conn, order, request, i64::MAX, reason, actor, now).await
}

/// The same for at most `most_minor` of it.
pub async fn promise_part(
    conn: &mut Conn,
    order: &OrderRow,
    request: &RequestRow,
    most_minor: i64,
    reason: &str,
    actor: &Actor,
    now: i64,
) -> Result<Money> {
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let paid_by = attempts.into_iter().find(|a| {
        a.request_id == request.id
            && a.state == AttemptState::Succeeded
            && a.refused_reason.is_none()
    });
    let attempt = paid_by.ok_or_else(|| {
        Error::impossible("payment_requests", "state", &request.id, "paid by nothing")
    })?;
    let lost = db::refunds::lost_of_attempt(conn, &attempt.id).await?;
    let back =
        attempt.amount.minor - db::refunds::total_of_attempt(conn, &attempt.id).await? - lost;
    let back = back.min(most_minor);
    let amount = Money::new(back.max(0), attempt.amount.currency);
    if back > 0 && lost > 0 {
        // What was charged back is not refunded by the provider any more, not in part either.
        let matter = Matter::RefundFailed {
            order: order.number,
            amount,
            because: NotRefunded::ChargedBack {
                lost: Money::new(lost, attempt.amount.currency),
                name: order.customer_name.clone(),
            },
        };
        // Written down as one that failed, so that it can be recorded how it was sent.
        let id = new_id();
        let parts = left::parts(conn, order, amount.minor).await?;
        let refund = NewRefund {
            id: &id,
            order_id: &order.id,
            request_id: &attempt.request_id,
            attempt_id: &attempt.id,
            amount,
            state: "failed",
            reason,
            idempotency_key: &format!("refund-{id}"),
            provider_ref: None,
            actor: actor.label(),
            kind: "",
            parts: parts.as_ref(),
            restocked: &[],
            return_id: None,
            sent: None,
            now_ms: now,
        };
        db::refunds::insert(conn, &refund).await?;
        let key = owed::key(&id);
        db::attention::open(conn, &matter, &key, Some(&order.id), now).await?;
    } else if back > 0 {
        let giving = Giving::because(reason, actor.label());
        promise(conn, order, &attempt, amount, giving, now).await?;
    }
    Ok(amount)
}

/// Promises the return of money that could not be used.
pub async fn promise_return(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    reason: &str,
    now: i64,
) -> Result<()> {
    let giving = Giving::because(reason, Actor::Shop.label());
    promise(conn, order, attempt, attempt.amount, giving, now).await
}

/// Writes a refund down with whatever carries it out: a job, or, since money that came by hand goes back by hand, staff.
pub async fn promise(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    amount: Money,
    giving: Giving<'_>,
    now: i64,
) -> Result<()> {
    let id = new_id();
    let key = format!("refund-{id}");
    // What could not be used was never for any of the order's lines.
    let worked_out = match attempt.refused_reason.is_none() && giving.parts.is_none() {
        true => left::parts(conn, order, amount.minor).await?,
        false => None,
    };
    let reason = giving.reason;
    let refund = NewRefund {
        id: &id,
        order_id: &order.id,
        request_id: &attempt.request_id,
        attempt_id: &attempt.id,
        amount,
        state: "requested",
        reason,
        idempotency_key: &key,
        provider_ref: None,
        actor: giving.actor,
        kind: giving.kind,
        parts: giving.parts.or(worked_out.as_ref()),
        restocked: giving.restocked,
        return_id: giving.return_id,
        sent: None,
        now_ms: now,
    };
    db::refunds::insert(conn, &refund).await?;
    owed::follow(conn, &refund).await?;
    if !attempt.method.is_manual() {
        return jobs::promise(conn, &Job::SendRefund { refund_id: id }, now, now).await;
    }
    let key = by_hand_key(&id);
    let matter = Matter::ManualRefund {
        order: order.number,
        amount,
        name: order.customer_name.clone(),
        method: attempt.method,
        reason: reason.into(),
    };
    db::attention::open(conn, &matter, &key, Some(&order.id), now).await
}
