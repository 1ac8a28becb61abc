//! Settling: ask the provider how an attempt stands, then write what follows, once. The webhook, the return page, the
//! reconciler and the timers all come here; the second of them is a quiet no-op.

use super::{declines, payment_links, provider_objects, received};
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::server::actor::Actor;
use crate::server::announce;
use crate::server::clock::{DAY_MS, HOUR_MS};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::payments::objects::{NewObject, ObjectKind, ObjectState};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{Intent, IntentState};
use crate::server::jobs::{self, Job};
use crate::server::orders::mails;
use crate::server::orders::record;
use crate::server::search::records;
use crate::server::state::App;
use crate::server::work::Work;
use crate::unit_of_work;

/// Where an attempt stands after settling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its money was accepted, now or before.
    Paid,
    /// Nothing decisive yet.
    Waiting(AttemptState),
    /// It can no longer be paid.
    Over,
    /// Money arrived that could not be used: it is refunded, or staff look at it.
    Refused,
}

/// What the provider reports about an attempt.
pub(super) enum ProviderReport {
    /// The provider has not been asked for it.
    Nothing,
    Intent(Box<Intent>),
    SessionExpired,
    /// The provider's page was completed, and its payment failed afterwards: the page takes no other.
    SessionFailed(Box<Intent>),
}

/// Everything that the provider said.
pub(super) struct Told {
    pub word: ProviderReport,
    /// Where the customer wants it sent, in one line, where the provider's page asked for that.
    pub ship_to: Option<String>,
}

impl Told {
    pub fn plain(word: ProviderReport) -> Told {
        Told {
            word,
            ship_to: None,
        }
    }
}

/// Asks the provider how an attempt stands, by everything that is known to have been made for it, and settles it.
pub async fn settle(app: &App, attempt_id: &str) -> Result<Outcome> {
    settle_main(app, attempt_id).await?;
    // Apart from the caller's own state, which would grow by all of it.
    Box::pin(provider_objects::settle_others(app, attempt_id)).await?;
    let mut conn = app.db.read().await?;
    let attempt = db::payments::attempt(&mut conn, attempt_id).await?;
    Ok(standing(&attempt.ok_or_else(|| none(attempt_id))?))
}

fn none(attempt_id: &str) -> Error {
    Error::fault(format!("there is no payment attempt {attempt_id}"))
}

/// The same by what it is known by alone: what is handed out, or what money came by.
pub(super) async fn settle_main(app: &App, attempt_id: &str) -> Result<Outcome> {
    let attempt = {
        let mut conn = app.db.read().await?;
        db::payments::attempt(&mut conn, attempt_id).await?
    };
    let attempt = attempt.ok_or_else(|| none(attempt_id))?;
    if attempt.state == AttemptState::Succeeded || attempt.method.is_manual() {
        return Ok(standing(&attempt));
    }
    let told = ask(app, &attempt).await?;
    if let ProviderReport::Intent(intent) | ProviderReport::SessionFailed(intent) = &told.word {
        declines::from_list(app, &attempt, intent).await?;
    }
    let outcome = unit_of_work!(app, &Actor::Provider, work => {
        let now = work.now;
        // The order first, then the attempt: everyone locks in this order.
        let mut order = db::orders::lock(&mut work, &attempt.order_id).await?;
        let attempt = db::payments::lock_attempt(&mut work, attempt_id).await?;
        db::payments::mark_checked(&mut work, attempt_id, now).await?;
        let outcome = write(&mut work, &mut order, attempt, &told.word).await?;
        if let (Outcome::Paid, Some(ship_to)) = (&outcome, &told.ship_to) {
            payment_links::compare_address(&mut work, &order, ship_to).await?;
        }
        Ok(outcome)
    })?;
    Ok(outcome)
}

fn standing(attempt: &AttemptRow) -> Outcome {
    match attempt.state {
        AttemptState::Succeeded if attempt.refused_reason.is_some() => Outcome::Refused,
        AttemptState::Succeeded => Outcome::Paid,
        AttemptState::Cancelled | AttemptState::Expired => Outcome::Over,
        live => Outcome::Waiting(live),
    }
}

