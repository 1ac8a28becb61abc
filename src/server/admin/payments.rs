//! The list of payments, for whoever may see orders.

use crate::domain::catalogue::COUNT_CAP;
use crate::domain::payment::AttemptState;
use crate::server::db;
use crate::server::db::keyset::Window;
use crate::server::db::payments::list::PaymentRow;
use crate::server::error::{Error, Result};
use crate::server::visit::Visit;

/// A part of the list, the newest first: its rows, how many there are in all, and whether that is capped.
pub async fn part(
    visit: &Visit,
    state: Option<AttemptState>,
    window: &Window,
) -> Result<(Vec<PaymentRow>, i64, bool)> {
    let state = state.map(AttemptState::as_str);
    let mut conn = visit.app.db.read().await?;
    let counted = db::payments::list::count(&mut conn, state, COUNT_CAP + 1).await?;
    let rows = db::payments::list::page(&mut conn, state, window).await?;
    Ok((rows, counted.min(COUNT_CAP), counted > COUNT_CAP))
}

/// The id of the order that a payment is of, by the payment's id or by that of the amount it pays; 404 when there is none.
pub async fn order_of(visit: &Visit, id: &str) -> Result<String> {
    let mut conn = visit.app.db.read().await?;
    let order = db::payments::list::order_of(&mut conn, id).await?;
    order.ok_or_else(|| Error::not_found("There is no payment with this id."))
}
