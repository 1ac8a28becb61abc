//! Declined cards are counted per order, visit and network address, each once: from the provider's events, and from its
//! list where an event was lost. Who tries one card after another is left with the ways to pay without one for an hour.

use crate::domain::attention::{CountedBy, Matter};
use crate::domain::order::history::OrderFact;
use crate::domain::payment::{AttemptState, PaymentMethod, instead};
use crate::domain::shop::Shop;
use crate::server::actor::Actor;
use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{Intent, IntentState};
use crate::server::jobs::{self, Job};
use crate::server::orders::record;
use crate::server::payments::methods;
use crate::server::state::App;
use crate::server::unpaid::{self, Limit, Subject};
use crate::server::work::Work;
use crate::unit_of_work;

/// Declines after which paying by card is closed: of one order since it was closed last, and of one visit and one network
/// within a day.
const MOST_OF_ORDER: i64 = 10;
const MOST_OF_VISIT: i64 = 20;
const MOST_OF_NETWORK: i64 = 40;
/// How long it stays closed.
const CLOSED_MS: i64 = HOUR_MS;

/// Where a payment comes from; empty where that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'a> {
    pub visit_key: &'a str,
    pub network_key: &'a str,
}

/// Who is counted, and after how many declines each has to wait.
fn subjects(order_id: Option<&str>, from: Origin<'_>) -> Vec<(Subject, i64)> {
    let all = [
        (
            CountedBy::Order,
            order_id.unwrap_or_default(),
            MOST_OF_ORDER,
        ),
        (CountedBy::Visit, from.visit_key, MOST_OF_VISIT),
        (CountedBy::Network, from.network_key, MOST_OF_NETWORK),
    ];
    all.into_iter()
        .filter(|(_, key, _)| !key.is_empty())
        .map(|(by, key, most)| (Subject::new(by, key), most))
        .collect()
}

/// Counts a decline that an event reports, in the transaction that records the event. One of an intent that is not known
/// here yet is found in the list when the intent is met.
pub async fn from_event(work: &mut Work<'_>, intent_id: &str, reference: &str) -> Result<()> {
    match db::payments::attempt_by_intent(work, intent_id).await? {
        Some(attempt) => count(work, &attempt, &[reference.to_string()]).await,
        None => Ok(()),
    }
}

/// Counts what the provider lists as declined of an intent whose last try failed. That the list can't be had is no reason
/// not to settle the payment: it is asked for again.
pub async fn from_list(app: &App, attempt: &AttemptRow, intent: &Intent) -> Result<()> {
    if intent.state != IntentState::Open || intent.last_error.is_none() {
        return Ok(());
    }
    let declined = match app.gateway.declines_of(&intent.id).await {
        Ok(declined) => declined,
        Err(error) => {
            tracing::warn!(%error, "declined cards could not be listed; they are asked for again");
            return Ok(());
        }
    };
    unit_of_work!(app, &Actor::Provider, work => { count(&mut work, attempt, &declined).await })
}

async fn count(work: &mut Work<'_>, attempt: &AttemptRow, references: &[String]) -> Result<()> {
    let Work { app, now, .. } = *work;
    let mut order = db::orders::lock(work, &attempt.order_id).await?;
    let (visit_key, network_key) = db::checkout::unpaid::origin(work, &order.id).await?;
    let from = (visit_key.as_str(), network_key.as_str());
    let mut any_new = false;
    for reference in references {
        any_new |=
            db::checkout::unpaid::insert_decline(work, reference, &order.id, from, now).await?;
    }
    if !any_new {
        return Ok(());
    }
    let from = Origin {
        visit_key: &visit_key,
        network_key: &network_key,
    };
    for (subject, most) in subjects(Some(&order.id), from) {
        let mut since = unpaid::counted_from(work, app, Limit::DeclinedCards, &subject).await?;
        if subject.by != CountedBy::Order {
            since = since.max(now - DAY_MS);
        }
        let declined =
            db::checkout::unpaid::declines(work, subject.by, &subject.key, since).await?;
        if declined < most {
            continue;
        }
        let matter = Matter::DeclinedCards {
            order: order.number,
            name: order.customer_name.clone(),
            by: subject.by,
            declined,
        };
        let (limit, until) = (Limit::DeclinedCards, now + CLOSED_MS);
        if unpaid::reached(work, limit, &subject, until, Some(&order.id), &matter).await?
            && subject.by == CountedBy::Order
        {
            close(work, &mut order).await?;
        }
    }
    Ok(())
}

