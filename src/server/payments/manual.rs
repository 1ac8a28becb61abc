//! Money that comes and goes by hand: staff confirm that it arrived, record what arrived too late, and say when they
//! have given it back.

use super::settle::Outcome;
use super::{books, promises, received, refund_state, refunds};
use crate::domain::audit::Action;
use crate::domain::order::order_number;
use crate::domain::payment::AttemptState;
use crate::domain::problem::Problems;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::invoices;
use crate::server::orders::letters::Desk;
use crate::server::orders::{Actor, audited, tell};
use crate::server::state::App;
use crate::transact;

/// Longest reference, in characters.
const REFERENCE_MAX: usize = 200;

/// Where the money is seen: what the bank statement or the receipt says, trimmed.
fn reference(typed: &str) -> Result<&str, Problems> {
    let text = typed.trim();
    if text.is_empty() || text.chars().count() > REFERENCE_MAX {
        let message = format!(
            "Write where the money is seen, such as the date of the bank statement (at most {REFERENCE_MAX} characters)."
        );
        return Err(Problems::one("reference", "required", message));
    }
    Ok(text)
}

/// The attempt that staff saw on an order's page, locked; 404 when it isn't one of this order's.
async fn locked_attempt(tx: &mut Conn, order: &OrderRow, attempt_id: &str) -> Result<AttemptRow> {
    let none = || Error::not_found("This order has no such payment. Reload the page.");
    let known = db::payments::attempt(tx, attempt_id).await?;
    let known = known.filter(|attempt| attempt.order_id == order.id);
    db::payments::lock_attempt(tx, &known.ok_or_else(none)?.id).await
}

/// Staff confirm that a transfer or cash that is awaited has arrived in full. `seen` is what the bank statement or
/// receipt says.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    order_id: &str,
    attempt_id: &str,
    seen: &str,
) -> Result<()> {
    let seen = reference(seen)?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut order = db::orders::lock(&mut tx, order_id).await?;
        let attempt = locked_attempt(&mut tx, &order, attempt_id).await?;
        if !attempt.method.is_manual() || !attempt.state.is_live() {
            return Err(Error::conflict("This payment is not awaited any more. Reload the page."));
        }
        received::accept(&mut tx, desk, &mut order, &attempt, actor, now).await?;
        let sentence = format!("{} confirmed by {}: {seen}", attempt.amount, actor.label());
        tell(&mut tx, &mut order, actor, &sentence, true, now).await?;
        audited(&mut tx, &order, actor, Action::PaymentConfirmed { reference: seen.into() }, now).await
    })?;
    app.wake.notify_one();
    Ok(())
}

/// Staff record a transfer or cash that arrived when it was not awaited any more: its hold had ended, the order was
/// cancelled, or it had been paid another way. What follows is what follows from any late money.
pub async fn record_late(
    app: &App,
    actor: &Actor,
    order_id: &str,
    attempt_id: &str,
    seen: &str,
) -> Result<Outcome> {
    let seen = reference(seen)?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    let outcome = transact!(app.db, tx => {
        let mut order = db::orders::lock(&mut tx, order_id).await?;
        let attempt = locked_attempt(&mut tx, &order, attempt_id).await?;
        let given_up = matches!(attempt.state, AttemptState::Cancelled | AttemptState::Expired);
        if !attempt.method.is_manual() || !given_up {
            return Err(Error::conflict("This payment is recorded already, or still awaited. Reload the page."));
        }
        let outcome = received::accept(&mut tx, desk, &mut order, &attempt, actor, now).await?;
        let sentence = format!("{} arrived late, recorded by {}: {seen}", attempt.amount, actor.label());
        tell(&mut tx, &mut order, actor, &sentence, true, now).await?;
        audited(&mut tx, &order, actor, Action::LatePaymentRecorded { reference: seen.into() }, now).await?;
        Ok(outcome)
    })?;
    app.wake.notify_one();
    Ok(outcome)
}

/// Whether a refund waits to be given back by hand, and where it is seen is written; nothing is changed.
pub async fn check_given_back(
    app: &App,
    order_id: &str,
    refund_id: &str,
    seen: &str,
) -> Result<()> {
    let none = || Error::not_found("This order has no such refund. Reload the page.");
    let mut conn = app.db.read().await?;
    let known = db::refunds::by_id(&mut conn, refund_id).await?;
    let known = known.filter(|refund| refund.order_id == order_id);
    let refund = known.ok_or_else(none)?;
    let attempt = db::payments::attempt(&mut conn, &refund.attempt_id).await?;
    let by_hand = attempt.is_some_and(|attempt| attempt.method.is_manual());
    if !by_hand || refund.state != "requested" {
        return Err(marked_already());
    }
    reference(seen).map(drop).map_err(Error::from)
}

fn marked_already() -> Error {
    Error::conflict("This money has been marked as given back already. Reload the page.")
}

/// Staff say that they gave money back by hand. It leaves the books, the attention queue forgets it, and the customer
/// is told.
pub async fn given_back(
    app: &App,
    actor: &Actor,
    order_id: &str,
    refund_id: &str,
    seen: &str,
) -> Result<()> {
    let seen = reference(seen)?;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let none = || Error::not_found("This order has no such refund. Reload the page.");
        let mut order = db::orders::lock(&mut tx, order_id).await?;
        let known = db::refunds::by_id(&mut tx, refund_id).await?;
        let known = known.filter(|refund| refund.order_id == order.id).ok_or_else(none)?;
        let attempt = db::payments::lock_attempt(&mut tx, &known.attempt_id).await?;
        let refund = db::refunds::lock(&mut tx, refund_id).await?;
        if !attempt.method.is_manual() || refund.state != "requested" {
            return Err(marked_already());
        }
        refund_state::move_to(&mut tx, &refund, "succeeded", None, now).await?;
        books::refund(&mut tx, &order, &attempt, &refund, books::Way::Back, now).await?;
        invoices::for_refund(&mut tx, &shop, &order, &attempt, &refund, now).await?;
        refunds::restate(&mut tx, &refund, &attempt).await?;
        let way = attempt.method.given_back();
        tell(&mut tx, &mut order, actor, &format!("{} given back {way}.", refund.amount), false, now).await?;
        let sentence = format!("Given back by {}: {seen}", actor.label());
        tell(&mut tx, &mut order, actor, &sentence, true, now).await?;
        let done = format!("{} given back for {}: {seen}", refund.amount, order_number(order.number));
        // Before refunds could go back in parts, the queue knew them by their payment.
        for about in [refund_id, attempt.id.as_str()] {
            let key = promises::by_hand_key(about);
            db::attention::resolve_by_key(&mut tx, &key, actor.label(), &done, now).await?;
        }
        let action = Action::MoneyGivenBack { amount: refund.amount, reference: seen.into() };
        audited(&mut tx, &order, actor, action, now).await?;
        desk.refunded(&mut tx, &order, &refund, attempt.method).await
    })?;
    app.wake.notify_one();
    Ok(())
}
