//! The attention queue: what the shop could not settle by itself.

use crate::domain::attention::{self, AttentionView};
use crate::domain::order::order_number;
use crate::domain::problem::Problems;
use crate::domain::staff::StaffView;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::refunds::enqueue::MANUAL_REFUND;
use crate::server::refunds::owed::REFUND_FAILED;
use crate::server::staff::audit;
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
    let mut conn = visit.app.db.read().await?;
    let rows = db::attention::list_open(&mut conn, limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| AttentionView {
            may_settle: staff.role.may(attention::settled_by(&row.kind)),
            id: row.id,
            kind: row.kind,
            sentence: row.sentence,
            order_number: row.order_number.map(order_number),
            opened_at_ms: row.opened_at_ms,
        })
        .collect())
}

/// Closes an entry with a sentence that says what was done about it. With `lift` the limit that it is about is lifted.
pub async fn resolve(
    visit: &Visit,
    by: &StaffView,
    id: &str,
    resolution: &str,
    lift: bool,
) -> Result<()> {
    let resolution = sentence("resolution", resolution, "Write what was done about it.")?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let kind = db::attention::kind(&mut tx, id).await?.unwrap_or_default();
        if kind == REFUND_FAILED && db::refunds::is_owed_by_entry(&mut tx, id).await? {
            let message = "Try the refund again, record how the money was sent, or say why nothing is owed, on the order’s page: this entry is settled with it.";
            return Err(Error::conflict(message));
        }
        if kind == MANUAL_REFUND {
            let message = "Mark the money as given back on the order’s page: this entry is settled with it.";
            return Err(Error::conflict(message));
        }
        if !by.role.may(attention::settled_by(&kind)) {
            let message = format!("{} Leave it to them, or ask for that role.", attention::settlers(&kind));
            return Err(Error::refused(403, "forbidden", message));
        }
        if !db::attention::resolve(&mut tx, id, &by.name, &resolution, now).await? {
            return Err(Error::conflict("Somebody has settled this meanwhile. Reload the page."));
        }
        if lift {
            let key = db::attention::key(&mut tx, id).await?.unwrap_or_default();
            if !unpaid::lift(&mut tx, &key, &by.name, now).await? {
                return Err(Error::conflict("There is no limit here that could be lifted. Reload the page."));
            }
            audit::record_in(&mut tx, visit, &by.name, "limit_lifted", id, &resolution).await?;
        }
        audit::record_in(&mut tx, visit, &by.name, "attention_resolved", id, &resolution).await
    })
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
