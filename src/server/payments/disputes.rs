//! Disputes: a fact beside the payment. Staff see it with its due date and its end, and the ledger follows the money, in
//! the order's currency. What the provider booked on its own balance is stored beside it.

use crate::domain::attention::{DisputeNews, Matter};
use crate::domain::dispute::{DisputeStanding, DisputeView};
use crate::domain::money::Money;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderStatus;
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::disputes::{DisputeRow, EntryRow, NewDispute};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{BalanceEntry, ProviderDispute};
use crate::server::ledger;
use crate::server::mail::MoneyNews;
use crate::server::orders::mails;
use crate::server::orders::record;
use crate::server::refunds::owed;
use crate::server::state::App;
use crate::unit_of_work;

/// The job: brings one dispute in line with the provider.
pub async fn sync(app: &App, dispute_id: &str) -> Result<()> {
    let told = app.gateway.fetch_dispute(dispute_id).await?;
    write(app, told).await
}

/// Writes what the provider says of a dispute. News that comes late never opens again what the bank has decided.
pub async fn write(app: &App, told: ProviderDispute) -> Result<()> {
    let standing = DisputeStanding::of(&told.status);
    let fact = OrderFact::Disputed {
        amount: told.amount,
        reason: told.reason.clone(),
        status: told.status.clone(),
    };
    unit_of_work!(app, &Actor::Provider, work => {
        let now = work.now;
        let attempt = match &told.intent_id {
            Some(intent_id) => db::payments::attempt_by_intent(&mut work, intent_id).await?,
            None => None,
        };
        let Some(attempt) = attempt else {
            let matter = Matter::UnknownDispute { dispute: told.id.clone(), amount: told.amount };
            return db::attention::open(&mut work, &matter, &told.id, None, now).await;
        };
        let mut order = db::orders::lock(&mut work, &attempt.order_id).await?;
        if db::payments::lock_attempt(&mut work, &attempt.id).await?.state.is_live() {
            return Err(Error::fault(format!("a dispute {} came before its payment was settled", told.id)));
        }
        let known = db::payments::disputes::lock(&mut work, &told.id).await?;
        let was = known.as_ref().map(|dispute| DisputeStanding::of(&dispute.status));
        if was.is_some_and(DisputeStanding::is_closed) && !standing.is_closed() {
            return Ok(());
        }
        let before = known.as_ref().map_or(0, |dispute| dispute.withdrawn_minor);
        let dispute = NewDispute {
            id: &told.id,
            order_id: &order.id,
            attempt_id: &attempt.id,
            amount: told.amount,
            status: &told.status,
            reason: &told.reason,
            evidence_due_at_ms: told.evidence_due_at_ms,
            withdrawn_minor: told.withdrawn.minor,
            closed_at_ms: standing.is_closed().then_some(now),
            now_ms: now,
        };
        db::payments::disputes::save(&mut work, &dispute).await?;
        for entry in &told.entries {
            db::payments::disputes::keep_entry(&mut work, &told.id, &kept(entry)).await?;
        }
        let moved = Money::new(told.withdrawn.minor - before, told.amount.currency);
        if moved.minor != 0 {
            ledger::dispute(&mut work, &order, moved).await?;
        }
        if known.as_ref().is_none_or(|dispute| dispute.status != told.status) {
            record(&mut work, &mut order, &fact, true).await?;
        }
        if known.is_none() {
            let sent = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
            let opened = matter(&told, &order, DisputeNews::Opened { evidence_due_at_ms: told.evidence_due_at_ms });
            db::attention::open(&mut work, &opened, &told.id, Some(&order.id), now).await?;
            let news = MoneyNews::DisputeOpened {
                amount: told.amount,
                reason: told.reason.clone(),
                evidence_due_at_ms: told.evidence_due_at_ms,
                sent,
            };
            mails::money_to_studio(&mut work, &order, news).await?;
        }
        if standing.is_closed() && !was.is_some_and(DisputeStanding::is_closed) {
            let lost = standing == DisputeStanding::Lost;
            let news = MoneyNews::DisputeClosed { amount: told.amount, lost };
            mails::money_to_studio(&mut work, &order, news).await?;
            if lost {
                // It stays in the queue, unless somebody has settled it: what becomes of the order is to be decided.
                let lost = matter(&told, &order, DisputeNews::Lost);
                if !db::attention::replace(&mut work, &told.id, &lost).await? {
                    let key = format!("lost {}", told.id);
                    db::attention::open(&mut work, &lost, &key, Some(&order.id), now).await?;
                }
                owed::forget_what_was_lost(&mut work, &order, &attempt).await?;
            } else {
                db::attention::resolve_by_key(&mut work, &told.id, Actor::Provider.label(), &fact.sentence(), now).await?;
            }
        }
        Ok(())
    })
}

/// What the attention queue holds of it.
fn matter(told: &ProviderDispute, order: &OrderRow, news: DisputeNews) -> Matter {
    Matter::Dispute {
        order: order.number,
        amount: told.amount,
        reason: told.reason.clone(),
        news,
    }
}

/// The disputes of an order as staff see them, the oldest first.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<DisputeView>> {
    let mut shown = Vec::new();
    for row in db::payments::disputes::of_order(conn, order_id).await? {
        let entries = db::payments::disputes::entries(conn, &row.id).await?;
        shown.push(view(row, &entries));
    }
    Ok(shown)
}

fn kept(entry: &BalanceEntry) -> EntryRow {
    EntryRow {
        id: entry.id.clone(),
        amount_minor: entry.amount_minor,
        fee_minor: entry.fee_minor,
        currency: entry.currency.clone(),
        booked_at_ms: entry.booked_at_ms,
    }
}

fn view(row: DisputeRow, entries: &[EntryRow]) -> DisputeView {
    DisputeView {
        amount: row.amount,
        standing: DisputeStanding::of(&row.status),
        status: row.status.replace('_', " "),
        reason: row.reason.replace('_', " "),
        evidence_due_at_ms: row.evidence_due_at_ms,
        closed_at_ms: row.closed_at_ms,
        entries: entries.iter().map(booked).collect(),
    }
}

/// An entry of the provider's balance, which may be in a currency that this shop does not sell in.
fn booked(entry: &EntryRow) -> String {
    match entry.currency.parse() {
        Ok(currency) => Money::from_stripe(entry.amount_minor, currency).to_string(),
        Err(_) => format!("{} {} (smallest unit)", entry.amount_minor, entry.currency),
    }
}
