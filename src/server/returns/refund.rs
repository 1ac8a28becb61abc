//! A return and its refund, which marks it refunded, and takes that back where the provider can't make it.

use super::{advance, find};
use crate::domain::refund::RefundForm;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{ReturnEvent, ReturnKind, ReturnStatus};
use crate::server::db::orders::OrderRow;
use crate::server::db::refunds::RefundRow;
use crate::server::db::returns::ReturnRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::remaining;
use crate::server::work::Work;

/// The return that a refund form names, if it can be refunded now; 409 where somebody else was there before.
pub async fn wanted(
    conn: &mut Conn,
    order: &OrderRow,
    form: &RefundForm,
) -> Result<Option<ReturnRow>> {
    if form.return_id.is_empty() {
        return Ok(None);
    }
    let row = find(conn, order, &form.return_id).await?;
    if row.status.after(row.kind, ReturnEvent::Refund).is_none() {
        let message = match row.status {
            ReturnStatus::Refunded => "The money for this return is on its way already.",
            _ => "Mark this return as arrived first; then its money can go back.",
        };
        return Err(Error::conflict(message));
    }
    Ok(Some(row))
}

/// The refund form of a return: its lines, and why, unless something was chosen already.
pub async fn filled_in(conn: &mut Conn, order: &OrderRow, form: RefundForm) -> Result<RefundForm> {
    if !form.what.is_empty() {
        return Ok(form);
    }
    let Some(row) = wanted(conn, order, &form).await? else {
        return Ok(form);
    };
    let lines = db::returns::lines(conn, &order.id).await?;
    let own = lines.into_iter().filter(|line| line.return_id == row.id);
    let units: Vec<(String, i64)> = own.map(|line| (line.line_id, line.units)).collect();
    let what = match row.kind == ReturnKind::Withdrawal && is_the_rest(conn, order, &units).await? {
        // Who withdraws from all of it gets the shipping back too (Directive 2011/83/EU, article 13).
        true => "full",
        false => "lines",
    };
    Ok(RefundForm {
        what: what.into(),
        units: units
            .into_iter()
            .map(|(id, units)| (id, units.into()))
            .collect(),
        reason: format!("{} {}", row.kind.label(), row.number),
        ..form
    })
}

/// Whether these units are all that is left of an order.
async fn is_the_rest(conn: &mut Conn, order: &OrderRow, units: &[(String, i64)]) -> Result<bool> {
    let remaining = remaining::of_order(conn, order).await?;
    let covered = |id: &str| {
        let of_it = units.iter().filter(|(line, _)| line == id);
        of_it.map(|(_, units)| units).sum::<i64>()
    };
    Ok(remaining
        .lines
        .iter()
        .all(|line| line.units <= covered(&line.id)))
}

/// Marks a return as refunded, in the refund's own transaction.
pub async fn requested(work: &mut Work<'_>, row: &mut ReturnRow) -> Result<()> {
    let fact = ReturnFact::RefundRequested;
    advance(work, row, ReturnEvent::Refund, &fact).await
}

/// The money of a return was sent another way, after its refund had failed. The order is locked.
pub async fn sent(work: &mut Work<'_>, order: &OrderRow, refund: &RefundRow) -> Result<()> {
    let Some(id) = &refund.return_id else {
        return Ok(());
    };
    let mut row = find(work, order, id).await?;
    match row.status.after(row.kind, ReturnEvent::Refund) {
        Some(_) => requested(work, &mut row).await,
        None => Ok(()),
    }
}

/// A refund of a return will not be made: the return waits for its money again, where staff see it. The order is locked.
pub async fn failed(work: &mut Work<'_>, order: &OrderRow, refund: &RefundRow) -> Result<()> {
    let Some(id) = &refund.return_id else {
        return Ok(());
    };
    let mut row = find(work, order, id).await?;
    // Paid in several ways, it has several refunds: the first that fails says so.
    if row.status != ReturnStatus::Refunded {
        return Ok(());
    }
    let (event, fact) = (ReturnEvent::RefundFails, ReturnFact::RefundFailed);
    advance(work, &mut row, event, &fact).await
}
