//! The queue of work that can wait.

mod queue;

pub use queue::{Due, Queue, Wake};

use super::dialect::skip_locked;
use super::{Conn, on};
use crate::server::error::Result;
use sqlx::{AssertSqlSafe, QueryBuilder};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JobRow {
    pub id: String,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    /// How often it was sent again after it had been given up.
    pub replays: i64,
}

/// A job to be enqueued.
pub struct NewJob {
    pub id: String,
    pub kind: &'static str,
    pub payload: String,
    pub dedupe_key: Option<String>,
    pub queue: Queue,
}

/// Adds jobs; one that waits already under the same key is brought forward instead. Where they are due, the commit wakes
/// their workers.
pub async fn insert(conn: &mut Conn, new: &[NewJob], run_at_ms: i64, now_ms: i64) -> Result<()> {
    if run_at_ms <= now_ms {
        for job in new {
            conn.wakes(job.queue)?;
        }
    }
    on!(conn, c => {
        let mut query = QueryBuilder::new(
            "INSERT INTO jobs (id, kind, payload, state, dedupe_key, queue, run_at_ms, created_at_ms) ");
        query.push_values(new, |mut row, job| {
            row.push_bind(job.id.clone()).push_bind(job.kind).push_bind(job.payload.clone()).push_bind("waiting");
            row.push_bind(job.dedupe_key.clone()).push_bind(job.queue.as_str()).push_bind(run_at_ms).push_bind(now_ms);
        });
        query.push(" ON CONFLICT (dedupe_key) WHERE state = 'waiting' AND dedupe_key IS NOT NULL
            DO UPDATE SET run_at_ms = CASE WHEN excluded.run_at_ms < jobs.run_at_ms THEN excluded.run_at_ms ELSE jobs.run_at_ms END");
        query.build().execute(&mut *c).await.map(drop)?
    });
    Ok(())
}

/// Moves a waiting job to another time, later or earlier.
pub async fn reschedule(conn: &mut Conn, dedupe_key: &str, run_at_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET run_at_ms = $2 WHERE dedupe_key = $1 AND state = 'waiting'";
    on!(conn, c => sqlx::query(SQL).bind(dedupe_key).bind(run_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Whether a job of a queue is due; asked before the write lock is taken. The reconciler never waits for more than a
/// minute: where it seems to, the clock was set back since, and it is due.
pub async fn any_due(conn: &mut Conn, queue: &str, now_ms: i64) -> Result<bool> {
    const SQL: &str =
        "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND queue = $1 AND run_at_ms <= $2)
        OR EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND queue = $1 AND kind = 'reconcile' AND run_at_ms > $2 + 180000)
        OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND queue = $1 AND lease_until_ms <= $2)";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(queue).bind(now_ms).fetch_one(&mut *c).await?))
}

/// Takes the next due job of a queue, or one whose lease has run out, and leases it.
pub async fn claim(
    conn: &mut Conn,
    queue: &str,
    now_ms: i64,
    lease_until_ms: i64,
) -> Result<Option<JobRow>> {
    let sql = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_until_ms = $2
        WHERE id = (SELECT id FROM jobs
            WHERE (state = 'waiting' AND queue = $3
                    AND (run_at_ms <= $1 OR (kind = 'reconcile' AND run_at_ms > $1 + 180000)))
                OR (state = 'running' AND queue = $3 AND lease_until_ms <= $1)
            ORDER BY run_at_ms LIMIT 1{})
        RETURNING id, kind, payload, attempts, replays",
        skip_locked(conn)
    );
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(now_ms).bind(lease_until_ms).bind(queue)
        .fetch_optional(&mut *c).await?),
    )
}

