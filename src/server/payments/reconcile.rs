//! The reconciler: when webhooks are lost, the provider is asked. With every webhook dropped and the browser closed, a
//! paid order is marked paid within five minutes. One thing that can't be asked about, or read, stops nothing else.

use super::{disputes, events, provider_objects, settle};
use crate::domain::attention::{Matter, ProviderObject};
use crate::domain::payment::AttemptState;
use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::gateway::{GatewayError, HostedSession, Intent, IntentState, Unreadable};
use crate::server::jobs::{self, Job};
use crate::server::refunds::record;
use crate::server::state::App;
use crate::transact;
use atelier_derive::Named;
use std::time::{Duration, Instant};

/// How often the job repeats itself.
pub const EVERY_MS: i64 = MINUTE_MS;
/// A live attempt is asked about at least this often; twice that and the settling stay under five minutes.
const ASK_AFTER_MS: i64 = 2 * MINUTE_MS;
/// A refund on its way and a dispute that is not decided are asked about this often.
const ASK_SLOWLY_MS: i64 = HOUR_MS;
/// A bank may send a refund back that went through; it is asked about this often, for this long.
const ASK_RARELY_MS: i64 = DAY_MS;
const REFUNDS_FAIL_WITHIN_MS: i64 = 45 * DAY_MS;
/// Things of a kind asked about one by one in one run.
const MOST: i64 = 200;
/// What is listed overlaps the last run by this much, so that nothing falls between two runs.
const OVERLAP_S: i64 = 60 * 60;
/// How far back the first run looks.
const FIRST_LOOK_MS: i64 = 30 * DAY_MS;
/// No further list is begun after this long: the job's lease would run out.
const PATIENCE: Duration = Duration::from_secs(60);

/// One part of a run. Each fails by itself.
#[derive(Clone, Copy, Debug, Named)]
enum Part {
    Attempts,
    Intents,
    Sessions,
    Refunds,
    OpenRefunds,
    Disputes,
    OpenDisputes,
}

impl Part {
    fn label(self) -> &'static str {
        match self {
            Self::Attempts => "payments that are open here",
            Self::Intents => "payments",
            Self::Sessions => "payment pages",
            Self::Refunds => "refunds",
            Self::OpenRefunds => "refunds that are on their way",
            Self::Disputes => "disputes",
            Self::OpenDisputes => "disputes that are not decided",
        }
    }
}

/// The job: asks about every attempt that has not been heard of for a while, lists what is new at the provider, and asks
/// about whatever is not over here. It fails where a part of it does, after the others have done their work.
pub async fn run(app: &App) -> Result<()> {
    let began = Instant::now();
    let mut failures = Vec::new();
    for part in Part::ALL {
        let done = match began.elapsed() < PATIENCE {
            true => ask_part(app, part).await,
            false => Err(Error::fault("not asked about: the provider is too slow")),
        };
        if let Err(error) = done {
            failures.push(format!("{}: {error}", part.label()));
        }
    }
    if !failures.is_empty() {
        return Err(Error::fault(failures.join("; ")));
    }
    let now = app.now_ms();
    transact!(app.db, tx => {
        db::payments::set_checkpoint(&mut tx, db::payments::RECONCILED, now).await?;
        jobs::enqueue(&mut tx, &Job::Reconcile, now + EVERY_MS, now).await
    })
}

async fn ask_part(app: &App, part: Part) -> Result<()> {
    match part {
        Part::Attempts => attempts(app).await,
        Part::Intents => intents(app).await,
        Part::Sessions => sessions(app).await,
        Part::Refunds => new_refunds(app).await,
        Part::OpenRefunds => open_refunds(app).await,
        Part::Disputes => new_disputes(app).await,
        Part::OpenDisputes => open_disputes(app).await,
    }
}

