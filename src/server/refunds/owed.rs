//! Refunds that did not go through: their money is still the customer's until something takes their place. Another
//! refund may, or staff send the money another way and record when and how, or say why nothing is owed any more.

use super::{advance, record};
use crate::domain::attention::{Matter, NotRefunded};
use crate::domain::audit::Action;
use crate::domain::day::Day;
use crate::domain::form_values::FormAmount;
use crate::domain::money::Money;
use crate::domain::order::history::OrderFact;
use crate::domain::problem::Problems;
use crate::domain::refund::{
    LinePart, Parts, RefundCause, RefundEvent, RefundForm, RefundStatus, SentWay, sent_on,
    sent_on_ms,
};
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::{NewRefund, RefundRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::mail::MoneyNews;
use crate::server::orders::mails;
use crate::server::orders::{self, audited, remaining};
use crate::server::returns::refund as returned;
use crate::server::state::App;
use crate::server::work::Work;
use crate::unit_of_work;

/// Longest reference or reason, in characters.
const WORDS_MAX: usize = 200;

/// What the attention queue knows such a refund by.
pub fn key(refund_id: &str) -> String {
    format!("refund failed {refund_id}")
}

/// A refund did not go through: staff find it in their queue and in a mail, and its customer is notified. The caller holds
/// the order and has taken the refund out of the ledger.
pub async fn report(work: &mut Work<'_>, order: &mut OrderRow, refund: &RefundRow) -> Result<()> {
    let now = work.now;
    let amount = refund.amount;
    let matter = Matter::RefundFailed {
        order: order.number,
        amount,
        because: NotRefunded::DidNotGoThrough,
    };
    let key = key(&refund.id);
    let about = Some(order.id.as_str());
    db::attention::open(work, &matter, &key, about, now).await?;
    let shop = work.shop.name.clone();
    let fact = OrderFact::RefundFailed { amount, shop };
    orders::record(work, order, &fact, false).await?;
    mails::refund_not_arrived(work, order, amount).await?;
    let news = MoneyNews::RefundFailed { amount };
    mails::money_to_studio(work, order, news).await
}

/// A new refund takes the place of those that failed, as far as it covers them: their amount and their units. Whoever
/// made it holds the order.
pub async fn follow(conn: &mut Conn, refund: &NewRefund<'_>) -> Result<()> {
    let all = db::refunds::of_order(conn, &refund.attempt.order_id).await?;
    let failed = all
        .iter()
        .filter(|old| old.is_owed() && old.attempt_id == refund.attempt.id && old.id != refund.id);
    let known = db::refunds::lines::of_order(conn, &refund.attempt.order_id).await?;
    let lines = refund.parts.map_or(&[][..], |parts| parts.lines.as_slice());
    let mut budget = refund.amount.minor;
    for old in failed {
        let units_of = |id: &str| {
            let line = lines.iter().find(|line| line.id == id);
            line.map_or(0, |line| line.units)
        };
        let covered = known
            .iter()
            .filter(|line| line.refund_id == old.id)
            .all(|line| line.units <= units_of(&line.line_id));
        if old.amount.minor > budget || !(covered || old.amount == refund.amount) {
            continue;
        }
        budget -= old.amount.minor;
        db::refunds::set_followed_by(conn, &old.id, &refund.id).await?;
        let done = format!("{} goes back with another refund.", refund.amount);
        db::attention::resolve_by_key(conn, &key(&old.id), refund.actor, &done, refund.now_ms)
            .await?;
    }
    Ok(())
}

/// What the bank took back for good is not owed a second time.
pub async fn forget_what_was_lost(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
) -> Result<()> {
    let now = work.now;
    let all = db::refunds::of_order(work, &order.id).await?;
    for refund in all
        .iter()
        .filter(|r| r.is_owed() && r.attempt_id == attempt.id)
    {
        if still_there(work, attempt).await? >= refund.amount.minor {
            continue;
        }
        let why = "The customer’s bank took the money back in a dispute.";
        db::refunds::set_waived(work, &refund.id, why).await?;
        let by = work.actor.label();
        db::attention::resolve_by_key(work, &key(&refund.id), by, why, now).await?;
    }
    Ok(())
}

/// What is left of a payment, in minor units: neither refunded nor taken back by the bank.
async fn still_there(conn: &mut Conn, attempt: &AttemptRow) -> Result<i64> {
    let back = db::refunds::total_of_attempt(conn, &attempt.id).await?;
    let lost = db::refunds::lost_of_attempt(conn, &attempt.id).await?;
    Ok(attempt.amount.minor - back - lost)
}

/// How staff sent the money, as typed.
#[derive(Clone, Debug, Default)]
pub struct SentForm {
    pub way: String,
    /// As `2026-11-30`.
    pub day: String,
    /// Where it is seen.
    pub reference: String,
}

/// The same, read.
struct Sent {
    way: SentWay,
    at_ms: i64,
    reference: String,
}

impl SentForm {
    fn read(&self, today: Day) -> Result<Sent, Problems> {
        let mut problems = Problems::default();
        let way = SentWay::parse(&self.way);
        if way.is_none() {
            problems.add("way", "required", "Choose how the money was sent.");
        }
        let day = self.day.trim().parse::<Day>().ok();
        let at_ms = day.filter(|day| *day <= today).map(sent_on_ms);
        if at_ms.is_none() {
            let message =
                "Write the day on which it was sent, such as 2026-11-30. It can’t lie ahead.";
            problems.add("sent_on", "invalid", message);
        }
        let reference = words(
            &self.reference,
            "sent_reference",
            "Write where it is seen, such as the line of the bank statement",
            &mut problems,
        );
        match (way, at_ms) {
            (Some(way), Some(at_ms)) if problems.is_empty() => Ok(Sent {
                way,
                at_ms,
                reference,
            }),
            _ => Err(problems),
        }
    }
}

/// A text that must be written, trimmed.
fn words(typed: &str, field: &str, missing: &str, problems: &mut Problems) -> String {
    let text = typed.trim();
    if text.is_empty() || text.chars().count() > WORDS_MAX || text.chars().any(char::is_control) {
        let message = format!("{missing} (at most {WORDS_MAX} characters).");
        problems.add(field, "required", message);
    }
    text.to_string()
}

fn settled_already() -> Error {
    Error::conflict("Somebody has seen to this refund meanwhile. Reload the page and look again.")
}

/// A refund of an order that is owed, with its payment, both locked; 404 when it is none of the order's.
async fn locked(
    conn: &mut Conn,
    order: &OrderRow,
    refund_id: &str,
) -> Result<(RefundRow, AttemptRow)> {
    let attempt_id = super::of_order(conn, &order.id, refund_id)
        .await?
        .attempt_id;
    let attempt = db::payments::lock_attempt(conn, &attempt_id).await?;
    let refund = db::refunds::lock(conn, refund_id).await?;
    match refund.is_owed() {
        true => Ok((refund, attempt)),
        false => Err(settled_already()),
    }
}

/// Whether it can be recorded as it is typed; nothing is written, and no code is used up.
pub async fn check_sent(app: &App, order_id: &str, refund_id: &str, form: &SentForm) -> Result<()> {
    let mut conn = app.db.read().await?;
    let refund = super::of_order(&mut conn, order_id, refund_id).await?;
    if !refund.is_owed() {
        return Err(settled_already());
    }
    form.read(app.time_zone().await?.day_of(app.now_ms()))
        .map(drop)
        .map_err(Error::from)
}

/// Records that the money of a refund that did not go through was sent another way. It leaves the ledger from where it
/// was sent, has a credit note of its own, and the customer is notified.
pub async fn sent_another_way(
    app: &App,
    actor: &Actor,
    order_id: &str,
    refund_id: &str,
    form: &SentForm,
) -> Result<()> {
    let sent = form.read(app.time_zone().await?.day_of(app.now_ms()))?;
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let (failed, attempt) = locked(&mut work, &order, refund_id).await?;
        if still_there(&mut work, &attempt).await? < failed.amount.minor {
            let message = "Less than that is left of this payment: the rest went back, or the bank took it. Look at the payments below.";
            return Err(Error::conflict(message));
        }
        let parts = parts_of(&mut work, &order, &attempt, &failed).await?;
        let id = new_id();
        let new = NewRefund {
            idempotency_key: format!("sent-{id}"),
            id,
            attempt: &attempt,
            amount: failed.amount,
            state: RefundStatus::Requested,
            cause: failed.cause,
            reason: &failed.reason,
            provider_ref: None,
            actor: actor.label(),
            parts: parts.as_ref(),
            restocked: &[],
            return_id: failed.return_id.as_deref(),
            sent: Some((sent.way, sent.at_ms)),
            now_ms: now,
        };
        db::refunds::insert(&mut work, &new).await?;
        db::refunds::set_followed_by(&mut work, &failed.id, &new.id).await?;
        let refund = db::refunds::lock(&mut work, &new.id).await?;
        advance(&mut work, &refund, RefundEvent::Succeed, None).await?;
        record::book(&mut work, &order, &attempt, &refund).await?;
        returned::sent(&mut work, &order, &refund).await?;
        let fact = OrderFact::RefundSent { amount: refund.amount, way: sent.way, on: sent_on(sent.at_ms) };
        orders::record(&mut work, &mut order, &fact, false).await?;
        let done = format!("{} {}", fact.sentence(), sent.reference);
        let seen = OrderFact::RefundSentSeen { by: actor.label().into(), seen: sent.reference.clone() };
        orders::record(&mut work, &mut order, &seen, true).await?;
        db::attention::resolve_by_key(&mut work, &key(&failed.id), actor.label(), &done, now).await?;
        let action = Action::MoneySentAnotherWay {
            amount: refund.amount,
            way: sent.way,
            sent_at_ms: sent.at_ms,
            reference: sent.reference.clone(),
        };
        audited(&mut work, &order, action).await?;
        mails::refund_sent(&mut work, &order, refund.amount, sent.way, sent.at_ms).await
    })
}

