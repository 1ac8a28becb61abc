//! The attention queue: what the shop could not settle by itself.

use crate::domain::attention::{AttentionView, Matter};
use crate::domain::audit::Action;
use crate::domain::order::order_number;
use crate::domain::problem::Problems;
use crate::domain::staff::{Permission, StaffView};
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::staff::{audit, require};
use crate::server::unpaid;
use crate::server::visit::Visit;
use crate::transact;

/// Entries shown at once; the oldest come first, so nothing is out of reach.
const SHOWN: i64 = 100;
/// Longest sentence that says what was done, in characters.
const RESOLUTION_MAX: usize = 500;

/// What is open, the oldest first.
pub async fn attention(visit: &Visit, staff: &StaffView) -> Result<Vec<AttentionView>> {
    open(visit, staff, SHOWN).await
}

pub(super) async fn open(
    visit: &Visit,
    staff: &StaffView,
    limit: i64,
) -> Result<Vec<AttentionView>> {
    let zone = visit.app.time_zone().await?;
    let mut conn = visit.app.db.read().await?;
    let rows = db::attention::list_open(&mut conn, limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| AttentionView {
            may_settle: staff.role.may(row.matter.settled_by()),
            id: row.id,
            sentence: row.matter.sentence(&zone),
            matter: row.matter,
            order_number: row.order_number.map(order_number),
            opened_at_ms: row.opened_at_ms,
        })
        .collect())
}

/// Closes an entry with a sentence that says what was done about it. With `lift` the limit that it is about is lifted.
pub async fn resolve(visit: &Visit, id: &str, resolution: &str, lift: bool) -> Result<()> {
    let by = require(visit, Permission::ClearAttention).await?;
    let resolution = sentence("resolution", resolution, "Write what was done about it.")?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let matter = db::attention::matter(&mut tx, id).await?.ok_or_else(settled_already)?;
        if matches!(matter, Matter::RefundFailed { .. }) && db::refunds::is_owed_by_entry(&mut tx, id).await? {
            let message = "Try the refund again, record how the money was sent, or say why nothing is owed, on the order’s page: this entry is settled with it.";
            return Err(Error::conflict(message));
        }
        if matches!(matter, Matter::ManualRefund { .. }) {
            let message = "Mark the money as given back on the order’s page: this entry is settled with it.";
            return Err(Error::conflict(message));
        }
        if !by.role.may(matter.settled_by()) {
            let message = format!("{} Leave it to them, or ask for that role.", matter.settlers());
            return Err(Error::forbidden("forbidden", message));
        }
        if !db::attention::resolve(&mut tx, id, &by.name, &resolution, now).await? {
            return Err(settled_already());
        }
        if lift {
            let key = db::attention::key(&mut tx, id).await?.unwrap_or_default();
            if !unpaid::lift(&mut tx, &key, &by.name, now).await? {
                return Err(Error::conflict("There is no limit here that could be lifted. Reload the page."));
            }
            let action = Action::LimitLifted { resolution: resolution.clone() };
            audit::record_in(&mut tx, visit, &by.name, &action, id).await?;
        }
        let action = Action::AttentionResolved { resolution: resolution.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, id).await
    })
}

fn settled_already() -> Error {
    Error::conflict("Somebody has settled this meanwhile. Reload the page.")
}

/// A text that a person must write, trimmed.
fn sentence(field: &str, typed: &str, missing: &str) -> Result<String, Problems> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(Problems::one(field, "required", missing));
    }
    if text.chars().count() > RESOLUTION_MAX {
        let message = format!("Use at most {RESOLUTION_MAX} characters.");
        return Err(Problems::one(field, "too_long", message));
    }
    Ok(text.to_string())
}
