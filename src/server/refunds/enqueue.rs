//! Refunds are written down in the transaction that needs them, with whatever carries them out.

use super::owed;
use crate::domain::attention::{Matter, NotRefunded};
use crate::domain::money::Money;
use crate::domain::refund::{Parts, RefundCause, RefundStatus};
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::refunds::NewRefund;
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::keys::new_id;
use crate::server::orders::remaining;
use crate::server::work::Work;

/// What the attention queue knows a refund by hand by.
pub fn by_hand_key(refund_id: &str) -> String {
    format!("manual refund {refund_id}")
}

/// Why a refund is made, and of what.
#[derive(Clone, Copy)]
pub struct Details<'a> {
    pub cause: RefundCause,
    /// What staff wrote; empty for any other cause.
    pub reason: &'a str,
    /// Worked out from what remains where nobody chose them.
    pub parts: Option<&'a Parts>,
    /// Units that went back on the shelf, by a line's id.
    pub restocked: &'a [(String, i64)],
    /// The return that it is for.
    pub return_id: Option<&'a str>,
}

impl Details<'_> {
    /// Refunds that follow from something else than a request of staff.
    pub fn because(cause: RefundCause) -> Self {
        Details {
            cause,
            reason: "",
            parts: None,
            restocked: &[],
            return_id: None,
        }
    }
}

/// Refunds what remains of a paid request. Returns the amount.
pub async fn rest_of_request(
    work: &mut Work<'_>,
    order: &OrderRow,
    request: &RequestRow,
    cause: RefundCause,
) -> Result<Money> {
    part_of_request(work, order, request, i64::MAX, cause).await
}

/// The same for at most `most_minor` of it.
pub async fn part_of_request(
    work: &mut Work<'_>,
    order: &OrderRow,
    request: &RequestRow,
    most_minor: i64,
    cause: RefundCause,
) -> Result<Money> {
    let now = work.now;
    let attempts = db::payments::attempts(work, &order.id).await?;
    let attempt = request.paid_by(&attempts).ok_or_else(|| {
        Error::impossible("payment_requests", "state", &request.id, "paid by nothing")
    })?;
    let lost = db::refunds::lost_of_attempt(work, &attempt.id).await?;
    let refunded = db::refunds::total_of_attempt(work, &attempt.id).await?;
    let back = (attempt.amount.minor - refunded - lost).min(most_minor);
    let amount = Money::new(back.max(0), attempt.amount.currency);
    let details = Details::because(cause);
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
        let parts = remaining::parts_of(work, order, amount.minor).await?;
        let refund = NewRefund {
            state: RefundStatus::Failed,
            parts: parts.as_ref(),
            ..new(work, attempt, amount, details)
        };
        db::refunds::insert(work, &refund).await?;
        let key = owed::key(&refund.id);
        db::attention::open(work, &matter, &key, Some(&order.id), now).await?;
    } else if back > 0 {
        refund(work, order, attempt, amount, details).await?;
    }
    Ok(amount)
}

/// Writes a refund of a payment down with whatever carries it out: a job, or, since money that came by hand is refunded by
/// hand, staff.
pub async fn refund(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
    amount: Money,
    details: Details<'_>,
) -> Result<()> {
    let now = work.now;
    // What could not be used was never for any of the order's lines.
    let worked_out = match attempt.refused_reason.is_none() && details.parts.is_none() {
        true => remaining::parts_of(work, order, amount.minor).await?,
        false => None,
    };
    let refund = NewRefund {
        parts: details.parts.or(worked_out.as_ref()),
        ..new(work, attempt, amount, details)
    };
    db::refunds::insert(work, &refund).await?;
    owed::follow(work, &refund).await?;
    let key = by_hand_key(&refund.id);
    if !attempt.method.is_manual() {
        let job = Job::SendRefund {
            refund_id: refund.id,
        };
        return jobs::enqueue(work, &job, now, now).await;
    }
    let matter = Matter::ManualRefund {
        order: order.number,
        amount,
        name: order.customer_name.clone(),
        method: attempt.method,
        cause: details.cause,
        reason: details.reason.into(),
    };
    db::attention::open(work, &matter, &key, Some(&order.id), now).await
}

/// A new refund, once its parts are known.
fn new<'a>(
    work: &Work<'a>,
    attempt: &'a AttemptRow,
    amount: Money,
    details: Details<'a>,
) -> NewRefund<'a> {
    let id = new_id();
    NewRefund {
        idempotency_key: format!("refund-{id}"),
        id,
        attempt,
        amount,
        state: RefundStatus::Requested,
        cause: details.cause,
        reason: details.reason,
        provider_ref: None,
        actor: work.actor.label(),
        parts: None,
        restocked: details.restocked,
        return_id: details.return_id,
        sent: None,
        now_ms: work.now,
    }
}
