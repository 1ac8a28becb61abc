//! What of an order is still to be made and sent. What was refunded is out of the work, line by line; so is what is still
//! to be refunded because a refund did not go through.

use crate::domain::dispute::DisputeStanding;
use crate::domain::order::OrderLineView;
use crate::domain::payment::PaymentState;
use crate::domain::problem::Problems;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::refunds::RefundRow;
use crate::server::db::refunds::lines::RefundLineRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};

/// Units of a line that are out of the work, at most all of them.
pub fn units_refunded(line: &OrderLineRow, refunds: &[RefundRow], parts: &[RefundLineRow]) -> i64 {
    let out = |part: &&RefundLineRow| {
        let refund = refunds.iter().find(|refund| refund.id == part.refund_id);
        part.line_id == line.id && refund.is_some_and(RefundRow::takes_out_of_the_work)
    };
    let units: i64 = parts.iter().filter(out).map(|part| part.units).sum();
    units.min(line.quantity)
}

/// Whether nothing of an order is to be made or sent any more, though nobody cancelled it: all of its money went back, or
/// every unit of it is out of the work.
pub fn nothing_is_left(payment: PaymentState, lines: &[OrderLineView]) -> bool {
    payment == PaymentState::Refunded || lines.iter().all(|line| line.refunded >= line.quantity)
}

/// Refuses to make or send an order of which nothing is left in the work. The caller holds it.
pub async fn require_some(conn: &mut Conn, order: &OrderRow) -> Result<()> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let refunds = db::refunds::of_order(conn, &order.id).await?;
    let parts = db::refunds::lines::of_order(conn, &order.id).await?;
    let requests = db::payments::requests(conn, &order.id).await?;
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let all_out = lines
        .iter()
        .all(|line| units_refunded(line, &refunds, &parts) >= line.quantity);
    if all_out || super::view::payment_state(&requests, &attempts) == PaymentState::Refunded {
        let message =
            "Everything in this order was refunded, so there is nothing to make or to send.";
        return Err(Error::conflict_of("refunded", message));
    }
    Ok(())
}

/// Refuses to send off an order whose payment the customer's bank disputes or has taken back, unless whoever sends it
/// says so. The caller holds it.
pub async fn require_no_dispute(conn: &mut Conn, order: &OrderRow, despite: bool) -> Result<()> {
    let disputes = db::payments::disputes::of_order(conn, &order.id).await?;
    let standing = disputes
        .iter()
        .map(|dispute| DisputeStanding::of(&dispute.status));
    let message = match standing.max() {
        Some(DisputeStanding::Running) => {
            "The customer’s bank disputes this payment. Send it only if you are sure: say then that you send it despite the dispute."
        }
        Some(DisputeStanding::Lost) => {
            "The customer’s bank took this payment back for good. If you send it all the same, say that you send it despite the dispute."
        }
        _ => return Ok(()),
    };
    match despite {
        true => Ok(()),
        false => Err(Problems::one("despite_dispute", "disputed", message).into()),
    }
}
