//! Closing attempts at the provider, so that nothing can be paid that must not be.

use super::provider_objects;
use super::settle::{self, Outcome};
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::server::db;
use crate::server::db::Conn;
use crate::server::db::payments::AttemptRow;
use crate::server::db::payments::objects::{ObjectKind, ObjectRow, ObjectState};
use crate::server::error::{Error, Result};
use crate::server::gateway::GatewayError;
use crate::server::state::App;
use crate::transact;

/// What came of closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    All,
    /// Money has arrived or is on its way: there is nothing left to choose.
    PaidOrProcessing,
}

/// What of an attempt is to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    /// What is handed out stays open.
    NotHandedOut,
}

/// Whether an object is closed by itself: the intents of sessions, and the sessions of links, end with them.
fn closes(method: PaymentMethod, kind: ObjectKind) -> bool {
    matches!(
        (method, kind),
        (PaymentMethod::Card, ObjectKind::Intent)
            | (PaymentMethod::Hosted, ObjectKind::Session)
            | (PaymentMethod::Link, ObjectKind::Link)
    )
}

/// Everything of an attempt that could still be paid, as far as is known here.
async fn closable(conn: &mut Conn, attempt: &AttemptRow, which: Which) -> Result<Vec<ObjectRow>> {
    let mut objects = db::payments::objects::of_attempt(conn, &attempt.id).await?;
    objects.retain(|object| {
        object.state == ObjectState::Open
            && closes(attempt.method, object.kind)
            && (which == Which::All || !provider_objects::is_main(attempt, &object.id))
    });
    Ok(objects)
}

async fn close_object(app: &App, object: &ObjectRow) -> Result<(), GatewayError> {
    match object.kind {
        ObjectKind::Intent => app.gateway.cancel_intent(&object.id).await.map(drop),
        ObjectKind::Session => app.gateway.expire_session(&object.id).await.map(drop),
        ObjectKind::Link => app.gateway.close_link(&object.id).await,
    }
}

/// Closes what is known of an attempt at the provider. What was paid meanwhile, or is being confirmed, is settled instead.
async fn at_provider(app: &App, attempt: &AttemptRow, which: Which) -> Result<Closed> {
    let open = {
        let mut conn = app.db.read().await?;
        closable(&mut conn, attempt, which).await?
    };
    let mut out_of_step = false;
    for object in &open {
        match close_object(app, object).await {
            Ok(()) => provider_objects::closed(app, &object.id).await?,
            // It is not in a state that can be closed: closed already, paid, or being confirmed.
            Err(GatewayError::OutOfStep(_)) => out_of_step = true,
            Err(error) => return Err(Error::Gateway(error)),
        }
    }
    if !out_of_step {
        return Ok(Closed::All);
    }
    Ok(match Box::pin(settle::settle(app, &attempt.id)).await? {
        Outcome::Over => Closed::All,
        Outcome::Waiting(AttemptState::Cancelled | AttemptState::Expired) => Closed::All,
        _ => Closed::PaidOrProcessing,
    })
}

async fn live(app: &App, order_id: &str) -> Result<Vec<AttemptRow>> {
    let mut conn = app.db.read().await?;
    let attempts = db::payments::attempts(&mut conn, order_id).await?;
    Ok(attempts
        .into_iter()
        .filter(|attempt| attempt.state.is_live())
        .collect())
}

/// Closes an order's live attempts as far as the provider can be reached. What is left open is closed by a job, and
/// money that still arrives by it is handled as late money.
pub async fn live_attempts(app: &App, order_id: &str) -> Result<()> {
    for attempt in live(app, order_id).await? {
        match at_provider(app, &attempt, Which::All).await {
            Ok(_) => {}
            Err(Error::Gateway(error)) => {
                tracing::warn!(%error, attempt = attempt.id, "an attempt is closed later")
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Strict: closes an order's live attempts, here and at the provider, before another way to pay is handed out.
/// Fails while the provider can't be reached.
pub async fn live_attempts_strictly(app: &App, order_id: &str) -> Result<Closed> {
    for attempt in live(app, order_id).await? {
        if attempt_strictly(app, attempt).await? == Closed::PaidOrProcessing {
            return Ok(Closed::PaidOrProcessing);
        }
    }
    Ok(Closed::All)
}

/// Strict: closes one live attempt, here and at the provider, with whatever the provider has that names it and was
/// not heard of. Fails while the provider can't be reached.
pub async fn attempt_strictly(app: &App, attempt: AttemptRow) -> Result<Closed> {
    Box::pin(provider_objects::find(app, &attempt)).await?;
    let mut left = Some(attempt);
    while let Some(attempt) = left {
        if at_provider(app, &attempt, Which::All).await? == Closed::PaidOrProcessing {
            return Ok(Closed::PaidOrProcessing);
        }
        left = give_up(app, &attempt).await?;
    }
    Ok(Closed::All)
}

/// Marks an attempt that was closed at the provider as over. If the provider has answered to its opening in the
/// meantime, or reported something else, then that is still open: the attempt is answered as it is now, to be closed
/// once more.
async fn give_up(app: &App, closed: &AttemptRow) -> Result<Option<AttemptRow>> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        let attempt = db::payments::lock_attempt(&mut tx, &closed.id).await?;
        if !attempt.state.is_live() {
            return Ok(None);
        }
        if !closable(&mut tx, &attempt, Which::All).await?.is_empty() {
            return Ok(Some(attempt));
        }
        let over = AttemptState::Cancelled;
        db::payments::set_attempt_state(&mut tx, &attempt.id, attempt.state, over, None, None, now).await?;
        Ok(None)
    })
}

/// The job: what is over here is made over at the provider too, also what was made for it by a call whose answer was
/// lost; and nothing stays open beside what is handed out. Repeated until the provider has answered.
pub async fn finish(app: &App, attempt_id: &str) -> Result<()> {
    let attempt = {
        let mut conn = app.db.read().await?;
        db::payments::attempt(&mut conn, attempt_id).await?
    };
    let Some(attempt) = attempt.filter(|attempt| !attempt.method.is_manual()) else {
        return Ok(());
    };
    let over = !attempt.state.is_live() && attempt.state != AttemptState::Succeeded;
    if over && provider_objects::has_none(&attempt) {
        provider_objects::find(app, &attempt).await?;
    }
    let which = match over {
        true => Which::All,
        false => Which::NotHandedOut,
    };
    at_provider(app, &attempt, which).await.map(drop)
}
