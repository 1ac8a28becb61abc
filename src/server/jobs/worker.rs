//! The worker: claims a job with a lease, runs it, backs off with jitter, gives up where staff can see it.

use super::dead_letters::{self, attention_key};
use super::{Job, Queue, health};
use crate::domain::attention::ProviderObject;
use crate::server::actor::Actor;
use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::server::db;
use crate::server::db::jobs::JobRow;
use crate::server::error::{Error, Result};
use crate::server::metrics;
use crate::server::payments::{close, disputes, events, reconcile, settle};
use crate::server::refunds::{record, send};
use crate::server::state::App;
use crate::server::{
    announce, checkout, commissions, customers, mail, orders, returns, sealing, wrong_tries,
};
use crate::transact;
use futures::future::BoxFuture;
use std::time::Duration;

/// How long a worker may take over one job before another may take it on.
const LEASE_MS: i64 = 2 * MINUTE_MS;
/// Tries before a job is given up: pauses double up to an hour in the first 68 minutes and go on hourly, so that mails
/// and calls to the provider live through a day of outage.
const TRIES: i64 = 46;
/// The longest pause between two tries.
const LONGEST_PAUSE_MS: i64 = HOUR_MS;
/// The longest a worker sleeps without looking.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long deliveries to other programs stay in the log.
const DELIVERIES_LAST_MS: i64 = 30 * DAY_MS;

/// Enqueues the jobs that repeat themselves; those that wait already are left alone.
pub async fn enqueue_repeating(app: &App) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        for job in [Job::Reconcile, Job::GatherChainEnds, Job::Housekeeping] {
            super::enqueue(&mut tx, &job, now, now).await?;
        }
        Ok(())
    })
}

/// Works until the process is asked to stop; a job that has begun is finished.
pub async fn run(app: App) {
    if let Err(error) = enqueue_repeating(&app).await {
        tracing::error!(%error, "the repeating jobs could not be promised");
    }
    let workers = Queue::ALL.into_iter();
    let workers = workers.flat_map(|queue| std::iter::repeat_n(queue, queue.workers()));
    let workers = workers.map(|queue| tokio::spawn(work(app.clone(), queue)));
    futures::future::join_all(workers).await;
}

async fn work(app: App, queue: Queue) {
    while !app.shutdown.is_cancelled() {
        match step_in(&app, queue).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.shutdown.cancelled() => {}
                    () = app.db.wake().of(queue).notified() => {}
                    () = tokio::time::sleep(POLL_INTERVAL) => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "the worker could not reach its queue");
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        }
    }
}