/// What a failed refund consisted of, or, where that is not left of the order any more, what its amount comes to.
async fn parts_of(
    conn: &mut Conn,
    order: &OrderRow,
    attempt: &AttemptRow,
    failed: &RefundRow,
) -> Result<Option<Parts>> {
    if attempt.refused_reason.is_some() {
        return Ok(None);
    }
    let amount = failed.amount.minor;
    let Some((_, shipping)) = failed.parts() else {
        return remaining::parts_of(conn, order, amount).await;
    };
    let known = db::refunds::lines::of_order(conn, &order.id).await?;
    let lines: Vec<LinePart> = remaining::lines_of(failed, &known);
    let now = remaining::of_order(conn, order).await?;
    let fits = |part: &LinePart| {
        now.lines.iter().any(|line| {
            line.id == part.id
                && line.units >= part.units
                && line.share.amount_minor >= part.share.amount_minor
                && line.share.tax_minor >= part.share.tax_minor
        })
    };
    let shipping_fits = now.shipping.amount_minor >= shipping.amount_minor
        && now.shipping.tax_minor >= shipping.tax_minor;
    match shipping_fits && lines.iter().all(fits) {
        true => Ok(Some(Parts { lines, shipping })),
        false => remaining::parts_of(conn, order, amount).await,
    }
}

