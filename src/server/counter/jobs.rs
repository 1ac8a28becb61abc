//! Jobs that were given up: shown, and tried again.

use crate::domain::counter::{DeadJobView, JobsView};
use crate::domain::staff::{Permission, StaffView};
use crate::server::db::{self, jobs::DeadJobRow};
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;
use crate::server::staff::{audit, confirm_money_leaves, require};
use crate::transact;

/// Dead jobs shown at once, the latest first.
const SHOWN: i64 = 100;

pub async fn jobs(visit: &Visit) -> Result<JobsView> {
    let mut conn = visit.app.db.read().await?;
    let dead = db::jobs::dead(&mut conn, SHOWN).await?;
    let counts = db::jobs::counts(&mut conn).await?;
    let count = |state: &str| {
        let found = counts.iter().find(|(word, _)| word == state);
        found.map_or(0, |(_, count)| *count)
    };
    Ok(JobsView {
        dead: dead.into_iter().map(view).collect(),
        waiting: count("waiting"),
        running: count("running"),
    })
}

fn view(row: DeadJobRow) -> DeadJobView {
    DeadJobView {
        title: title(&row.kind).into(),
        sends_money: row.kind == SENDS_MONEY,
        about: about(&row.payload),
        attempts: row.attempts,
        last_error: row.last_error.unwrap_or_default(),
        given_up_at_ms: row.finished_at_ms.unwrap_or(row.created_at_ms),
        id: row.id,
    }
}

/// What a kind of job does, in a shopkeeper's words; an unknown kind speaks for itself.
fn title(kind: &str) -> &str {
    match kind {
        "deliver_mail" => "Send a mail",
        "expire_hold" => "Release what was held for an unpaid order",
        "settle" => "Ask the payment provider how a payment stands",
        "close_attempt" => "Close a payment at the provider",
        "send_refund" => "Ask the provider for a refund",
        "sync_refund" => "Bring a refund in line with the provider",
        "sync_dispute" => "Bring a dispute in line with the provider",
        "complete_order" => "Complete a shipped order",
        "expire_commission" => "End a custom order whose time ran out",
        "remind_of_quote" => "Remind a customer of a quote",
        "remind_of_payment" => "Remind a customer of a payment",
        "complete_commission" => "Complete a shipped custom order",
        "deliver_webhook" => "Tell another program what happened",
        "reconcile" => "Compare with the payment provider",
        "housekeeping" => "Clear away what has had its time",
        other => other,
    }
}

/// The ids that a job works on. Payloads hold nothing else.
fn about(payload: &str) -> String {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(payload).unwrap_or_default();
    let named = fields.iter().filter(|(name, _)| name.as_str() != "kind");
    let each = named.filter_map(|(name, value)| Some(format!("{name} {}", value.as_str()?)));
    each.collect::<Vec<_>>().join(", ")
}

/// The kind of the jobs by which money leaves.
const SENDS_MONEY: &str = "send_refund";

/// Puts a job back in the queue, to be tried at once. One that sends money asks for a fresh code first, of somebody who may
/// give money back.
pub async fn replay(visit: &Visit, by: &StaffView, id: &str, code: &str) -> Result<()> {
    let app = &visit.app;
    let kind = {
        let mut conn = app.db.read().await?;
        db::jobs::kind_of_dead(&mut conn, id).await?
    };
    if kind.as_deref() == Some(SENDS_MONEY) {
        require(visit, Permission::Refund).await?;
        confirm_money_leaves(visit, code).await?;
    }
    let now = app.now_ms();
    transact!(app.db, tx => {
        if !db::jobs::replay(&mut tx, id, now).await? {
            return Err(Error::conflict("This job is back in the queue already. Reload the page."));
        }
        audit::record_in(&mut tx, visit, &by.name, "job_replayed", id, "").await
    })?;
    app.wake.notify_one();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::jobs::Job;

    #[test]
    fn a_job_is_described_by_what_it_works_on() {
        let job = Job::Settle {
            attempt_id: "a1".into(),
        };
        let payload = serde_json::to_string(&job).unwrap();
        assert_eq!(about(&payload), "attempt_id a1");
        assert_ne!(
            title(job.kind()),
            job.kind(),
            "every job has words of its own"
        );
        assert_eq!(about("broken"), "");
    }
}