/// Runs one due job of the most pressing queue that has one. `false`: none is due.
pub async fn step(app: &App) -> Result<bool> {
    for queue in Queue::ALL {
        if step_in(app, queue).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn step_in(app: &App, queue: Queue) -> Result<bool> {
    let (now, name) = (app.now_ms(), queue.as_str());
    if !db::jobs::any_due(&mut app.db.read().await?, name, now).await? {
        return Ok(false);
    }
    let Some(row) =
        transact!(app.db, tx => { db::jobs::claim(&mut tx, name, now, now + LEASE_MS).await })?
    else {
        return Ok(false);
    };
    // Another worker may find the next one at once.
    app.db.wake().of(queue).notify_one();
    let outcome = match serde_json::from_str::<Job>(&row.payload) {
        Ok(job) => perform(app.clone(), job).await,
        Err(error) => Err(Error::from(error)),
    };
    conclude(app, &row, outcome).await?;
    Ok(true)
}

/// Every job's handler. Each may run again after a crash.
///
/// A future of its own for each: together they would be as large as the largest of all, on a stack that has to hold it.
/// Each owns what it works with: the compiler proves once that such a future may be sent between threads, and one that
/// borrows anew wherever it meets it.
fn perform(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    match job {
        Job::DeliverMail { mail_id } => {
            Box::pin(async move { mail::deliver(&app, &mail_id).await })
        }
        Job::ExpireHold { order_id } => {
            Box::pin(async move { orders::holds::expire(&app, &order_id).await })
        }
        Job::Settle { attempt_id } => {
            Box::pin(async move { settle::settle(&app, &attempt_id).await.map(drop) })
        }
        Job::MeetIntent { intent_id } => Box::pin(async move {
            let met = events::match_attempt(&app, &intent_id).await;
            reconcile::noted(&app, ProviderObject::Payment, &intent_id, met).await
        }),
        Job::MeetSession { session_id } => Box::pin(async move {
            let met = events::meet_session(&app, &session_id).await;
            reconcile::noted(&app, ProviderObject::PaymentPage, &session_id, met).await
        }),
        Job::CloseAttempt { attempt_id } => {
            Box::pin(async move { close::finish(&app, &attempt_id).await })
        }
        Job::SendRefund { refund_id } => {
            Box::pin(async move { send::send(&app, &refund_id).await })
        }
        Job::SyncRefund { provider_ref } => Box::pin(async move {
            let synced = record::sync(&app, &provider_ref).await;
            reconcile::noted(&app, ProviderObject::Refund, &provider_ref, synced).await
        }),
        Job::SyncRefundsOf { intent_id } => {
            Box::pin(async move { record::sync_of_intent(&app, &intent_id).await })
        }
        Job::SyncDispute { provider_ref } => Box::pin(async move {
            let synced = disputes::sync(&app, &provider_ref).await;
            reconcile::noted(&app, ProviderObject::Dispute, &provider_ref, synced).await
        }),
        Job::SendLink { number, email_hash } => {
            Box::pin(async move { orders::mail_link(&app, number, &email_hash).await })
        }
        Job::DeclareWithdrawal {
            number,
            email_hash,
            declared_at_ms,
        } => Box::pin(async move {
            returns::withdraw::by_number(&app, number, &email_hash, declared_at_ms).await
        }),
        Job::CancelWithdrawn { order_id } => {
            Box::pin(async move { returns::withdraw::cancel_by_timer(&app, &order_id).await })
        }
        Job::CompleteOrder { order_id } => {
            Box::pin(async move { orders::staff::complete_by_timer(&app, &order_id).await })
        }
        Job::ExpireCommission {
            commission_id,
            version,
        } => {
            Box::pin(
                async move { commissions::deadlines::expire(&app, &commission_id, version).await },
            )
        }
        Job::RemindOfQuote {
            commission_id,
            version,
        } => Box::pin(async move {
            commissions::deadlines::remind_of_quote(&app, &commission_id, version).await
        }),
        Job::RemindOfPayment {
            request_id,
            overdue,
        } => Box::pin(async move {
            commissions::deadlines::remind_of_payment(&app, &request_id, overdue).await
        }),
        Job::CompleteCommission { commission_id } => {
            Box::pin(
                async move { commissions::shipping::complete_by_timer(&app, &commission_id).await },
            )
        }
        Job::DeliverWebhook { delivery_id } => {
            Box::pin(async move { announce::deliver::deliver(&app, &delivery_id).await })
        }
        Job::Reconcile => Box::pin(async move { reconcile::run(&app).await }),
        Job::GatherChainEnds => Box::pin(async move { sealing::gather_again(&app).await }),
        Job::Housekeeping => Box::pin(async move { housekeeping(&app).await }),
    }
}

async fn conclude(app: &App, row: &JobRow, outcome: Result<()>) -> Result<()> {
    let now = app.now_ms();
    let repeating = matches!(
        row.kind.as_str(),
        "reconcile" | "gather_chain_ends" | "housekeeping"
    );
    let goes_on = |error: &Error| repeating || (row.attempts < TRIES && !error.is_final());
    let ended = match &outcome {
        Ok(()) => "done",
        Err(error) if goes_on(error) => "again",
        Err(_) => "dead",
    };
    metrics::job(row.kind.clone(), ended);
    transact!(app.db, tx => {
        match &outcome {
            Ok(()) => {
                if row.replays > 0 {
                    let key = attention_key(&row.id);
                    db::attention::resolve_by_key(&mut tx, &key, Actor::Shop.label(), "It went through when it was tried again.", now).await?;
                }
                if repeating {
                    let key = health::key(&row.kind, &row.id);
                    db::attention::resolve_by_key(&mut tx, &key, Actor::Shop.label(), "It has run again.", now).await?;
                }
                db::jobs::finish(&mut tx, &row.id, row.attempts, now).await
            }
            Err(error) if goes_on(error) => {
                tracing::warn!(%error, kind = row.kind, attempts = row.attempts, "a job is tried again");
                let pause = if repeating { MINUTE_MS } else { pause_ms(row.attempts) };
                if repeating && row.attempts >= health::TOO_OFTEN {
                    let (key, matter) = (health::key(&row.kind, &row.id), health::failing(&row.kind, row.attempts, &error.to_string()));
                    db::attention::open(&mut tx, &matter, &key, None, now).await?;
                }
                db::jobs::retry(&mut tx, &row.id, row.attempts, now + pause, &error.to_string()).await
            }
            Err(error) => {
                tracing::error!(%error, kind = row.kind, "a job was given up");
                let reason = error.to_string();
                let (order_id, matter) = dead_letters::describe(&mut tx, &row.kind, &row.payload, row.attempts, reason.trim_end_matches('.')).await?;
                let key = attention_key(&row.id);
                db::attention::open(&mut tx, &matter, &key, order_id.as_deref(), now).await?;
                db::jobs::move_to_dead_letters(&mut tx, &row.id, row.attempts, &reason, now).await
            }
        }
    })
}

/// Doubles from one second to an hour, give or take a quarter.
fn pause_ms(attempts: i64) -> i64 {
    let full = (SECOND_MS << attempts.clamp(0, 20)).min(LONGEST_PAUSE_MS);
    full - full / 4 + rand::random::<u32>() as i64 % (full / 2).max(1)
}

/// Runs every due job, then those that they enqueued, until none is left. For tests, which refuse leftovers.
pub async fn drain(app: &App) -> Result<usize> {
    let mut done = 0;
    while step(app).await? {
        done += 1;
        if done > 10_000 {
            return Err(Error::fault("the queue does not run dry"));
        }
    }
    Ok(done)
}

/// Deletes what has had its time.
async fn housekeeping(app: &App) -> Result<()> {
    let now = app.now_ms();
    commissions::uploads::forget_left(app, now - DAY_MS).await?;
    transact!(app.db, tx => {
        db::sign_in::sessions::delete_expired(&mut tx, now).await?;
        db::customers::delete_old_sessions(&mut tx, now - customers::LASTS_MS).await?;
        db::customers::proofs::delete_expired(&mut tx, now).await?;
        db::sign_in::challenges::delete_expired(&mut tx, now).await?;
        wrong_tries::forget_old(&mut tx, now).await?;
        db::cart::delete_old(&mut tx, now - 60 * DAY_MS).await?;
        db::checkout::drafts::delete_old(&mut tx, now - checkout::draft::LASTS_MS).await?;
        db::orders::correct::forget_ended_email_changes(&mut tx, now).await?;
        db::jobs::delete_finished(&mut tx, now - 7 * DAY_MS).await?;
        db::api::answers::delete_old(&mut tx, now - DAY_MS).await?;
        db::checkout::unpaid::delete_old(&mut tx, now - 30 * DAY_MS).await?;
        db::announce::deliveries::delete_old(&mut tx, now - DELIVERIES_LAST_MS).await?;
        super::enqueue(&mut tx, &Job::Housekeeping, now + HOUR_MS, now).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_under_an_hour_and_a_quarter() {
        for attempts in 0..40 {
            let pause = pause_ms(attempts);
            assert!(
                pause > 0 && pause <= LONGEST_PAUSE_MS * 5 / 4,
                "{attempts}: {pause}"
            );
        }
        assert!(pause_ms(8) > pause_ms(2));
    }
}
