//! What became of a refund at the provider is recorded: its state, the ledger, its credit note, and the mails.

use super::{advance, owed};
use crate::domain::attention::Matter;
use crate::domain::order::history::OrderFact;
use crate::domain::payment::{AttemptState, RequestState};
use crate::domain::refund::{RefundCause, RefundEvent, RefundStatus};
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::{NewRefund, RefundRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{ProviderRefund, RefundState};
use crate::server::invoices;
use crate::server::keys::new_id;
use crate::server::ledger::{self, Posting};
use crate::server::orders::mails;
use crate::server::orders::{self, remaining};
use crate::server::returns::refund as returned;
use crate::server::state::App;
use crate::server::work::Work;
use crate::unit_of_work;

/// The job: brings one refund in line with the provider, also one that was made in the provider's dashboard.
pub async fn sync(app: &App, provider_ref: &str) -> Result<()> {
    let answer = app.gateway.fetch_refund(provider_ref).await?;
    record(app, answer).await
}

/// The job: the same for every refund of one intent.
pub async fn sync_of_intent(app: &App, intent_id: &str) -> Result<()> {
    for refund in app.gateway.refunds_of(intent_id).await? {
        record(app, refund).await?;
    }
    Ok(())
}

/// Records what the provider says of a refund. Booked once: when it is first pending or done; taken back once if it fails,
/// which may be days after it was done: its credit note is reversed, and customer and studio are notified.
pub async fn record(app: &App, told: ProviderRefund) -> Result<()> {
    let event = match told.state {
        RefundState::Pending => RefundEvent::Submit,
        RefundState::Succeeded => RefundEvent::Succeed,
        RefundState::Failed => RefundEvent::Fail,
        RefundState::Cancelled => RefundEvent::Cancel,
    };
    unit_of_work!(app, &Actor::Provider, work => {
        let Some((mut order, attempt, refund)) = find(&mut work, &told).await? else { return Ok(()) };
        let Some(to) = advance(&mut work, &refund, event, Some(&told.id)).await? else { return Ok(()) };
        let was_booked = refund.state.is_booked();
        if to.is_booked() && !was_booked {
            book(&mut work, &order, &attempt, &refund).await?;
            orders::record(&mut work, &mut order, &OrderFact::Refunded { amount: refund.amount }, false).await?;
            // Of a cancellation and of a payment that could not be used the customer knows, unless its refund failed.
            if refund.cause.is_news() || takes_a_place(&mut work, &refund).await? {
                mails::refunded(&mut work, &order, &refund, attempt.method).await?;
            }
        }
        if !to.is_booked() {
            if was_booked {
                ledger::refund(&mut work, &order, &attempt, &refund, Posting::Reversal).await?;
                invoices::reverse(&mut work, &order, &refund).await?;
            }
            update_request(&mut work, &refund, &attempt).await?;
            returned::failed(&mut work, &order, &refund).await?;
            owed::report(&mut work, &mut order, &refund).await?;
        }
        Ok(())
    })
}

/// A refund leaves the ledger, gets its credit note, and changes what its request says. The caller holds the order.
pub async fn book(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
    refund: &RefundRow,
) -> Result<()> {
    ledger::refund(work, order, attempt, refund, Posting::Refund).await?;
    invoices::for_refund(work, order, attempt, refund).await?;
    update_request(work, refund, attempt).await
}

/// Whether a refund was made in the stead of one that failed.
async fn takes_a_place(conn: &mut Conn, refund: &RefundRow) -> Result<bool> {
    let all = db::refunds::of_order(conn, &refund.order_id).await?;
    let followed = |old: &RefundRow| old.followed_by.as_deref() == Some(&refund.id);
    Ok(all.iter().any(followed))
}

/// Finds the refund that the provider tells of; one that is not known here is written down. The order is locked.
async fn find(
    work: &mut Work<'_>,
    told: &ProviderRefund,
) -> Result<Option<(OrderRow, AttemptRow, RefundRow)>> {
    let now = work.now;
    let attempt = match &told.intent_id {
        Some(intent_id) => db::payments::attempt_by_intent(work, intent_id).await?,
        None => None,
    };
    let Some(attempt) = attempt else {
        let matter = Matter::UnknownRefund {
            refund: told.id.clone(),
            amount: told.amount,
        };
        let key = format!("refund {}", told.id);
        db::attention::open(work, &matter, &key, None, now).await?;
        return Ok(None);
    };
    let order = db::orders::lock(work, &attempt.order_id).await?;
    // Read again under the lock.
    let attempt = db::payments::lock_attempt(work, &attempt.id).await?;
    let ours = match &told.refund_id {
        Some(id) => db::refunds::by_id(work, id).await?,
        None => None,
    };
    let known = match ours {
        Some(refund) => Some(refund),
        None => db::refunds::by_provider_ref(work, &told.id).await?,
    };
    if let Some(refund) = known {
        let refund = db::refunds::lock(work, &refund.id).await?;
        return Ok(Some((order, attempt, refund)));
    }
    if attempt.state != AttemptState::Succeeded {
        // News of the payment itself has not arrived yet; the refund is told of again.
        return Err(Error::fault(format!(
            "a refund {} came before its payment was settled",
            told.id
        )));
    }
    let parts = match attempt.refused_reason.is_none() {
        true => remaining::parts_of(work, &order, told.amount.minor).await?,
        false => None,
    };
    let refund = NewRefund {
        id: new_id(),
        attempt: &attempt,
        amount: told.amount,
        state: RefundStatus::Requested,
        cause: RefundCause::Dashboard,
        reason: "",
        idempotency_key: format!("provider-{}", told.id),
        provider_ref: Some(&told.id),
        actor: Actor::Provider.label(),
        parts: parts.as_ref(),
        restocked: &[],
        return_id: None,
        sent: None,
        now_ms: now,
    };
    db::refunds::insert(work, &refund).await?;
    owed::follow(work, &refund).await?;
    let refund = db::refunds::lock(work, &refund.id).await?;
    Ok(Some((order, attempt, refund)))
}

/// The request's state follows from what has been refunded of its accepted payment.
pub async fn update_request(
    conn: &mut Conn,
    refund: &RefundRow,
    attempt: &AttemptRow,
) -> Result<()> {
    if attempt.refused_reason.is_some() {
        return Ok(());
    }
    let refunded = db::refunds::total_of_attempt(conn, &attempt.id).await?;
    let to = RequestState::after_refund(attempt.amount.minor, refunded);
    for from in [
        RequestState::Paid,
        RequestState::PartiallyRefunded,
        RequestState::Refunded,
    ] {
        if from != to {
            db::payments::set_request_state(conn, &refund.request_id, from, to, None).await?;
        }
    }
    Ok(())
}
