//! What became of a refund at the provider is recorded: its state, the ledger, its credit note, and who is told.

use super::{advance, owed};
use crate::domain::attention::Matter;
use crate::domain::order::history::OrderFact;
use crate::domain::payment::{AttemptState, RequestState};
use crate::domain::refund::{RefundCause, RefundEvent, RefundStatus};
use crate::domain::shop::Shop;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::{NewRefund, RefundRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{ProviderRefund, RefundState};
use crate::server::invoices;
use crate::server::keys::new_id;
use crate::server::ledger::{self, Posting};
use crate::server::orders::letters::Desk;
use crate::server::orders::{self, Actor, remaining};
use crate::server::returns::refund as returned;
use crate::server::state::App;
use crate::transact;

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
/// which may be days after it was done: its credit note is reversed, and customer and studio are told.
pub async fn record(app: &App, told: ProviderRefund) -> Result<()> {
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    let event = match told.state {
        RefundState::Pending => RefundEvent::Submit,
        RefundState::Succeeded => RefundEvent::Succeed,
        RefundState::Failed => RefundEvent::Fail,
        RefundState::Cancelled => RefundEvent::Cancel,
    };
    transact!(app.db, tx => {
        let Some((mut order, attempt, refund)) = find(&mut tx, &told, now).await? else { return Ok(()) };
        let Some(to) = advance(&mut tx, &refund, event, Some(&told.id), now).await? else { return Ok(()) };
        let was_booked = refund.state.is_booked();
        if to.is_booked() && !was_booked {
            book(&mut tx, &shop, &order, &attempt, &refund, now).await?;
            orders::record(&mut tx, &mut order, &Actor::Provider, &OrderFact::Refunded { amount: refund.amount }, false, now).await?;
            // Of a cancellation and of a payment that could not be used the customer knows, unless its refund failed.
            if refund.cause.is_news() || takes_a_place(&mut tx, &refund).await? {
                desk.refunded(&mut tx, &order, &refund, attempt.method).await?;
            }
        }
        if !to.is_booked() {
            if was_booked {
                ledger::refund(&mut tx, &order, &attempt, &refund, Posting::Reversal, now).await?;
                invoices::reverse(&mut tx, &shop, &order, &refund, now).await?;
            }
            update_request(&mut tx, &refund, &attempt).await?;
            returned::failed(&mut tx, &order, &refund, &Actor::Provider, now).await?;
            owed::report(&mut tx, desk, &mut order, &refund, now).await?;
        }
        Ok(())
    })
}

/// A refund leaves the ledger, gets its credit note, and changes what its request says. The caller holds the order.
pub async fn book(
    conn: &mut Conn,
    shop: &Shop,
    order: &OrderRow,
    attempt: &AttemptRow,
    refund: &RefundRow,
    now: i64,
) -> Result<()> {
    ledger::refund(conn, order, attempt, refund, Posting::Refund, now).await?;
    invoices::for_refund(conn, shop, order, attempt, refund, now).await?;
    update_request(conn, refund, attempt).await
}

/// Whether a refund was made in the stead of one that failed.
async fn takes_a_place(conn: &mut Conn, refund: &RefundRow) -> Result<bool> {
    let all = db::refunds::of_order(conn, &refund.order_id).await?;
    let followed = |old: &RefundRow| old.followed_by.as_deref() == Some(&refund.id);
    Ok(all.iter().any(followed))
}

/// Finds the refund that the provider tells of; one that is not known here is written down. The order is locked.
async fn find(
    conn: &mut Conn,
    told: &ProviderRefund,
    now: i64,
) -> Result<Option<(OrderRow, AttemptRow, RefundRow)>> {
    let attempt = match &told.intent_id {
        Some(intent_id) => db::payments::attempt_by_intent(conn, intent_id).await?,
        None => None,
    };
    let Some(attempt) = attempt else {
        let matter = Matter::UnknownRefund {
            refund: told.id.clone(),
            amount: told.amount,
        };
        let key = format!("refund {}", told.id);
        db::attention::open(conn, &matter, &key, None, now).await?;
        return Ok(None);
    };
    let order = db::orders::lock(conn, &attempt.order_id).await?;
    // Read again under the lock.
    let attempt = db::payments::lock_attempt(conn, &attempt.id).await?;
    let ours = match &told.refund_id {
        Some(id) => db::refunds::by_id(conn, id).await?,
        None => None,
    };
    let known = match ours {
        Some(refund) => Some(refund),
        None => db::refunds::by_provider_ref(conn, &told.id).await?,
    };
    if let Some(refund) = known {
        let refund = db::refunds::lock(conn, &refund.id).await?;
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
        true => remaining::parts_of(conn, &order, told.amount.minor).await?,
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
    db::refunds::insert(conn, &refund).await?;
    owed::follow(conn, &refund).await?;
    let refund = db::refunds::lock(conn, &refund.id).await?;
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