/// Staff say why nothing is owed any more for a refund that did not go through.
pub async fn waive(
    app: &App,
    actor: &Actor,
    order_id: &str,
    refund_id: &str,
    why: &str,
) -> Result<()> {
    let mut problems = Problems::default();
    let missing = "Write why nothing is owed any more";
    let why = words(why, "waived", missing, &mut problems);
    let why = problems.or(why)?;
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let (refund, _) = locked(&mut work, &order, refund_id).await?;
        db::refunds::set_waived(&mut work, &refund.id, &why).await?;
        let fact = OrderFact::RefundWaived { amount: refund.amount, why: why.clone() };
        orders::record(&mut work, &mut order, &fact, true).await?;
        db::attention::resolve_by_key(&mut work, &key(&refund.id), actor.label(), &why, now).await?;
        let action = Action::RefundWaived { amount: refund.amount, reason: why.clone() };
        audited(&mut work, &order, action).await
    })?;
    Ok(())
}

/// The refund form for trying once more what did not go through, unless something was chosen already.
pub async fn filled_in(conn: &mut Conn, order: &OrderRow, form: RefundForm) -> Result<RefundForm> {
    if !form.what.is_empty() || form.again.is_empty() {
        return Ok(form);
    }
    let all = db::refunds::of_order(conn, &order.id).await?;
    let again = all.iter().find(|r| r.id == form.again && r.is_owed());
    let Some(failed) = again else {
        return Ok(form);
    };
    let remaining = remaining::of_order(conn, order).await?;
    let known = db::refunds::lines::of_order(conn, &order.id).await?;
    let lines = remaining::lines_of(failed, &known);
    let shipping = failed
        .parts()
        .map_or(0, |(_, shipping)| shipping.amount_minor);
    let whole = !lines.is_empty() && lines.iter().all(|line| line.units > 0);
    let what = if failed.amount.minor == remaining.amount_minor() {
        "full"
    } else if whole && shipping == 0 {
        "lines"
    } else if lines.is_empty() && shipping == failed.amount.minor {
        "shipping"
    } else {
        "amount"
    };
    let units = lines
        .iter()
        .map(|line| (line.id.clone(), line.units.into()));
    let reason = match failed.cause {
        RefundCause::Staff => failed.reason.clone(),
        _ => "The first refund did not go through".to_string(),
    };
    Ok(RefundForm {
        what: what.into(),
        amount: match what {
            "amount" => failed.amount.into(),
            _ => FormAmount::default(),
        },
        units: if what == "lines" {
            units.collect()
        } else {
            Vec::new()
        },
        reason,
        return_id: failed.return_id.clone().unwrap_or_default(),
        ..form
    })
}

/// What is still owed of an order's refunds that did not go through.
pub fn amount(refunds: &[RefundRow]) -> Option<Money> {
    let owed = refunds.iter().filter(|refund| refund.is_owed());
    owed.map(|refund| refund.amount)
        .reduce(|a, b| a.plus(b).unwrap_or(a))
}
