//! Closing attempts at the provider, so that nothing can be paid that must not be.

use super::settle::{self, Outcome};
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::server::db;
use crate::server::db::payments::AttemptRow;
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

/// Closes an attempt at the provider. One that was paid meanwhile, or is being confirmed, is settled instead.
async fn at_provider(app: &App, attempt: &AttemptRow) -> Result<Closed> {
    let closed = match (attempt.method, &attempt.session_id, &attempt.intent_id) {
        (PaymentMethod::Link, ..) => match &attempt.link_id {
            Some(link) => app.gateway.close_link(link).await,
            None => Ok(()),
        },
        (PaymentMethod::Hosted, Some(session), _) => {
            app.gateway.expire_session(session).await.map(drop)
        }
        (PaymentMethod::Card, _, Some(intent)) => app.gateway.cancel_intent(intent).await.map(drop),
        // The provider was never told, or its answer was lost and nobody holds the key to pay it.
        _ => Ok(()),
    };
    match closed {
        Ok(()) => Ok(Closed::All),
        // It is not in a state that can be closed: closed already, paid, or being confirmed.
        Err(GatewayError::OutOfStep(_)) => match settle::settle(app, &attempt.id).await? {
            Outcome::Over => Ok(Closed::All),
            Outcome::Waiting(AttemptState::Cancelled | AttemptState::Expired) => Ok(Closed::All),
            _ => Ok(Closed::PaidOrProcessing),
        },
        Err(error) => Err(Error::Gateway(error)),
    }
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
        match at_provider(app, &attempt).await {
            Ok(_) => {}
            Err(Error::Gateway(error)) => {
                tracing::warn!(%error, attempt = attempt.id, "an attempt is closed later")
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Closes an order's live attempts for certain, here and at the provider, before another way to pay is handed out.
/// Fails while the provider can't be reached.
pub async fn live_attempts_surely(app: &App, order_id: &str) -> Result<Closed> {
    for attempt in live(app, order_id).await? {
        if surely(app, attempt).await? == Closed::PaidOrProcessing {
            return Ok(Closed::PaidOrProcessing);
        }
    }
    Ok(Closed::All)
}

/// Closes one live attempt for certain, here and at the provider. Fails while the provider can't be reached.
pub async fn surely(app: &App, attempt: AttemptRow) -> Result<Closed> {
    let mut left = Some(attempt);
    while let Some(attempt) = left {
        if at_provider(app, &attempt).await? == Closed::PaidOrProcessing {
            return Ok(Closed::PaidOrProcessing);
        }
        left = give_up(app, &attempt).await?;
    }
    Ok(Closed::All)
}

/// Marks an attempt that was closed at the provider as over. If the provider has answered to its opening in the
/// meantime, then what it made is still open: the attempt is answered as it is now, to be closed once more.
async fn give_up(app: &App, closed: &AttemptRow) -> Result<Option<AttemptRow>> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        let attempt = db::payments::lock_attempt(&mut tx, &closed.id).await?;
        if !attempt.state.is_live() {
            return Ok(None);
        }
        let known = |a: &AttemptRow| (a.intent_id.clone(), a.session_id.clone(), a.link_id.clone());
        if known(&attempt) != known(closed) {
            return Ok(Some(attempt));
        }
        let over = AttemptState::Cancelled;
        db::payments::set_attempt_state(&mut tx, &attempt.id, attempt.state, over, None, None, now).await?;
        Ok(None)
    })
}

/// The job: what is over here is made over at the provider too. Repeated until the provider has answered.
pub async fn finish(app: &App, attempt_id: &str) -> Result<()> {
    let attempt = {
        let mut conn = app.db.read().await?;
        db::payments::attempt(&mut conn, attempt_id).await?
    };
    match attempt
        .filter(|attempt| !attempt.state.is_live() && attempt.state != AttemptState::Succeeded)
    {
        Some(attempt) => at_provider(app, &attempt).await.map(drop),
        None => Ok(()),
    }
}