async fn ask(app: &App, attempt: &AttemptRow) -> Result<Told> {
    if attempt.method == PaymentMethod::Link {
        return payment_links::ask(app, attempt).await;
    }
    let mut page_is_used = false;
    let intent_id = match (attempt.method, &attempt.session_id) {
        (PaymentMethod::Hosted, Some(session_id)) => {
            let session = app.gateway.fetch_session(session_id).await?;
            if session.intent_id.is_none() && session.expired {
                return Ok(Told::plain(ProviderReport::SessionExpired));
            }
            // Another session of the attempt may have brought the money.
            let known = attempt.intent_id.clone().or(session.intent_id.clone());
            page_is_used = session.is_complete() && known == session.intent_id;
            known
        }
        _ => attempt.intent_id.clone(),
    };
    let Some(id) = intent_id else {
        return Ok(Told::plain(ProviderReport::Nothing));
    };
    let intent = Box::new(app.gateway.fetch_intent(&id).await?);
    Ok(Told::plain(
        if page_is_used && intent.state == IntentState::Open {
            ProviderReport::SessionFailed(intent)
        } else {
            ProviderReport::Intent(intent)
        },
    ))
}

/// Writes what follows from the provider's word. The caller holds the order and the attempt.
async fn write(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: AttemptRow,
    word: &ProviderReport,
) -> Result<Outcome> {
    let now = work.now;
    if attempt.state == AttemptState::Succeeded {
        return Ok(standing(&attempt));
    }
    let intent = match word {
        ProviderReport::Nothing => return Ok(standing(&attempt)),
        ProviderReport::SessionExpired => {
            close_page(work, &attempt).await?;
            move_to(work, &attempt, AttemptState::Expired, None).await?;
            return Ok(Outcome::Over);
        }
        ProviderReport::Intent(intent) | ProviderReport::SessionFailed(intent) => intent,
    };
    if attempt.intent_id.is_none() {
        if db::payments::attempt_by_intent(work, &intent.id)
            .await?
            .is_some()
        {
            return Ok(standing(&attempt));
        }
        let object = NewObject::plain(ObjectKind::Intent, &intent.id);
        db::payments::objects::save(work, &attempt.id, &object, now).await?;
        records::order(work, &attempt.order_id).await?;
        db::payments::objects::set_intent(work, &attempt.id, &intent.id).await?;
    } else if attempt.intent_id.as_ref() != Some(&intent.id) {
        // The attempt was paid by another in between; this one is met by itself.
        return Ok(standing(&attempt));
    }
    match intent.state {
        IntentState::Succeeded => {
            db::payments::objects::close(work, &intent.id, ObjectState::Paid, now).await?;
            close_page(work, &attempt).await?;
            received::received(work, order, &attempt, intent).await
        }
        IntentState::Cancelled => {
            db::payments::objects::close(work, &intent.id, ObjectState::Closed, now).await?;
            close_page(work, &attempt).await?;
            move_to(work, &attempt, AttemptState::Cancelled, None).await?;
            Ok(Outcome::Over)
        }
        IntentState::Processing => {
            if move_to(work, &attempt, AttemptState::Processing, None).await? {
                // The hold does not end while the payment is being confirmed.
                extend_hold(work, order, now + DAY_MS).await?;
                let fact = OrderFact::BankConfirming;
                record(work, order, &fact, false).await?;
            }
            if !attempt.state.is_live() {
                // Given up here, and the bank has not decided: its word is waited for, however long it takes.
                let job = Job::Settle {
                    attempt_id: attempt.id.clone(),
                };
                jobs::enqueue(work, &job, now + HOUR_MS, now).await?;
            }
            Ok(after(work, &attempt).await?)
        }
        IntentState::RequiresAction => {
            move_to(work, &attempt, AttemptState::RequiresAction, None).await?;
            Ok(after(work, &attempt).await?)
        }
        IntentState::Open if matches!(word, ProviderReport::SessionFailed(_)) => {
            close_page(work, &attempt).await?;
            failed_after_page(work, order, &attempt, intent).await?;
            Ok(Outcome::Over)
        }
        IntentState::Open => {
            if !attempt.state.is_live() && attempt.method == PaymentMethod::Card {
                // The bank said no to what was given up here; nobody may try again.
                let job = Job::CloseAttempt {
                    attempt_id: attempt.id.clone(),
                };
                jobs::enqueue(work, &job, now, now).await?;
            }
            let had_left = attempt.state == AttemptState::Processing;
            declined(work, order, &attempt, intent, had_left).await?;
            Ok(after(work, &attempt).await?)
        }
    }
}

