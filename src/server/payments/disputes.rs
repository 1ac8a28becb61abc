//! Disputes: a fact beside the payment. Staff see it with its due date, and the books follow the money.

use super::books;
use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::orders::{Actor, tell};
use crate::server::state::App;
use crate::transact;

/// The job: brings one dispute in line with the provider.
pub async fn sync(app: &App, dispute_id: &str) -> Result<()> {
    let told = app.gateway.fetch_dispute(dispute_id).await?;
    let now = app.now_ms();
    transact!(app.db, tx => {
        let attempt = match &told.intent_id {
            Some(intent_id) => db::payments::attempt_by_intent(&mut tx, intent_id).await?,
            None => None,
        };
        let Some(attempt) = attempt else {
            let sentence = format!("A dispute {} of {} concerns a payment that is not known here.", told.id, told.amount);
            return db::attention::open(&mut tx, "unknown_dispute", &told.id, None, &sentence, now).await;
        };
        let mut order = db::orders::lock(&mut tx, &attempt.order_id).await?;
        if db::payments::lock_attempt(&mut tx, &attempt.id).await?.state.is_live() {
            return Err(Error::fault(format!("a dispute {} came before its payment was settled", told.id)));
        }
        let known = db::refunds::lock_dispute(&mut tx, &told.id).await?;
        let before = known.as_ref().map_or(0, |dispute| dispute.withdrawn_minor);
        let moved = Money::new(told.withdrawn.minor - before, told.amount.currency);
        let place = (Some(order.id.as_str()), Some(attempt.id.as_str()));
        db::refunds::save_dispute(&mut tx, &told.id, place, told.amount, &told.status, &told.reason,
            told.evidence_due_at_ms, told.withdrawn.minor, now).await?;
        if moved.minor != 0 {
            books::dispute(&mut tx, &order, moved, now).await?;
        }
        let number = order_number(order.number);
        if known.as_ref().is_none_or(|dispute| dispute.status != told.status) {
            let sentence = format!("The customer’s bank disputes {} ({}): {}.", told.amount, told.reason, told.status.replace('_', " "));
            tell(&mut tx, &mut order, &Actor::Provider, &sentence, true, now).await?;
        }
        if known.is_none() {
            let due = told.evidence_due_at_ms.map(day).map(|day| format!(" Evidence is due by {day}.")).unwrap_or_default();
            let sentence = format!("{number}: a payment of {} is disputed ({}).{due} Answer at the provider.", told.amount, told.reason);
            db::attention::open(&mut tx, "dispute", &told.id, Some(&order.id), &sentence, now).await?;
        }
        Ok(())
    })
}

/// A day as `2026-11-30`, in UTC.
fn day(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms)
        .map_or(String::new(), |t| t.strftime("%Y-%m-%d").to_string())
}