/// Closes what could still be paid by card of an order, at the provider too. What the bank is confirming goes on.
async fn close(work: &mut Work<'_>, order: &mut OrderRow) -> Result<()> {
    let now = work.now;
    for attempt in db::payments::attempts(work, &order.id).await? {
        let by_card = attempt.state.is_live() && !attempt.method.is_manual();
        if !by_card || attempt.state == AttemptState::Processing {
            continue;
        }
        let (from, over) = (attempt.state, AttemptState::Cancelled);
        db::payments::set_attempt_state(work, &attempt.id, from, over, None, None, now).await?;
        let attempt_id = attempt.id;
        jobs::enqueue(work, &Job::CloseAttempt { attempt_id }, now, now).await?;
    }
    let fact = OrderFact::CardsClosed;
    record(&mut work.by(&Actor::Shop), order, &fact, false).await
}

/// Until when paying by card is closed, if it is.
async fn closed_until(
    conn: &mut Conn,
    app: &App,
    order_id: Option<&str>,
    from: Origin<'_>,
    now: i64,
) -> Result<Option<i64>> {
    let mut until = None;
    for (subject, _) in subjects(order_id, from) {
        let limit = Limit::DeclinedCards;
        until = until.max(unpaid::holds_until(conn, app, limit, &subject, now).await?);
    }
    Ok(until)
}

/// What a customer reads to whom paying by card is closed, if it is; `others` are the ways without a card.
pub async fn closed_message(
    conn: &mut Conn,
    app: &App,
    order_id: Option<&str>,
    from: Origin<'_>,
    others: &[PaymentMethod],
) -> Result<Option<String>> {
    let now = app.now_ms();
    let until = closed_until(conn, app, order_id, from, now).await?;
    Ok(until.map(|until| {
        let wait = match (until - now + MINUTE_MS - 1) / MINUTE_MS {
            ..=1 => "a minute".to_string(),
            minutes => format!("{minutes} minutes"),
        };
        let instead = match others {
            [] => "Until then nothing is lost: come back to it, or write to us.".to_string(),
            _ => instead(others),
        };
        format!("Too many cards were declined, so a card can be used again in {wait}. {instead}")
    }))
}

/// The same for an order, wherever it was placed from.
pub async fn closed_message_for_order(
    conn: &mut Conn,
    app: &App,
    shop: &Shop,
    order: &OrderRow,
) -> Result<Option<String>> {
    let (visit_key, network_key) = db::checkout::unpaid::origin(conn, &order.id).await?;
    let from = Origin {
        visit_key: &visit_key,
        network_key: &network_key,
    };
    let others = methods::by_hand(shop, order.collection);
    closed_message(conn, app, Some(&order.id), from, &others).await
}

/// Refuses to pay by card where that is closed.
pub async fn check(
    conn: &mut Conn,
    app: &App,
    order_id: Option<&str>,
    from: Origin<'_>,
    others: &[PaymentMethod],
) -> Result<()> {
    refuse(closed_message(conn, app, order_id, from, others).await?)
}

/// The same for another way to pay an order.
pub async fn check_order(conn: &mut Conn, app: &App, shop: &Shop, order: &OrderRow) -> Result<()> {
    refuse(closed_message_for_order(conn, app, shop, order).await?)
}

fn refuse(told: Option<String>) -> Result<()> {
    match told {
        Some(sentence) => Err(Error::conflict_of("cards_closed", sentence)),
        None => Ok(()),
    }
}
