//! Promised refunds are sent by a job, and booked when the provider has taken them on.

use super::promises::{Giving, promise};
use super::refund_state::move_to;
use super::{books, left, owed};
use crate::domain::attention::{Matter, NotRefunded};
use crate::domain::money::Money;
use crate::domain::payment::{AttemptState, RequestState};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::{NewRefund, RefundRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{ProviderRefund, RefundState};
use crate::server::invoices;
use crate::server::keys::new_id;
use crate::server::orders::letters::Desk;
use crate::server::orders::{Actor, tell};
use crate::server::returns::refund as returned;
use crate::server::state::App;
use crate::transact;

/// The job: asks the provider for a promised refund. Asking again finds the first one.
pub async fn send(app: &App, refund_id: &str) -> Result<()> {
    let (refund, attempt) = {
        let mut conn = app.db.read().await?;
        let gone = || Error::fault(format!("there is no refund {refund_id}"));
        let refund = db::refunds::by_id(&mut conn, refund_id)
            .await?
            .ok_or_else(gone)?;
        let attempt = db::payments::attempt(&mut conn, &refund.attempt_id)
            .await?
            .ok_or_else(gone)?;
        (refund, attempt)
    };
    let Some(intent_id) = attempt.intent_id.filter(|_| refund.state == "requested") else {
        return Ok(());
    };
    // What staff gave back in the provider's dashboard meanwhile is not given back again.
    for told in app.gateway.refunds_of(&intent_id).await? {
        write(app, told).await?;
    }
    let Some(refund) = fitted(app, refund_id).await? else {
        return Ok(());
    };
    let answer = app
        .gateway
        .refund(
            &intent_id,
            refund.amount,
            &refund.id,
            &refund.idempotency_key,
        )
        .await?;
    write(app, answer).await
}

/// A promised refund that is still to be sent and fits into what is left of its payment. One that is too large
/// gives way to a smaller one, or to none.
async fn fitted(app: &App, refund_id: &str) -> Result<Option<RefundRow>> {
    let (now, zone) = (app.now_ms(), app.time_zone().await?);
    transact!(app.db, tx => {
        let none = || Error::fault(format!("there is no refund {refund_id}"));
        let refund = db::refunds::by_id(&mut tx, refund_id).await?.ok_or_else(none)?;
        let mut order = db::orders::lock(&mut tx, &refund.order_id).await?;
        let attempt = db::payments::lock_attempt(&mut tx, &refund.attempt_id).await?;
        let refund = db::refunds::lock(&mut tx, refund_id).await?;
        if refund.state != "requested" {
            return Ok(None);
        }
        if db::refunds::is_disputed(&mut tx, &order.id).await? {
            move_to(&mut tx, &refund, "failed", None, now).await?;
            restate(&mut tx, &refund, &attempt).await?;
            returned::failed(&mut tx, &order, &refund, &Actor::Shop, now).await?;
            let matter = Matter::RefundFailed { order: order.number, amount: refund.amount, because: NotRefunded::Disputed };
            db::attention::open(&mut tx, &matter, &owed::key(&refund.id), Some(&order.id), now).await?;
            tell(&mut tx, &mut order, &Actor::Shop, &matter.sentence(&zone), true, now).await?;
            return Ok(None);
        }
        let excess = db::refunds::total_of_attempt(&mut tx, &attempt.id).await? - attempt.amount.minor;
        if excess <= 0 {
            return Ok(Some(refund));
        }
        move_to(&mut tx, &refund, "cancelled", None, now).await?;
        let left = Money::new(refund.amount.minor - excess, refund.amount.currency);
        if left.minor > 0 {
            let return_id = refund.return_id.as_deref();
            let giving = Giving { kind: &refund.kind, return_id, ..Giving::because(&refund.reason, Actor::Shop.label()) };
            promise(&mut tx, &order, &attempt, left, giving, now).await?;
        }
        restate(&mut tx, &refund, &attempt).await?;
        let sentence = "Part or all of the refund was made at the provider already.";
        tell(&mut tx, &mut order, &Actor::Shop, sentence, true, now).await?;
        Ok(None)
    })
}

/// The job: brings one refund in line with the provider, also one that was made in the provider's dashboard.
pub async fn sync(app: &App, provider_ref: &str) -> Result<()> {
    let answer = app.gateway.fetch_refund(provider_ref).await?;
    write(app, answer).await
}

/// Writes what the provider says of a refund. Booked once: when it is first pending or done; taken back once
/// if it fails, which may be days after it was done: its credit note is reversed, and customer and studio are told.
pub async fn write(app: &App, told: ProviderRefund) -> Result<()> {
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let Some((mut order, attempt, refund)) = place(&mut tx, &told, now).await? else { return Ok(()) };
        let to = match told.state {
            RefundState::Pending => "pending",
            RefundState::Succeeded => "succeeded",
            RefundState::Failed => "failed",
            RefundState::Cancelled => "cancelled",
        };
        let from = refund.state.as_str();
        let booked = |state: &str| matches!(state, "pending" | "succeeded");
        let backwards = from == to || (from == "succeeded" && to == "pending") || matches!(from, "failed" | "cancelled");
        if backwards || !move_to(&mut tx, &refund, to, Some(&told.id), now).await? {
            return Ok(());
        }
        if booked(to) && !booked(from) {
            books::refund(&mut tx, &order, &attempt, &refund, books::Way::Back, now).await?;
            invoices::for_refund(&mut tx, &shop, &order, &attempt, &refund, now).await?;
            restate(&mut tx, &refund, &attempt).await?;
            tell(&mut tx, &mut order, &Actor::Provider, &format!("{} refunded.", refund.amount), false, now).await?;
            // A cancellation and a returned payment have told the customer already, unless that came to nothing.
            if refund.reason == DASHBOARD || !refund.kind.is_empty() || takes_a_place(&mut tx, &refund).await? {
                desk.refunded(&mut tx, &order, &refund, attempt.method).await?;
            }
        }
        if !booked(to) {
            if booked(from) {
                books::refund(&mut tx, &order, &attempt, &refund, books::Way::Failed, now).await?;
                invoices::reverse(&mut tx, &shop, &order, &refund, now).await?;
            }
            restate(&mut tx, &refund, &attempt).await?;
            returned::failed(&mut tx, &order, &refund, &Actor::Provider, now).await?;
            owed::report(&mut tx, desk, &mut order, &refund, now).await?;
        }
        Ok(())
    })?;
    app.wake.notify_one();
    Ok(())
}

