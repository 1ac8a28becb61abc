//! What the provider made for an attempt: written down however it was heard of, looked for where a response was lost,
//! and distinguished when money comes. What is handed out to the customer is one of them.

use super::{CLIENT_SECRET, settle};
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::server::clock::HOUR_MS;
use crate::server::db::payments::AttemptRow;
use crate::server::db::payments::objects::{NewObject, ObjectKind, ObjectRow, ObjectState};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::gateway::{GatewayError, HostedSession, Intent, IntentState, PaymentLink};
use crate::server::jobs::{self, Job};
use crate::server::keys::new_id;
use crate::server::search::records;
use crate::server::state::App;
use crate::transact;

/// The provider's clock may be so far behind ours.
const CLOCKS_DIFFER_MS: i64 = HOUR_MS;

/// Since when something may have been made for an attempt, in unix seconds.
pub fn since_s(attempt: &AttemptRow) -> i64 {
    (attempt.created_at_ms - CLOCKS_DIFFER_MS) / 1000
}

pub fn of_intent(app: &App, intent: &Intent) -> Result<NewObject> {
    let seal = |secret: &String| app.keys.seal(CLIENT_SECRET, secret);
    Ok(NewObject {
        client_secret: intent.client_secret.as_ref().map(seal).transpose()?,
        ..NewObject::plain(ObjectKind::Intent, &intent.id)
    })
}

pub fn of_session(session: &HostedSession) -> NewObject {
    NewObject {
        url: session.url.clone(),
        ..NewObject::plain(ObjectKind::Session, &session.id)
    }
}

pub fn of_link(link: &PaymentLink) -> NewObject {
    NewObject {
        url: Some(link.url.clone()),
        ..NewObject::plain(ObjectKind::Link, &link.id)
    }
}

/// Whether an object is the one that an attempt is handed out by, or was paid by.
pub fn is_main(attempt: &AttemptRow, id: &str) -> bool {
    let known = [&attempt.intent_id, &attempt.session_id, &attempt.link_id];
    known.into_iter().flatten().any(|known| known == id)
}

/// Whether nothing was handed out yet by which an attempt could be paid.
pub fn has_none(attempt: &AttemptRow) -> bool {
    attempt.intent_id.is_none() && attempt.session_id.is_none() && attempt.link_id.is_none()
}

/// Looks through the provider's lists for whatever names an attempt, and writes it down.
pub async fn find(app: &App, attempt: &AttemptRow) -> Result<()> {
    let since = since_s(attempt);
    let found: Vec<NewObject> = match attempt.method {
        PaymentMethod::Card => {
            let made = app.gateway.intents_for(&attempt.id, since).await?;
            made.iter()
                .map(|intent| of_intent(app, intent))
                .collect::<Result<_>>()?
        }
        PaymentMethod::Hosted => {
            let made = app.gateway.sessions_for(&attempt.id, since).await?;
            made.iter().map(of_session).collect()
        }
        PaymentMethod::Link => {
            let made = app.gateway.links_for(&attempt.id).await?;
            made.iter().map(of_link).collect()
        }
        PaymentMethod::BankTransfer | PaymentMethod::CashOnCollection => Vec::new(),
    };
    if found.is_empty() {
        return Ok(());
    }
    let now = app.now_ms();
    transact!(app.db, tx => {
        for object in &found {
            db::payments::objects::save(&mut tx, &attempt.id, object, now).await?;
        }
        records::order(&mut tx, &attempt.order_id).await
    })
}

/// What an object that was heard of is good for.
pub enum Use {
    /// The attempt can be paid by it.
    Pay(NewObject),
    /// Money has come by it, or is on its way.
    Money,
    None,
}

