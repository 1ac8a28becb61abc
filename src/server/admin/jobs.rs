//! Dead letters: jobs that were given up, shown and tried again.

use crate::domain::admin::{DeadJobView, JobsView};
use crate::domain::audit::Action;
use crate::domain::job::title;
use crate::domain::staff::{Permission, StaffView};
use crate::server::db::{self, jobs::DeadJobRow};
use crate::server::error::{Error, Result};
use crate::server::jobs;
use crate::server::staff::{audit, confirm_money_leaves, require};
use crate::server::visit::Visit;
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

/// Puts a job back in its queue, to be tried at once. One that sends money asks for a fresh code first, of somebody who may
/// give money back.
pub async fn replay(visit: &Visit, id: &str, code: &str) -> Result<()> {
    let by = require(visit, Permission::ClearAttention).await?;
    let kind = {
        let mut conn = visit.app.db.read().await?;
        db::jobs::kind_of_dead(&mut conn, id).await?
    };
    if kind.as_deref() == Some(SENDS_MONEY) {
        require(visit, Permission::Refund).await?;
        confirm_money_leaves(visit, code).await?;
    }
    if enqueue_again(visit, &by, Some(id)).await? == 0 {
        let message = "This job is back in the queue already. Reload the page.";
        return Err(Error::conflict(message));
    }
    Ok(())
}

/// Puts everything that was given up back in its queue, after an outage, but for what sends money: that asks for a code,
/// one by one. Returns how many jobs that were.
pub async fn replay_all(visit: &Visit) -> Result<usize> {
    let by = require(visit, Permission::ClearAttention).await?;
    enqueue_again(visit, &by, None).await
}

async fn enqueue_again(visit: &Visit, by: &StaffView, id: Option<&str>) -> Result<usize> {
    let app = &visit.app;
    let now = app.now_ms();
    let replayed = transact!(app.db, tx => {
        let jobs = db::jobs::replay(&mut tx, id, SENDS_MONEY, now).await?;
        // Of two with the same key one is enough: what the other left is settled with it.
        let superseded = jobs.iter().filter(|(_, state)| state == "done");
        let keys: Vec<String> = superseded.map(|(id, _)| jobs::attention_key(id)).collect();
        if !keys.is_empty() {
            let done = "The same work waits in the queue.";
            db::attention::resolve_by_keys(&mut tx, &keys, &by.name, done, now).await?;
        }
        match id {
            Some(id) if !jobs.is_empty() => audit::record_in(&mut tx, visit, &by.name, &Action::JobReplayed, id).await?,
            None if !jobs.is_empty() => {
                let action = Action::JobsReplayed { jobs: jobs.len() };
                audit::record_in(&mut tx, visit, &by.name, &action, "all").await?;
            }
            _ => {}
        }
        Ok(jobs.len())
    })?;
    Ok(replayed)
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
