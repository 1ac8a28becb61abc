//! The reconciler: when webhooks are lost, the provider is asked. With every webhook dropped and the browser closed, a
//! paid order is marked paid within five minutes.

use super::{events, refunds, settle};
use crate::domain::payment::AttemptState;
use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::gateway::{Intent, IntentState};
use crate::server::jobs::{self, Job};
use crate::server::state::App;
use crate::transact;

/// How often the job repeats itself.
pub const EVERY_MS: i64 = MINUTE_MS;
/// A live attempt is asked about at least this often; twice that and the settling stay under five minutes.
const ASK_AFTER_MS: i64 = 2 * MINUTE_MS;
/// Attempts asked about in one run.
const MOST: i64 = 200;
/// What is listed overlaps the last run by this much, so that nothing falls between two runs.
const OVERLAP_MS: i64 = HOUR_MS;

/// The job: asks about every attempt that has not been heard of for a while, and lists what is new at the provider.
pub async fn run(app: &App) -> Result<()> {
    let now = app.now_ms();
    let (waiting, since) = {
        let mut conn = app.db.read().await?;
        let waiting = db::payments::unchecked(&mut conn, now - ASK_AFTER_MS, MOST).await?;
        (
            waiting,
            db::payments::checkpoint(&mut conn, "reconcile").await?,
        )
    };
    for attempt_id in waiting {
        if let Err(error) = settle::settle(app, &attempt_id).await {
            tracing::warn!(%error, attempt_id, "an attempt could not be asked about; it is asked about again");
            if matches!(
                error,
                Error::Gateway(crate::server::gateway::GatewayError::Unavailable(_))
            ) {
                break;
            }
        }
    }
    let since_s = (since.unwrap_or(now - DAY_MS) - OVERLAP_MS) / 1000;
    for intent in app.gateway.intents_since(since_s, 1000).await? {
        if !is_settled(app, &intent).await? {
            events::meet(app, &intent.id).await?;
        }
    }
    for refund in app.gateway.refunds_since(since_s).await? {
        refunds::write(app, refund).await?;
    }
    for dispute in app.gateway.disputes_since(since_s).await? {
        super::disputes::sync(app, &dispute.id).await?;
    }
    transact!(app.db, tx => {
        db::payments::set_checkpoint(&mut tx, "reconcile", now).await?;
        jobs::promise(&mut tx, &Job::Reconcile, now + EVERY_MS, now).await
    })
}

/// Whether our record of an intent says what the provider says.
async fn is_settled(app: &App, intent: &Intent) -> Result<bool> {
    let mut conn = app.db.read().await?;
    let known = db::payments::attempt_by_intent(&mut conn, &intent.id).await?;
    Ok(match (known, intent.state) {
        (Some(attempt), IntentState::Succeeded) => attempt.state == AttemptState::Succeeded,
        (Some(attempt), IntentState::Cancelled) => !attempt.state.is_live(),
        // Not decided yet: asked about one by one above.
        (_, _) => intent.state != IntentState::Succeeded,
    })
}

/// Compares the last thirty days at the provider with our own records; each difference is a sentence.
pub async fn compare(app: &App) -> Result<Vec<String>> {
    let since_s = (app.now_ms() - 30 * DAY_MS) / 1000;
    let mut differences = Vec::new();
    for intent in app.gateway.intents_since(since_s, 10_000).await? {
        let known = {
            let mut conn = app.db.read().await?;
            db::payments::attempt_by_intent(&mut conn, &intent.id).await?
        };
        match (known, intent.state) {
            (None, IntentState::Succeeded) => {
                differences.push(format!(
                    "{} of {} was paid at the provider and is not known here",
                    intent.id, intent.received
                ));
            }
            (Some(attempt), IntentState::Succeeded) if attempt.state != AttemptState::Succeeded => {
                differences.push(format!(
                    "{} was paid at the provider and is {} here",
                    intent.id,
                    attempt.state.as_str()
                ));
            }
            (Some(attempt), state)
                if attempt.state == AttemptState::Succeeded && state != IntentState::Succeeded =>
            {
                differences.push(format!(
                    "{} is paid here and not at the provider",
                    intent.id
                ));
            }
            _ => {}
        }
    }
    Ok(differences)
}

/// The job: every refund of one intent.
pub async fn refunds_of(app: &App, intent_id: &str) -> Result<()> {
    for refund in app.gateway.refunds_of(intent_id).await? {
        refunds::write(app, refund).await?;
    }
    Ok(())
}