/// Asks about attempts one by one. One that fails is asked about again, after the others.
async fn attempts(app: &App) -> Result<()> {
    let now = app.now_ms();
    let waiting = {
        let mut conn = app.db.read().await?;
        db::payments::unsettled::attempts(&mut conn, now - ASK_AFTER_MS, now, MOST).await?
    };
    for attempt_id in waiting {
        let Err(error) = settle::settle(app, &attempt_id).await else {
            continue;
        };
        tracing::warn!(%error, attempt_id, "an attempt could not be asked about; it is asked about again");
        if matches!(error, Error::Gateway(GatewayError::Unavailable(_))) {
            return Err(error);
        }
        noted(app, ProviderObject::Payment, &attempt_id, Err(error))
            .await
            .ok();
        transact!(app.db, tx => { db::payments::mark_checked(&mut tx, &attempt_id, now).await })?;
    }
    Ok(())
}

/// Since when a list is asked for, in unix seconds of the provider's own clock: ours may be wrong, or set back.
async fn since_s(app: &App, list: &str) -> Result<i64> {
    let mut conn = app.db.read().await?;
    let newest_ms = db::payments::checkpoint(&mut conn, list).await?;
    Ok(newest_ms.unwrap_or(app.now_ms() - FIRST_LOOK_MS) / 1000 - OVERLAP_S)
}

/// A list was worked through: what could not be read is for staff, and the next run begins where this one ended.
async fn listed(
    app: &App,
    list: &str,
    what: ProviderObject,
    unreadable: &[Unreadable],
    newest_s: i64,
) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        for object in unreadable {
            note_unreadable(&mut tx, what, object, now).await?;
        }
        let before = db::payments::checkpoint(&mut tx, list).await?.unwrap_or(0);
        if newest_s * 1000 > before {
            db::payments::set_checkpoint(&mut tx, list, newest_s * 1000).await?;
        }
        Ok(())
    })
}

/// What the attention queue knows an object by that can't be read.
pub fn unreadable_key(id: &str) -> String {
    format!("unreadable {id}")
}

async fn note_unreadable(
    conn: &mut Conn,
    what: ProviderObject,
    object: &Unreadable,
    now: i64,
) -> Result<()> {
    let Unreadable { id, why } = object;
    let matter = Matter::UnreadablePayment {
        object: what,
        id: id.clone(),
        reason: why.clone(),
    };
    db::attention::open(conn, &matter, &unreadable_key(id), None, now).await
}

/// Work on one object at the provider that can't be read is over once staff know: asked for again, it would be the same.
pub async fn noted(app: &App, what: ProviderObject, id: &str, done: Result<()>) -> Result<()> {
    let Err(Error::Gateway(GatewayError::Unreadable(why))) = done else {
        return done;
    };
    let now = app.now_ms();
    let object = Unreadable { id: id.into(), why };
    transact!(app.db, tx => { note_unreadable(&mut tx, what, &object, now).await })
}

/// The first failure of several, once all were tried.
#[derive(Default)]
struct First(Option<Error>);

impl First {
    fn keep(&mut self, done: Result<()>) {
        if let Err(error) = done {
            self.0.get_or_insert(error);
        }
    }

