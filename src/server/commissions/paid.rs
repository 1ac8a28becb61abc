//! A payment of a custom order has been accepted. Runs in the transaction that writes the money; the order is locked.

use super::{advance, agreed, desk, letters, record};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::server::db::commissions::quotes;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::RequestRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::mail::CommissionNews;
use crate::server::orders::letters::Desk;
use crate::server::orders::{self, Actor};
use crate::server::time_zone;

/// The first payment sets the piece in production and says by when it is ready; every payment is confirmed.
pub async fn received(
    conn: &mut Conn,
    letters_desk: Desk<'_>,
    order: &mut OrderRow,
    request: &RequestRow,
    now: i64,
) -> Result<()> {
    let order_id = order.id.clone();
    let lost = || Error::impossible("orders", "kind", &order_id, "commission, never accepted");
    let acceptance = quotes::acceptance_of_order(conn, &order.id)
        .await?
        .ok_or_else(lost)?;
    let mut row = db::commissions::lock(conn, &acceptance.commission_id).await?;
    let first = row.status == CommissionStatus::Accepted;
    let fact = CommissionFact::PaymentReceived {
        label: request.label.clone(),
        amount: request.amount,
    };
    if first {
        let rules = desk::read(conn).await?;
        let sent = quotes::version(conn, &row.id, acceptance.version).await?;
        let lead_days = sent.map_or(rules.lead_days, |sent| sent.quote.lead_days);
        // The queue without this one.
        let (queue, _) = db::commissions::load(conn).await?;
        let promise = rules
            .workload(time_zone::of(letters_desk.shop).day_of(now), queue - 1)
            .promise(lead_days);
        db::commissions::set_promise(conn, &row.id, promise).await?;
        row.promise = Some(promise);
        advance(
            conn,
            &mut row,
            CommissionEvent::Pay,
            &Actor::Provider,
            &fact,
            now,
        )
        .await?;
        if order.status == OrderStatus::Confirmed {
            let making = &OrderFact::InProduction;
            orders::advance(
                conn,
                order,
                OrderEvent::StartMaking,
                None,
                &Actor::Shop,
                making,
                now,
            )
            .await?;
        }
    } else {
        record(conn, &mut row, &Actor::Provider, &fact, false, now).await?;
    }
    let left = match agreed::of(conn, &row).await? {
        Some(agreed) => agreed.left(),
        None => return Err(lost()),
    };
    let news = CommissionNews::Paid {
        label: request.label.clone(),
        amount: request.amount,
        first,
        promise: row.promise,
        left,
    };
    letters::to_customer(conn, letters_desk, &row, news, &[]).await?;
    let told = format!("{} of {} has arrived", request.label, request.amount);
    letters::answered(conn, letters_desk, &row, &told, "").await
}
