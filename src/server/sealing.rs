//! Sealing rows that must not change: how it begins, and the heads that gather the ends of their chains every minute.

use super::clock::SECOND_MS;
use super::db::seals::{Kind, begin as beginning, heads};
use super::error::Result;
use super::jobs::{self, Job};
use super::state::App;
use crate::transact;

/// How long after one head the next is made: together with the time that it waits for a worker, less than a minute.
const BETWEEN_HEADS_MS: i64 = 30 * SECOND_MS;

/// Seals what was there before sealing began, at the first start since. Afterwards it does nothing: a row without a seal is
/// one that the shop did not write.
pub async fn begin(app: &App) -> Result<()> {
    if beginning::beginning(&mut app.db.read().await?)
        .await?
        .is_some()
    {
        return Ok(());
    }
    for kind in Kind::ALL {
        let mut from = String::new();
        while let Some(last) =
            transact!(app.db, tx => { beginning::seal_some_late(&mut tx, kind, &from).await })?
        {
            from = last;
        }
    }
    let now = app.now_ms();
    transact!(app.db, tx => { beginning::begin(&mut tx, now).await })?;
    gather(app).await
}

/// Gathers the ends of all chains that moved since they were gathered last. Each head is told to the log: there it stands
/// out of reach for whoever writes to the database.
pub async fn gather(app: &App) -> Result<()> {
    let now = app.now_ms();
    while let Some(head) = transact!(app.db, tx => { heads::gather(&mut tx, now).await })? {
        tracing::info!(
            number = head.number,
            digest = head.digest,
            "the ends of chains were gathered"
        );
        if !head.is_full {
            break;
        }
    }
    Ok(())
}

/// The same as a job, which enqueues the next one.
pub async fn gather_again(app: &App) -> Result<()> {
    gather(app).await?;
    let now = app.now_ms();
    transact!(app.db, tx => {
        jobs::enqueue(&mut tx, &Job::GatherChainEnds, now + BETWEEN_HEADS_MS, now).await
    })
}
