//! Webhook events: recorded once, in the transaction that enqueues what follows from them. The event only says where to
//! look; what happened is fetched from the provider.

use super::{declines, provider_objects};
use crate::domain::attention::Matter;
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::gateway::{EventSubject, GatewayError, Intent, IntentState, ProviderEvent};
use crate::server::jobs::{self, Job};
use crate::server::keys::token_hash;
use crate::server::state::App;
use crate::transact;
use crate::unit_of_work;

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    New,
    /// It was recorded before, with everything that follows.
    Seen,
}

/// Records a signed event and what follows from it, in one transaction; `None` is one that can't be read.
pub async fn receive(app: &App, event: Option<ProviderEvent>, body: &[u8]) -> Result<Received> {
    let Some(event) = event else {
        // Signed, so it is the provider's; staff look at it, and it is not refused.
        let hash = token_hash(&String::from_utf8_lossy(body));
        let now = app.now_ms();
        transact!(app.db, tx => {
            db::attention::open(&mut tx, &Matter::UnreadableEvent, &format!("event {hash}"), None, now).await
        })?;
        return Ok(Received::New);
    };
    let received = unit_of_work!(app, &Actor::Provider, work => {
        let now = work.now;
        if !db::payments::record_event(&mut work, &event.id, &event.name, &event.object_id, now).await? {
            return Ok(Received::Seen);
        }
        if event.livemode != app.gateway.livemode() {
            let matter = Matter::WrongMode { event: event.name.clone() };
            db::attention::open(&mut work, &matter, "wrong mode", None, now).await?;
            return Ok(Received::New);
        }
        enqueue(&mut work, event.subject.clone(), now).await?;
        if let Some((intent_id, reference)) = &event.declined {
            declines::from_event(&mut work, intent_id, reference).await?;
        }
        Ok(Received::New)
    })?;
    Ok(received)
}

/// Enqueues the work that an event asks for.
async fn enqueue(conn: &mut Conn, subject: EventSubject, now: i64) -> Result<()> {
    let job = match subject {
        EventSubject::Intent { id } => intent_job(conn, id).await?,
        EventSubject::Session { id, link_id } => session_job(conn, id, link_id).await?,
        EventSubject::RefundsOf { intent_id } => Job::SyncRefundsOf { intent_id },
        EventSubject::Refund { id } => Job::SyncRefund { provider_ref: id },
        EventSubject::Dispute { id } => Job::SyncDispute { provider_ref: id },
        EventSubject::Other => return Ok(()),
    };
    jobs::enqueue(conn, &job, now, now).await
}

/// A session belongs to the attempt that it was opened for, or to that of the link that one of its visitors followed.
async fn session_job(conn: &mut Conn, session_id: String, link_id: Option<String>) -> Result<Job> {
    let known = db::payments::objects::attempt_of(conn, &session_id).await?;
    let known = match (known, link_id) {
        (None, Some(link_id)) => db::payments::objects::attempt_of(conn, &link_id).await?,
        (known, _) => known,
    };
    Ok(match known {
        Some(attempt) => Job::Settle {
            attempt_id: attempt.id,
        },
        None => Job::MeetSession { session_id },
    })
}

async fn intent_job(conn: &mut Conn, intent_id: String) -> Result<Job> {
    let known = match db::payments::attempt_by_intent(conn, &intent_id).await? {
        Some(attempt) => Some(attempt),
        None => db::payments::objects::attempt_of(conn, &intent_id).await?,
    };
    Ok(match known {
        Some(attempt) => Job::Settle {
            attempt_id: attempt.id,
        },
        // Its id was not written down: the process stopped between the provider's answer and ours, the answer was lost,
        // it is a hosted page's, or not ours at all.
        None => Job::MeetIntent { intent_id },
    })
}

/// The job: an intent whose id is not known here. The provider says which attempt it belongs to.
pub async fn match_attempt(app: &App, intent_id: &str) -> Result<()> {
    let intent = match app.gateway.fetch_intent(intent_id).await {
        Ok(intent) => intent,
        Err(GatewayError::Unknown(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let (attempt, order) = {
        let mut conn = app.db.read().await?;
        let known = match db::payments::attempt_by_intent(&mut conn, intent_id).await? {
            Some(known) => Some(known),
            None => db::payments::objects::attempt_of(&mut conn, intent_id).await?,
        };
        let attempt = match (known, &intent.attempt_id) {
            (None, Some(id)) => db::payments::attempt(&mut conn, id).await?,
            (known, _) => known,
        };
        let order = match &intent.order_id {
            Some(id) => db::orders::by_id(&mut conn, id).await?,
            None => None,
        };
        (attempt, order)
    };
    match attempt {
        Some(attempt) => {
            provider_objects::meet_intent(app, &attempt, &intent).await?;
            super::settle::settle(app, &attempt.id).await.map(drop)
        }
        None if intent.state == IntentState::Succeeded => {
            unknown_payment(app, &intent, order.as_ref()).await
        }
        None => Ok(()),
    }
}

/// A payment that names no attempt of this shop. One that names an order stands under it.
async fn unknown_payment(app: &App, intent: &Intent, order: Option<&OrderRow>) -> Result<()> {
    let now = app.now_ms();
    let matter = Matter::UnknownPayment {
        order: order.map(|order| order.number),
        payment: intent.id.clone(),
        amount: intent.received,
    };
    let (key, order_id) = (
        format!("intent {}", intent.id),
        order.map(|order| order.id.as_str()),
    );
    transact!(app.db, tx => {
        db::attention::open(&mut tx, &matter, &key, order_id, now).await
    })
}

/// The job: a hosted session whose id is not known here. It names its attempt, or the link that opened it.
pub async fn meet_session(app: &App, session_id: &str) -> Result<()> {
    let session = match app.gateway.fetch_session(session_id).await {
        Ok(session) => session,
        Err(GatewayError::Unknown(_)) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let attempt = {
        let mut conn = app.db.read().await?;
        match (&session.link_id, &session.attempt_id) {
            (Some(link_id), _) => db::payments::objects::attempt_of(&mut conn, link_id).await?,
            (None, Some(id)) => db::payments::attempt(&mut conn, id).await?,
            (None, None) => None,
        }
    };
    let Some(attempt) = attempt else {
        return Ok(());
    };
    provider_objects::meet_session(app, &attempt, &session).await?;
    super::settle::settle(app, &attempt.id).await.map(drop)
}
