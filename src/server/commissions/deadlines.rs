//! Deadlines: reminders, and the expiry of a quote that is not answered or not paid.

use super::{advance, agreed, hold, mails};
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::time_zone::TimeZone;
use crate::server::actor::Actor;
use crate::server::clock::HOUR_MS;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::jobs::{self, Job};
use crate::server::mail::CommissionNews;
use crate::server::orders::cancel;
use crate::server::payments::close;
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::work::Work;
use crate::transact;
use crate::unit_of_work;

/// Days before and after its due date at which a customer is reminded of a payment.
const REMIND_BEFORE_DAYS: i64 = 3;
const REMIND_AFTER_DAYS: i64 = 1;
/// Days after its due date that an accepted quote waits for its first payment.
pub const GRACE_DAYS: i64 = 3;

/// Enqueues the reminders of a payment that was asked for.
pub async fn enqueue_reminders(work: &mut Work<'_>, request_id: &str, due_ms: i64) -> Result<()> {
    let (now, zone) = (work.now, work.zone());
    // At the time of day at which it was asked for; it is due when its last day ends, which is no time for a mail.
    let days = zone.day_of(due_ms).0 - zone.day_of(now).0;
    for (days, overdue) in [
        (days - REMIND_BEFORE_DAYS, false),
        (days + REMIND_AFTER_DAYS, true),
    ] {
        let at_ms = zone.days_later(now, days);
        if at_ms > now {
            let request_id = request_id.to_string();
            let job = Job::RemindOfPayment {
                request_id,
                overdue,
            };
            jobs::enqueue(work, &job, at_ms, now).await?;
        }
    }
    Ok(())
}

/// The job: a payment that has not arrived is asked for once more.
pub async fn remind_of_payment(app: &App, request_id: &str, overdue: bool) -> Result<()> {
    unit_of_work!(app, &Actor::Shop, work => {
        let request = db::payments::links::by_id(&mut work, request_id).await?;
        let Some(request) = request.filter(|r| r.is_payable()) else { return Ok(()) };
        let acceptance = quotes::acceptance_of_order(&mut work, &request.order_id).await?;
        let Some(acceptance) = acceptance.filter(|a| a.released_at_ms.is_none()) else { return Ok(()) };
        let row = db::commissions::lock(&mut work, &acceptance.commission_id).await?;
        let live = db::payments::live_attempt(&mut work, request_id).await?;
        if row.status.is_over() || live.as_ref().is_some_and(|a| a.state == crate::domain::payment::AttemptState::Processing) {
            return Ok(());
        }
        let method = live.map(|a| a.method);
        let payment = mails::asked(work.shop, &row, &request, method);
        let online = method.is_none_or(|m| !m.is_manual()).then_some(&request);
        let news = CommissionNews::PaymentReminder { payment, overdue };
        mails::to_payer(&mut work, &row, news, &[], online).await
    })
}

/// The job: a quote that is about to end and was not answered.
pub async fn remind_of_quote(app: &App, id: &str, version: i64) -> Result<()> {
    unit_of_work!(app, &Actor::Shop, work => {
        let row = db::commissions::lock(&mut work, id).await?;
        if row.status != CommissionStatus::Quoted || row.quote_version != version {
            return Ok(());
        }
        let Some(sent) = quotes::version(&mut work, id, version).await? else { return Ok(()) };
        let news = CommissionNews::QuoteReminder { total: sent.total, valid_until_ms: sent.valid_until_ms };
        mails::to_customer(&mut work, &row, news, &[]).await
    })
}

/// When a quote of this version ends, as things stand; `None` where it has been answered and paid, or replaced.
async fn ends_at(
    conn: &mut Conn,
    zone: &TimeZone,
    row: &CommissionRow,
    version: i64,
) -> Result<Option<i64>> {
    match row.status {
        CommissionStatus::Quoted if row.quote_version == version => {
            let sent = quotes::version(conn, &row.id, version).await?;
            Ok(sent.map(|sent| sent.valid_until_ms))
        }
        CommissionStatus::Accepted => {
            let agreed = agreed::of(conn, row).await?;
            let agreed = agreed.filter(|a| a.acceptance.version == version);
            let first = agreed.and_then(|a| a.requests.into_iter().next());
            Ok(first.and_then(|r| Some(zone.days_later(r.due_at_ms?, GRACE_DAYS))))
        }
        _ => Ok(None),
    }
}

/// The job: ends a quote whose time has come. While a payment is being confirmed it goes on.
pub async fn expire(app: &App, id: &str, version: i64) -> Result<()> {
    let shop = app.shop().await?;
    let zone = time_zone::of(&shop);
    let (end, acceptance) = {
        let mut conn = app.db.read().await?;
        let Some(row) = db::commissions::by_id(&mut conn, id).await? else {
            return Ok(());
        };
        (
            ends_at(&mut conn, &zone, &row, version).await?,
            quotes::acceptance(&mut conn, id).await?,
        )
    };
    let Some(end) = end else { return Ok(()) };
    if end > app.now_ms() {
        return again(app, id, version, end).await;
    }
    if let Some(acceptance) = acceptance
        && close::live_attempts_strictly(app, &acceptance.order_id).await?
            == close::Closed::PaidOrProcessing
    {
        return again(app, id, version, app.now_ms() + HOUR_MS).await;
    }
    unit_of_work!(app, &Actor::Shop, work => {
        let now = work.now;
        let mut held = hold(&mut work, id).await?;
        if ends_at(&mut work, &zone, &held.row, version).await?.is_none_or(|end| end > now) {
            return Ok(());
        }
        let fact = match held.row.status {
            CommissionStatus::Accepted => CommissionFact::FirstPaymentMissing,
            _ => CommissionFact::QuoteExpired,
        };
        if let Some(order) = held.order.as_mut()
            && order.status == OrderStatus::Pending
        {
            let fact = OrderFact::FirstPaymentMissing;
            cancel::unpaid(&mut work, order, CancelReason::HoldExpired, &fact).await?;
        }
        advance(&mut work, &mut held.row, CommissionEvent::Expire, &fact).await?;
        let news = CommissionNews::Expired { collection: app.url("/shop") };
        mails::to_customer(&mut work, &held.row, news, &[]).await
    })
}

/// It ends later than this job thought: look again then.
async fn again(app: &App, id: &str, version: i64, at_ms: i64) -> Result<()> {
    let now = app.now_ms();
    let job = Job::ExpireCommission {
        commission_id: id.into(),
        version,
    };
    transact!(app.db, tx => { jobs::enqueue(&mut tx, &job, at_ms, now).await })
}
