//! Returns: asked for by whoever holds the order, answered and received by staff, and refunded as any
//! order is (`refunds::request`). A withdrawal from the contract (`withdraw`) goes the same way, but is declared: nobody
//! answers it, and nobody can refuse it.
//!
//! **Invariant:** whoever changes a return has locked its order's row, so that no two of them disagree about its units.

pub mod ask;
mod mails;
pub mod pictures;
pub mod refund;
pub mod steps;
pub mod view;
pub mod withdraw;

use super::db::orders::OrderRow;
use super::db::returns::{NewReturnEvent, ReturnRow};
use super::db::{self, Conn};
use super::error::{Error, Result};
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{ReturnEvent, ReturnKind};
use crate::server::work::Work;

/// A return of an order by its id, or 404.
async fn find(conn: &mut Conn, order: &OrderRow, id: &str) -> Result<ReturnRow> {
    let rows = db::returns::of_order(conn, &order.id).await?;
    let found = rows.into_iter().find(|row| row.id == id);
    found
        .ok_or_else(|| Error::not_found("There is no such return. Reload the page and look again."))
}

/// Moves a return along its machine, with its row of history; the message to the customer stands in `row` already. A step
/// that the machine doesn't have is refused with 409 and writes nothing.
async fn advance(
    work: &mut Work<'_>,
    row: &mut ReturnRow,
    event: ReturnEvent,
    fact: &ReturnFact,
) -> Result<()> {
    let now = work.now;
    let from = row.status;
    let Some(to) = from.after(row.kind, event) else {
        return Err(Error::conflict(match (row.kind, event) {
            (ReturnKind::Withdrawal, ReturnEvent::Refuse) => {
                "A withdrawal from the contract is a declaration and can’t be refused. Record that the goods came, and refund it.".into()
            }
            (kind, _) => format!(
                "This {} stands at “{}” already, so that can’t be done.",
                kind.as_str(),
                from.label()
            ),
        }));
    };
    if !db::returns::set_status(work, row, to, now).await? {
        return Err(changed_meanwhile());
    }
    (row.status, row.version) = (to, row.version + 1);
    let event = NewReturnEvent {
        return_id: &row.id,
        version: row.version,
        at_ms: now,
        who: &work.actor.who(),
        from: Some(from),
        to,
        fact,
    };
    db::returns::insert_event(work, &event).await
}

fn changed_meanwhile() -> Error {
    Error::conflict(
        "Somebody took a step with this return a moment ago. Here is how it stands now: look again.",
    )
}
