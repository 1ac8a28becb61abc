//! Approving a quote and sending it: from then on the version never changes. A new one takes its place and closes
//! whatever could still be paid for the old.

use super::{advance, audited, draft, hold, mails, maker};
use crate::domain::audit::Action;
use crate::domain::commission::changes::changes;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::commissions::quotes::{self as quotes, QuoteRow};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::mail::CommissionNews;
use crate::server::orders::cancel;
use crate::server::payments::close;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

/// Days before its end at which a customer is reminded of a quote.
const REMIND_DAYS: i64 = 2;

/// Approves and sends a quote. Returns its version.
pub async fn approve_and_send(visit: &Visit, number: &str, form: QuoteForm) -> Result<i64> {
    let (_, actor) = maker(visit).await?;
    let row = {
        let mut conn = visit.app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    send(&visit.app, &row.id, &actor, &form).await
}

/// Sends a quote in the name of a member of staff. Refused without a price, and unless the request is open.
pub async fn send(app: &App, id: &str, actor: &Actor, form: &QuoteForm) -> Result<i64> {
    let shop = app.shop().await?;
    let (row, desk_rules, defaults, acceptance) = {
        let mut conn = app.db.read().await?;
        let row = db::commissions::by_id(&mut conn, id).await?;
        let row = row.ok_or_else(|| Error::not_found("There is no such custom order."))?;
        let (settings, defaults) = draft::begin(&mut conn, &shop, &row).await?;
        let acceptance = quotes::acceptance(&mut conn, id).await?;
        (row, settings, defaults, acceptance)
    };
    if !row.status.is_open() {
        return Err(Error::conflict(draft::closed(&row)));
    }
    let quote = form.read(&defaults)?;
    let total = quote.totals()?.total();
    // What could be paid for the accepted version is closed at the provider before another is offered.
    if let Some(acceptance) = &acceptance
        && close::live_attempts_strictly(app, &acceptance.order_id).await?
            == close::Closed::PaidOrProcessing
    {
        return Err(paid_already());
    }
    let json = serde_json::to_string(form)?;
    let version = unit_of_work!(app, actor, work => {
        let (now, zone) = (work.now, work.zone());
        let mut held = hold(&mut work, id).await?;
        if let (Some(order), Some(acceptance)) = (held.order.as_mut(), &held.acceptance) {
            if order.status != OrderStatus::Pending {
                return Err(paid_already());
            }
            cancel::unpaid(&mut work, order, CancelReason::Staff, &OrderFact::QuoteReplaced).await?;
            quotes::release_acceptance(&mut work, &acceptance.order_id, now).await?;
        }
        let row = &mut held.row;
        let before = match row.quote_version {
            0 => None,
            known => quotes::version(&mut work, id, known).await?,
        };
        let (mut queue, _) = db::commissions::load(&mut work).await?;
        if row.status == CommissionStatus::Accepted {
            queue -= 1;
        }
        let workload = desk_rules.workload(work.today(), queue);
        let sent = QuoteRow {
            version: row.quote_version + 1,
            total,
            due_date: workload.due_date(quote.lead_days),
            sent_at_ms: now,
            valid_until_ms: zone.whole_days_later(now, quote.valid_days),
            quote: quote.clone(),
        };
        quotes::insert(&mut work, id, &sent, actor.label()).await?;
        db::commissions::set_quote_version(&mut work, id, sent.version).await?;
        db::commissions::save_draft(&mut work, id, &json, now).await?;
        let fact = CommissionFact::QuoteSent { version: sent.version, total };
        advance(&mut work, row, CommissionEvent::SendQuote, &fact).await?;
        audited(&mut work, row, Action::QuoteSent { version: sent.version, total }).await?;
        let (commission_id, version) = (id.to_string(), sent.version);
        let remind = Job::RemindOfQuote { commission_id: commission_id.clone(), version };
        // At the time of day at which it was sent.
        let remind_at = zone.days_later(now, quote.valid_days - REMIND_DAYS);
        if remind_at > now {
            jobs::enqueue(&mut work, &remind, remind_at, now).await?;
        }
        let expire = Job::ExpireCommission { commission_id, version };
        jobs::enqueue(&mut work, &expire, sent.valid_until_ms, now).await?;
        let news = CommissionNews::Quoted {
            version,
            total,
            quote: mails::quote_lines(&sent)?,
            changes: before.map_or(Vec::new(), |b| changes(&b.quote, &sent.quote)),
            note: sent.quote.note.clone(),
            valid_until_ms: sent.valid_until_ms,
            due_date: sent.due_date,
        };
        mails::to_customer(&mut work, row, news, &[]).await?;
        Ok(version)
    })?;
    Ok(version)
}

fn paid_already() -> Error {
    Error::conflict(
        "The customer has accepted and paid, or is paying at this moment, so the agreed quote stays.",
    )
}
