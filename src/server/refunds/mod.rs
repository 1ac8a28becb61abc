//! Refunds: whoever needs one enqueues it in their own transaction, a job or staff send it, and what became of it is
//! recorded. One that did not go through is owed until something takes its place.

mod calculation;
pub mod enqueue;
pub mod manual_refunds;
pub mod owed;
pub mod record;
pub mod request;
pub mod send;

use super::announce;
use super::db::refunds::RefundRow;
use super::db::{self, Conn};
use super::error::{Error, Result};
use crate::domain::refund::{RefundEvent, RefundStatus};
use crate::server::work::Work;

/// Moves a refund along its machine. Whoever listens hears how it ended. Returns where it stands now; `None` where there is
/// no such step, or it stands elsewhere by now.
async fn advance(
    work: &mut Work<'_>,
    refund: &RefundRow,
    event: RefundEvent,
    provider_ref: Option<&str>,
) -> Result<Option<RefundStatus>> {
    let now = work.now;
    let from = refund.state;
    let Some(to) = from.after(event) else {
        return Ok(None);
    };
    if !db::refunds::set_state(work, &refund.id, from, to, provider_ref, now).await? {
        return Ok(None);
    }
    announce::refund_moved(work, refund, to, now).await?;
    Ok(Some(to))
}

/// A refund of an order, or 404.
async fn of_order(conn: &mut Conn, order_id: &str, id: &str) -> Result<RefundRow> {
    let known = db::refunds::by_id(conn, id).await?;
    let none = || Error::not_found("This order has no such refund. Reload the page.");
    known
        .filter(|refund| refund.order_id == order_id)
        .ok_or_else(none)
}