/// Whether a refund was made in the stead of one that failed.
async fn takes_a_place(conn: &mut Conn, refund: &RefundRow) -> Result<bool> {
    let all = db::refunds::of_order(conn, &refund.order_id).await?;
    let followed = |old: &RefundRow| old.followed_by.as_deref() == Some(&refund.id);
    Ok(all.iter().any(followed))
}

/// The reason of a refund that staff made in the provider's dashboard.
const DASHBOARD: &str = "refunded at the provider";

/// Finds the refund that the provider tells of; one that is not known here is written down. The order is locked.
async fn place(
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
    let id = new_id();
    let key = format!("provider-{}", told.id);
    let parts = match attempt.refused_reason.is_none() {
        true => left::parts(conn, &order, told.amount.minor).await?,
        false => None,
    };
    let refund = NewRefund {
        id: &id,
        order_id: &order.id,
        request_id: &attempt.request_id,
        attempt_id: &attempt.id,
        amount: told.amount,
        state: "requested",
        reason: DASHBOARD,
        idempotency_key: &key,
        provider_ref: Some(&told.id),
        actor: Actor::Provider.label(),
        kind: "",
        parts: parts.as_ref(),
        restocked: &[],
        return_id: None,
        sent: None,
        now_ms: now,
    };
    db::refunds::insert(conn, &refund).await?;
    owed::follow(conn, &refund).await?;
    let refund = db::refunds::lock(conn, &id).await?;
    Ok(Some((order, attempt, refund)))
}

/// The request's state follows from what has been given back of its accepted payment.
pub async fn restate(conn: &mut Conn, refund: &RefundRow, attempt: &AttemptRow) -> Result<()> {
    if attempt.refused_reason.is_some() {
        return Ok(());
    }
    let back = db::refunds::total_of_attempt(conn, &attempt.id).await?;
    let to = RequestState::after_refund(attempt.amount.minor, back);
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