/// Asks the provider whether an attempt that has nothing handed out yet can be paid by an object that was heard of.
pub async fn use_of(app: &App, attempt: &AttemptRow, object: &ObjectRow) -> Result<Use> {
    let gateway = &app.gateway;
    let (known, over) = match (attempt.method, object.kind) {
        (PaymentMethod::Card, ObjectKind::Intent) => {
            let intent = gateway.fetch_intent(&object.id).await?;
            if intent.brings_money() {
                return Ok(Use::Money);
            }
            let payable = intent.is_payable() && intent.amount == attempt.amount;
            let over = intent.state == IntentState::Cancelled;
            (payable.then(|| of_intent(app, &intent)).transpose()?, over)
        }
        (PaymentMethod::Hosted, ObjectKind::Session) => {
            let session = gateway.fetch_session(&object.id).await?;
            if session.is_complete() {
                return Ok(Use::Money);
            }
            (session.open.then(|| of_session(&session)), session.expired)
        }
        (PaymentMethod::Link, ObjectKind::Link) => {
            let link = gateway.fetch_link(&object.id).await?;
            (link.active.then(|| of_link(&link)), !link.active)
        }
        _ => (None, false),
    };
    if over {
        closed(app, &object.id).await?;
    }
    Ok(known.map_or(Use::None, Use::Pay))
}

/// Marks an object as one that takes no money any more.
pub async fn closed(app: &App, id: &str) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => { db::payments::objects::close(&mut tx, id, ObjectState::Closed, now).await })
}

/// Asks about every object of an attempt besides the one that it is known by.
pub(super) async fn settle_others(app: &App, attempt_id: &str) -> Result<()> {
    let (attempt, objects) = {
        let mut conn = app.db.read().await?;
        let Some(attempt) = db::payments::attempt(&mut conn, attempt_id).await? else {
            return Ok(());
        };
        let objects = db::payments::objects::of_attempt(&mut conn, attempt_id).await?;
        (attempt, objects)
    };
    let others = objects
        .into_iter()
        .filter(|o| o.state == ObjectState::Open && !is_main(&attempt, &o.id));
    for object in others {
        match (object.kind, attempt.method) {
            (ObjectKind::Intent, _) => meet_known(app, &attempt, &object.id).await?,
            // Sessions of a link are asked about through the link.
            (ObjectKind::Session, PaymentMethod::Link) => {}
            (ObjectKind::Session, _) => {
                let session = app.gateway.fetch_session(&object.id).await?;
                meet_session(app, &attempt, &session).await?;
            }
            (ObjectKind::Link, _) => {
                for session in app.gateway.sessions_of_link(&object.id, false).await? {
                    if let Some(intent_id) = &session.intent_id {
                        meet_known(app, &attempt, intent_id).await?;
                    }
                }
                close_later(app, &attempt.id).await?;
            }
        }
    }
    Ok(())
}

async fn meet_known(app: &App, attempt: &AttemptRow, intent_id: &str) -> Result<()> {
    match app.gateway.fetch_intent(intent_id).await {
        Ok(intent) => meet_intent(app, attempt, &intent).await,
        Err(GatewayError::Unknown(_)) => closed(app, intent_id).await,
        Err(error) => Err(error.into()),
    }
}

/// A session that belongs to an attempt, whether it is the one that was handed out or another.
pub async fn meet_session(app: &App, attempt: &AttemptRow, session: &HostedSession) -> Result<()> {
    let now = app.now_ms();
    let object = of_session(session);
    let surplus = transact!(app.db, tx => {
        db::payments::objects::save(&mut tx, &attempt.id, &object, now).await?;
        records::order(&mut tx, &attempt.order_id).await?;
        if session.expired {
            db::payments::objects::close(&mut tx, &session.id, ObjectState::Closed, now).await?;
        }
        let current = db::payments::lock_attempt(&mut tx, &attempt.id).await?;
        let surplus = current.method != PaymentMethod::Link && is_surplus(&current, &session.id);
        if surplus && session.open {
            enqueue_closing(&mut tx, &attempt.id, now).await?;
        }
        Ok(surplus)
    })?;
    match &session.intent_id {
        Some(intent_id) if surplus => {
            if session.is_complete() {
                closed(app, &session.id).await?;
            }
            meet_known(app, attempt, intent_id).await
        }
        _ => Ok(()),
    }
}

