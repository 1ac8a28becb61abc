//! What was delivered and what was not, and trying it again.

use super::endpoints::host_of;
use crate::domain::audit::Action;
use crate::domain::staff::Permission;
use crate::domain::webhooks::DeliveryView;
use crate::server::db;
use crate::server::db::announce::deliveries::{DeliveryRow, Filter};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::staff::{audit, require};
use crate::server::visit::Visit;
use crate::transact;

/// Lists are counted no further than this.
const COUNTED: i64 = 1000;

fn view(row: DeliveryRow) -> DeliveryView {
    DeliveryView {
        state: row.state,
        id: row.id,
        endpoint_id: row.endpoint_id,
        event: row.event,
        tries: row.tries,
        created_at_ms: row.created_at_ms,
        next_try_at_ms: row.next_try_at_ms,
        last_try_at_ms: row.last_try_at_ms,
        status: row.status,
        answer: row.answer,
    }
}

/// Deliveries, the newest first.
pub async fn page(
    visit: &Visit,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<DeliveryView>> {
    let mut conn = visit.app.db.read().await?;
    let rows = db::announce::deliveries::page(&mut conn, filter, limit, offset).await?;
    Ok(rows.into_iter().map(view).collect())
}

/// How many deliveries there are, and whether there are more than that.
pub async fn count(visit: &Visit, filter: Filter<'_>) -> Result<(i64, bool)> {
    let mut conn = visit.app.db.read().await?;
    let count = db::announce::deliveries::count(&mut conn, filter, COUNTED + 1).await?;
    Ok((count.min(COUNTED), count > COUNTED))
}

pub(super) fn disabled() -> Error {
    Error::conflict("This endpoint is disabled. Enable it first, then send again.")
}

/// Delivers again at once, under the same id and with the same body, whatever came of it before.
pub async fn replay(visit: &Visit, id: &str) -> Result<DeliveryView> {
    let by = require(visit, Permission::ManageWebhooks).await?;
    let app = &visit.app;
    let now = app.now_ms();
    transact!(app.db, tx => {
        let none = || Error::not_found("There is no such delivery. Those older than 30 days are gone.");
        let row = db::announce::deliveries::by_id(&mut tx, id).await?.ok_or_else(none)?;
        let endpoint = db::announce::endpoints::by_id(&mut tx, &row.endpoint_id).await?.ok_or_else(none)?;
        if !endpoint.enabled {
            return Err(disabled());
        }
        db::announce::deliveries::replay(&mut tx, id, now).await?;
        jobs::enqueue(&mut tx, &Job::DeliverWebhook { delivery_id: id.to_string() }, now, now).await?;
        let subject = host_of(&endpoint.url);
        audit::record_in(&mut tx, visit, &by.name, &Action::WebhookReplayed { delivery: id.into() }, &subject).await?;
        Ok(view(db::announce::deliveries::by_id(&mut tx, id).await?.ok_or_else(none)?))
    })
}
