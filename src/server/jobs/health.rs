//! Whether the jobs that repeat themselves do: how often each failed in a row, and when the reconciler last ran in full.

use crate::domain::attention::Matter;
use crate::server::db;
use crate::server::error::Result;
use crate::server::state::App;

/// A repeating job that failed so often in a row is shown to staff.
pub const TOO_OFTEN: i64 = 3;

/// How the repeating jobs stand.
#[derive(Clone, Debug)]
pub struct Health {
    /// When the reconciler last asked about everything, in unix milliseconds.
    pub reconciled_at_ms: Option<i64>,
    /// How long ago that was, in seconds.
    pub reconciled_age_s: Option<i64>,
    /// How often each repeating job has failed in a row.
    pub failures: Vec<(String, i64)>,
}

impl Health {
    /// A sentence for who runs the shop.
    pub fn sentence(&self) -> String {
        match self.reconciled_age_s {
            Some(age) => {
                format!("The payment provider was last asked about everything {age} s ago.")
            }
            None => "The payment provider was never asked about everything.".into(),
        }
    }
}

pub async fn health(app: &App) -> Result<Health> {
    let mut conn = app.db.read().await?;
    let reconciled_at_ms = db::payments::checkpoint(&mut conn, db::payments::RECONCILED).await?;
    Ok(Health {
        reconciled_at_ms,
        // A clock that was set back would make it negative.
        reconciled_age_s: reconciled_at_ms.map(|at| ((app.now_ms() - at) / 1000).max(0)),
        failures: db::jobs::failures_in_a_row(&mut conn).await?,
    })
}

/// What the attention queue knows a repeating job by that fails: each row of failures has a job's row of its own.
pub fn key(kind: &str, job_id: &str) -> String {
    format!("repeating {kind} {job_id}")
}

/// The attention item for staff.
pub fn failing(kind: &str, times: i64, error: &str) -> Matter {
    Matter::RepeatingJob {
        job: kind.into(),
        times,
        reason: error.chars().take(300).collect(),
    }
}
