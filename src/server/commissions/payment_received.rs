//! A payment of a custom order has been accepted. Runs in the transaction that writes the money; the order is locked.

use super::{advance, agreed, mails, record, studio_settings};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::commissions::quotes;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::RequestRow;
use crate::server::error::{Error, Result};
use crate::server::mail::CommissionNews;
use crate::server::orders;
use crate::server::work::Work;

/// The first payment sets the piece in production and says by when it is ready; every payment is confirmed.
pub async fn received(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    request: &RequestRow,
) -> Result<()> {
    let order_id = order.id.clone();
    let lost = || Error::impossible("orders", "kind", &order_id, "commission, never accepted");
    let acceptance = quotes::acceptance_of_order(work, &order.id)
        .await?
        .ok_or_else(lost)?;
    let mut row = db::commissions::lock(work, &acceptance.commission_id).await?;
    let first = row.status == CommissionStatus::Accepted;
    let fact = CommissionFact::PaymentReceived {
        label: request.label.clone(),
        amount: request.amount,
    };
    if first {
        let rules = studio_settings::read(work).await?;
        let sent = quotes::version(work, &row.id, acceptance.version).await?;
        let lead_days = sent.map_or(rules.lead_days, |sent| sent.quote.lead_days);
        // The queue without this one.
        let (queue, _) = db::commissions::load(work).await?;
        let due_date = rules.workload(work.today(), queue - 1).due_date(lead_days);
        db::commissions::set_due_date(work, &row.id, due_date).await?;
        row.due_date = Some(due_date);
        advance(
            &mut work.by(&Actor::Provider),
            &mut row,
            CommissionEvent::Pay,
            &fact,
        )
        .await?;
        if order.status == OrderStatus::Confirmed {
            let making = &OrderFact::InProduction;
            orders::advance(
                &mut work.by(&Actor::Shop),
                order,
                OrderEvent::StartMaking,
                None,
                making,
            )
            .await?;
        }
    } else {
        record(&mut work.by(&Actor::Provider), &mut row, &fact, false).await?;
    }
    let left = match agreed::of(work, &row).await? {
        Some(agreed) => agreed.left(),
        None => return Err(lost()),
    };
    let news = CommissionNews::Paid {
        label: request.label.clone(),
        amount: request.amount,
        first,
        due_date: row.due_date,
        left,
    };
    mails::to_customer(work, &row, news, &[]).await?;
    let told = format!("{} of {} has arrived", request.label, request.amount);
    mails::answered(work, &row, &told, "").await
}