/// The provider's page, or the link that opened it, is over.
async fn close_page(work: &mut Work<'_>, attempt: &AttemptRow) -> Result<()> {
    let now = work.now;
    for id in [&attempt.session_id, &attempt.link_id]
        .into_iter()
        .flatten()
    {
        db::payments::objects::close(work, id, ObjectState::Closed, now).await?;
    }
    Ok(())
}

async fn after(conn: &mut Conn, attempt: &AttemptRow) -> Result<Outcome> {
    Ok(standing(
        &db::payments::lock_attempt(conn, &attempt.id).await?,
    ))
}

/// Moves an attempt if its machine allows it; late news never moves it backwards.
async fn move_to(
    work: &mut Work<'_>,
    attempt: &AttemptRow,
    to: AttemptState,
    error: Option<&str>,
) -> Result<bool> {
    let now = work.now;
    if !attempt.state.may_become(to) {
        return Ok(false);
    }
    db::payments::set_attempt_state(work, &attempt.id, attempt.state, to, error, None, now).await
}

async fn extend_hold(work: &mut Work<'_>, order: &mut OrderRow, until_ms: i64) -> Result<()> {
    let now = work.now;
    if order.status != OrderStatus::Pending
        || order.kind == OrderKind::Commission
        || order.hold_expires_at_ms.is_some_and(|end| end >= until_ms)
    {
        return Ok(());
    }
    db::orders::set_hold_end(work, &order.id, Some(until_ms)).await?;
    order.hold_expires_at_ms = Some(until_ms);
    jobs::enqueue(
        work,
        &Job::ExpireHold {
            order_id: order.id.clone(),
        },
        until_ms,
        now,
    )
    .await
}

/// A slow bank said no after the provider's page was done with, so the attempt is over: neither the page nor its intent,
/// whose secret nobody was given, takes another payment. The customer is written to and may pay again, in any way.
async fn failed_after_page(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
) -> Result<()> {
    if attempt.state.is_live() {
        declined(work, order, attempt, intent, true).await?;
        let left = db::payments::lock_attempt(work, &attempt.id).await?;
        move_to(work, &left, AttemptState::Cancelled, None).await?;
    }
    Ok(())
}

/// The intent waits for a payment method. With an error, the last try was declined: the attempt stays open, staff see
/// it in the history, and a customer who had left (a slow bank said no) is written to.
async fn declined(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    attempt: &AttemptRow,
    intent: &Intent,
    had_left: bool,
) -> Result<()> {
    let now = work.now;
    let Some(error) = intent
        .last_error
        .as_deref()
        .filter(|_| attempt.state.is_live())
    else {
        return Ok(());
    };
    if attempt.state == AttemptState::Created && attempt.last_error.as_deref() == Some(error) {
        return Ok(());
    }
    let (from, to) = (attempt.state, AttemptState::Created);
    db::payments::set_attempt_state(work, &attempt.id, from, to, Some(error), None, now).await?;
    announce::payment_failed(work, order, attempt, now).await?;
    let fact = OrderFact::PaymentFailed {
        amount: attempt.amount,
        error: error.into(),
    };
    record(work, order, &fact, true).await?;
    if had_left && order.status == OrderStatus::Pending {
        extend_hold(
            work,
            order,
            now + HOUR_MS.max(work.app.settings.reservation_ttl),
        )
        .await?;
        mails::payment_failed(work, order, Some(error.to_string())).await?;
    }
    Ok(())
}
