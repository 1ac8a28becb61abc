//! Stock moves here: the units, the row that records it, and the event for whoever listens.

use super::announce;
use super::db::catalogue::write::NewMove;
use super::db::stock::{Cause, Change};
use super::db::{self, Conn};
use super::error::Result;
use super::work::Work;

/// Carries out a change of what an order holds or buys. `false`: the stock does not allow it and nothing was changed.
pub async fn change(
    work: &mut Work<'_>,
    change: Change,
    order_id: &str,
    variant_id: &str,
    quantity: i64,
) -> Result<bool> {
    let cause = Cause {
        order_id,
        actor: work.actor.label(),
        at_ms: work.now,
    };
    if !db::stock::change(work, change, variant_id, quantity, cause).await? {
        return Ok(false);
    }
    let taken = matches!(change, Change::Hold | Change::SellFree);
    let word = change.as_str();
    announce::stock_moved(work, variant_id, word, quantity, taken, cause.at_ms).await?;
    Ok(true)
}

/// Tells of units that came in or were counted; the caller has changed them.
pub async fn counted(conn: &mut Conn, entry: NewMove, now_ms: i64) -> Result<()> {
    let (variant_id, kind, quantity) = (entry.variant_id.clone(), entry.kind, entry.quantity);
    db::catalogue::write::insert_moves(conn, &[entry], now_ms).await?;
    announce::stock_moved(conn, &variant_id, kind, quantity, quantity < 0, now_ms).await
}