    fn failure(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

async fn intents(app: &App) -> Result<()> {
    const LIST: &str = "provider intents";
    let found = app.gateway.intents_since(since_s(app, LIST).await?).await?;
    let mut first = First::default();
    for intent in found.items.iter().rev() {
        if !is_settled(app, intent).await? {
            let met = events::match_attempt(app, &intent.id).await;
            first.keep(noted(app, ProviderObject::Payment, &intent.id, met).await);
        }
    }
    first.failure()?;
    listed(
        app,
        LIST,
        ProviderObject::Payment,
        &found.unreadable,
        found.newest_s,
    )
    .await
}

/// Whether our record of an intent says what the provider says.
async fn is_settled(app: &App, intent: &Intent) -> Result<bool> {
    let mut conn = app.db.read().await?;
    if let Some(attempt) = db::payments::attempt_by_intent(&mut conn, &intent.id).await? {
        return Ok(match intent.state {
            IntentState::Succeeded => attempt.state == AttemptState::Succeeded,
            IntentState::Cancelled => !attempt.state.is_live(),
            // Not decided yet: asked about one by one.
            _ => true,
        });
    }
    if intent.state == IntentState::Succeeded {
        return Ok(false);
    }
    let Some(attempt_id) = &intent.attempt_id else {
        return Ok(true);
    };
    let known = db::payments::objects::attempt_of(&mut conn, &intent.id).await?;
    Ok(known.is_some()
        || db::payments::attempt(&mut conn, attempt_id)
            .await?
            .is_none())
}

async fn sessions(app: &App) -> Result<()> {
    const LIST: &str = "provider sessions";
    let since = since_s(app, LIST).await?;
    let found = app.gateway.sessions_since(since).await?;
    let mut first = First::default();
    for session in found.items.iter().rev() {
        first.keep(session_is_known(app, session).await);
    }
    first.failure()?;
    listed(
        app,
        LIST,
        ProviderObject::PaymentPage,
        &found.unreadable,
        found.newest_s,
    )
    .await
}

/// Writes down a session that names an attempt here and is not known. Those of links are found through their links.
async fn session_is_known(app: &App, session: &HostedSession) -> Result<()> {
    let (Some(attempt_id), None) = (&session.attempt_id, &session.link_id) else {
        return Ok(());
    };
    let attempt = {
        let mut conn = app.db.read().await?;
        let known = db::payments::objects::attempt_of(&mut conn, &session.id).await?;
        match known {
            Some(_) => None,
            None => db::payments::attempt(&mut conn, attempt_id).await?,
        }
    };
    match attempt {
        Some(attempt) => provider_objects::meet_session(app, &attempt, session).await,
        None => Ok(()),
    }
}

async fn new_refunds(app: &App) -> Result<()> {
    const LIST: &str = "provider refunds";
    let found = app.gateway.refunds_since(since_s(app, LIST).await?).await?;
    let mut first = First::default();
    for refund in found.items.into_iter().rev() {
        first.keep(record::record(app, refund).await);
    }
    first.failure()?;
    listed(
        app,
        LIST,
        ProviderObject::Refund,
        &found.unreadable,
        found.newest_s,
    )
    .await
}

/// Asks about refunds that are on their way, and now and then about those that a bank may still send back.
async fn open_refunds(app: &App) -> Result<()> {
    let now = app.now_ms();
    let times = [
        now - ASK_SLOWLY_MS,
        now - ASK_RARELY_MS,
        now - REFUNDS_FAIL_WITHIN_MS,
        now,
    ];
    let open = {
        let mut conn = app.db.read().await?;
        db::refunds::unsettled::refs(&mut conn, times, MOST).await?
    };
    let mut first = First::default();
    for id in open {
        let synced = record::sync(app, &id).await;
        let done = noted(app, ProviderObject::Refund, &id, synced).await;
        if matches!(&done, Err(Error::Gateway(GatewayError::Unavailable(_)))) {
            return done;
        }
        first.keep(done);
        transact!(app.db, tx => { db::refunds::unsettled::checked(&mut tx, &id, now).await })?;
    }
    first.failure()
}

async fn new_disputes(app: &App) -> Result<()> {
    const LIST: &str = "provider disputes";
    let since = since_s(app, LIST).await?;
    let found = app.gateway.disputes_since(since).await?;
    let mut first = First::default();
    for dispute in found.items.iter().rev() {
        let synced = disputes::sync(app, &dispute.id).await;
        first.keep(noted(app, ProviderObject::Dispute, &dispute.id, synced).await);
    }
    first.failure()?;
    listed(
        app,
        LIST,
        ProviderObject::Dispute,
        &found.unreadable,
        found.newest_s,
    )
    .await
}

async fn open_disputes(app: &App) -> Result<()> {
    let now = app.now_ms();
    let open = {
        let mut conn = app.db.read().await?;
        db::payments::unsettled::disputes(&mut conn, now - ASK_SLOWLY_MS, now, MOST).await?
    };
    let mut first = First::default();
    for id in open {
        let synced = disputes::sync(app, &id).await;
        let done = noted(app, ProviderObject::Dispute, &id, synced).await;
        if matches!(&done, Err(Error::Gateway(GatewayError::Unavailable(_)))) {
            return done;
        }
        first.keep(done);
        transact!(app.db, tx => { db::payments::unsettled::dispute_checked(&mut tx, &id, now).await })?;
    }
    first.failure()
}