pub async fn finish(conn: &mut Conn, id: &str, attempts: i64, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET state = 'done', finished_at_ms = $3, lease_until_ms = NULL, last_error = NULL
        WHERE id = $1 AND attempts = $2 AND state = 'running'";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(attempts).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Puts a job that failed back in the queue. Where the same key waits already, this one is done with.
pub async fn retry(
    conn: &mut Conn,
    id: &str,
    attempts: i64,
    run_at_ms: i64,
    error: &str,
) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET state = CASE WHEN dedupe_key IS NOT NULL AND EXISTS
            (SELECT 1 FROM jobs other WHERE other.dedupe_key = jobs.dedupe_key AND other.state = 'waiting')
            THEN 'done' ELSE 'waiting' END,
            run_at_ms = $3, last_error = $4, lease_until_ms = NULL
        WHERE id = $1 AND attempts = $2 AND state = 'running'";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(attempts).bind(run_at_ms).bind(error)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Moves a job to the dead letters: staff see it and can replay it.
pub async fn move_to_dead_letters(
    conn: &mut Conn,
    id: &str,
    attempts: i64,
    error: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "UPDATE jobs SET state = 'dead', last_error = $3, finished_at_ms = $4, lease_until_ms = NULL
        WHERE id = $1 AND attempts = $2 AND state = 'running'";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(attempts).bind(error).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// How often each job that repeats itself has failed in a row, by kind.
pub async fn failures_in_a_row(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT kind, CAST(MAX(CASE WHEN last_error IS NULL THEN 0
            WHEN state = 'running' THEN attempts - 1 ELSE attempts END) AS BIGINT)
        FROM jobs WHERE kind IN ('reconcile', 'gather_chain_ends', 'housekeeping') AND state IN ('waiting', 'running') GROUP BY kind ORDER BY kind";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

/// When the next waiting job is due, in unix milliseconds.
pub async fn next_due(conn: &mut Conn) -> Result<Option<i64>> {
    const SQL: &str = "SELECT MIN(run_at_ms) FROM jobs WHERE state = 'waiting'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(&mut *c).await?))
}

/// Waiting, running and dead jobs.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT state, COUNT(*) FROM jobs WHERE state <> 'done' GROUP BY state";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

pub async fn delete_finished(conn: &mut Conn, before_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM jobs WHERE state = 'done' AND finished_at_ms < $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await?.rows_affected()))
}

/// A job that was given up, as staff see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeadJobRow {
    pub id: String,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub created_at_ms: i64,
    pub finished_at_ms: Option<i64>,
}

/// Jobs that were given up, the latest first, at most `limit`.
pub async fn dead(conn: &mut Conn, limit: i64) -> Result<Vec<DeadJobRow>> {
    const SQL: &str =
        "SELECT id, kind, payload, attempts, last_error, created_at_ms, finished_at_ms
        FROM jobs WHERE state = 'dead' ORDER BY finished_at_ms DESC, id DESC LIMIT $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(&mut *c).await?))
}

/// What a job that was given up does; `None` when there is no such one.
pub async fn kind_of_dead(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT kind FROM jobs WHERE id = $1 AND state = 'dead'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// Puts jobs that were given up back in their queues with fresh tries: one by its id, or all of them but those of one kind.
/// Returns the id and the new state of each. Where the same key waits already, or another of them has it, a job is done
/// with.
pub async fn replay(
    conn: &mut Conn,
    id: Option<&str>,
    but: &str,
    now_ms: i64,
) -> Result<Vec<(String, String)>> {
    const SQL: &str = "UPDATE jobs SET state = CASE WHEN dedupe_key IS NOT NULL AND EXISTS
            (SELECT 1 FROM jobs other WHERE other.dedupe_key = jobs.dedupe_key
                AND (other.state = 'waiting' OR (other.state = 'dead' AND other.id > jobs.id AND CAST($1 AS TEXT) IS NULL)))
            THEN 'done' ELSE 'waiting' END,
            run_at_ms = $2, attempts = 0, replays = replays + 1, lease_until_ms = NULL
        WHERE state = 'dead' AND (id = CAST($1 AS TEXT) OR (CAST($1 AS TEXT) IS NULL AND kind <> $3))
        RETURNING id, state";
    for queue in Queue::ALL {
        conn.wakes(queue)?;
    }
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(id).bind(now_ms).bind(but).fetch_all(&mut *c).await?),
    )
}

/// How many jobs were given up, counted no further than `cap`.
pub async fn count_dead(conn: &mut Conn, cap: i64) -> Result<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'dead' LIMIT $1) AS few";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cap).fetch_one(&mut *c).await?))
}