/// Whether something else is handed out, or nothing may be any more.
fn is_surplus(attempt: &AttemptRow, id: &str) -> bool {
    !is_main(attempt, id) && (!has_none(attempt) || !attempt.state.is_live())
}

async fn close_later(app: &App, attempt_id: &str) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => { enqueue_closing(&mut tx, attempt_id, now).await })
}

/// Enqueues that what could be paid besides what is handed out is closed at the provider.
pub async fn enqueue_closing(conn: &mut Conn, attempt_id: &str, now: i64) -> Result<()> {
    let job = Job::CloseAttempt {
        attempt_id: attempt_id.into(),
    };
    jobs::enqueue(conn, &job, now, now).await
}

/// An intent that names an attempt, or came of a session or link of its. Money that it brings is the attempt's payment
/// if it has none yet; else it is a payment of its own, which is settled by itself, and so refunded. What nobody was
/// handed, and nobody needs, is closed.
pub async fn meet_intent(app: &App, attempt: &AttemptRow, intent: &Intent) -> Result<()> {
    let now = app.now_ms();
    let object = of_intent(app, intent)?;
    let livemode = app.gateway.livemode();
    let settled = transact!(app.db, tx => {
        db::orders::lock(&mut tx, &attempt.order_id).await?;
        let current = db::payments::lock_attempt(&mut tx, &attempt.id).await?;
        db::payments::objects::save(&mut tx, &current.id, &object, now).await?;
        records::order(&mut tx, &current.order_id).await?;
        if intent.state == IntentState::Cancelled {
            db::payments::objects::close(&mut tx, &intent.id, ObjectState::Closed, now).await?;
            return Ok(None);
        }
        if !intent.brings_money() {
            // Those of sessions and links are closed with them.
            if current.method == PaymentMethod::Card && is_surplus(&current, &intent.id) {
                enqueue_closing(&mut tx, &current.id, now).await?;
            }
            return Ok(None);
        }
        if let Some(other) = db::payments::attempt_by_intent(&mut tx, &intent.id).await? {
            return Ok(Some(other.id));
        }
        if current.intent_id.is_none() {
            db::payments::objects::set_intent(&mut tx, &current.id, &intent.id).await?;
            return Ok(Some(current.id));
        }
        if is_unpaid(&current) && fits(&current, intent, livemode) {
            // What was handed out has brought nothing; this has. The other takes no money beside it.
            db::payments::objects::set_intent(&mut tx, &current.id, &intent.id).await?;
            enqueue_closing(&mut tx, &current.id, now).await?;
            return Ok(Some(current.id));
        }
        let further = new_id();
        if db::payments::objects::insert_further(&mut tx, &further, &current, &intent.id, now).await? {
            db::payments::objects::move_to(&mut tx, &intent.id, &further).await?;
        }
        let known = db::payments::attempt_by_intent(&mut tx, &intent.id).await?;
        Ok(Some(known.map_or(current.id, |known| known.id)))
    })?;
    match settled {
        Some(attempt_id) => Box::pin(settle::settle_main(app, &attempt_id))
            .await
            .map(drop),
        None => Ok(()),
    }
}

/// Whether the intent that an attempt is known by may give way to another that brings money. The payments of a link are
/// distinguished by its sessions.
fn is_unpaid(attempt: &AttemptRow) -> bool {
    let decided = [AttemptState::Succeeded, AttemptState::Processing];
    attempt.method != PaymentMethod::Link && !decided.contains(&attempt.state)
}

/// Whether an intent is for what an attempt is for. One that is not is kept apart, as a payment of its own.
fn fits(attempt: &AttemptRow, intent: &Intent, livemode: bool) -> bool {
    let names = |named: &Option<String>, ours: &str| named.as_deref().is_none_or(|n| n == ours);
    intent.amount == attempt.amount
        && intent.livemode == livemode
        && names(&intent.order_id, &attempt.order_id)
        && names(&intent.attempt_id, &attempt.id)
}
