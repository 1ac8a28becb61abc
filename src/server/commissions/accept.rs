//! Accepting a quote: it is copied, word for word, into an ordinary order that is paid in the agreed parts.

use super::agreed::address;
use super::deadlines::GRACE_DAYS;
use super::{advance, find, hold, mails, studio_settings, thread};
use crate::domain::answers::Answers;
use crate::domain::commission::commission_number;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::quote::QuoteLine;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::thread_form::AcceptInput;
use crate::domain::contact::Email;
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::pricing::LineTotals;
use crate::domain::problem::Problems;
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes::{self as quotes, QuoteRow};
use crate::server::db::orders::write::{NewLine, NewOrder};
use crate::server::db::payments::NewRequest;
use crate::server::error::{Error, Result};
use crate::server::jobs::Job;
use crate::server::keys::{new_id, token_hash};
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::mail::CommissionNews;
use crate::server::orders;
use crate::server::orders::write::Placement;
use crate::server::payments::{declines, methods, open};
use crate::server::state::App;
use crate::server::unpaid;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;
use std::collections::BTreeMap;

/// Accepts the version that was read, for the price that was read. Returns where the first payment is made. Problems
/// with what was `said` are reported to whoever holds the link alone.
pub async fn accept(
    visit: &Visit,
    token: &str,
    said: Result<AcceptInput, Problems>,
) -> Result<String> {
    let app = &visit.app;
    let row = {
        let mut conn = app.db.read().await?;
        find(app, &mut conn, token).await?
    };
    let input = said?;
    app.limits
        .count(Limit::PaymentAddress, &address_key(visit.ip))?;
    if !input.payment_method.is_manual() {
        let shop = app.shop().await?;
        let mut conn = app.db.read().await?;
        let (visit_key, network_key) = (
            visit.known_key().await?.unwrap_or_default(),
            unpaid::network_key(app, visit.ip),
        );
        let from = declines::Origin {
            visit_key: &visit_key,
            network_key: &network_key,
        };
        let others = methods::by_hand(&shop, false);
        declines::check(&mut conn, app, None, from, &others).await?;
    }
    accept_as_customer(app, &row.id, &input).await
}

/// The same in the customer's name, without a visit.
pub async fn accept_as_customer(app: &App, id: &str, input: &AcceptInput) -> Result<String> {
    let shop = app.shop().await?;
    if !methods::methods(&shop, false).contains(&input.payment_method) {
        let message = "Choose one of the ways to pay that are offered.";
        return Err(Problems::one("payment_method", "invalid", message).into());
    }
    let (order_id, attempt_id) = unit_of_work!(app, &Actor::Customer, work => {
        let now = work.now;
        let held = hold(&mut work, id).await?;
        if let (CommissionStatus::Accepted, Some(known)) = (held.row.status, &held.acceptance)
            && known.version == input.version
        {
            // The same yes, sent twice.
            return Ok((known.order_id.clone(), None));
        }
        let mut row = held.row;
        let sent = readable(&mut work, &row, input).await?;
        let (order_id, attempt_id) = write_order(&mut work, &row, &sent, input).await?;
        quotes::insert_acceptance(&mut work, &order_id, &row.id, sent.version, now).await?;
        let fact = CommissionFact::QuoteAccepted { version: sent.version, total: sent.total };
        advance(&mut work, &mut row, CommissionEvent::Accept, &fact).await?;
        notify_both(&mut work, &row, &sent, &order_id, input).await?;
        Ok((order_id, Some(attempt_id)))
    })?;
    tracing::info!(commission_id = id, order_id, "a quote was accepted");
    next(app, id, &order_id, attempt_id.as_deref()).await
}

/// The version that the customer read, if it is still the one that is offered, at the price that was read.
async fn readable(
    work: &mut Work<'_>,
    row: &CommissionRow,
    input: &AcceptInput,
) -> Result<QuoteRow> {
    let now = work.now;
    let changed = |message: &str| Error::conflict_of("quote_changed", message);
    if row.status != CommissionStatus::Quoted {
        return Err(Error::conflict(format!(
            "There is no quote to accept now: this custom order is “{}”.",
            row.status.label().to_lowercase()
        )));
    }
    let sent = thread::version(work, row, input.version).await?;
    if sent.version != row.quote_version {
        return Err(changed(
            "There is a newer quote. Read it and accept that one, or ask for changes.",
        ));
    }
    if sent.total.minor != input.seen_total_minor {
        return Err(changed(
            "The total is another one than your page showed. Reload the page and read the quote again.",
        ));
    }
    if now > sent.valid_until_ms {
        let message = "The time of this quote ran out. Write to us, and we look at it again.";
        return Err(Error::conflict_of("expired", message));
    }
    if input.address.country != sent.quote.country {
        let message = format!(
            "This quote is for a parcel to {}. Ask for changes to have it quoted for another country.",
            thread::country_name(&sent.quote.country)
        );
        return Err(Problems::one("country", "quoted_elsewhere", message).into());
    }
    if let Some((_, first)) = sent.quote.stages()?.first() {
        methods::check_chargeable(work.shop, false, input.payment_method, *first)?;
    }
    Ok(sent)
}

/// Copies the quote into an order with its amounts due. Only the first is asked for. Returns the order's id and that of
/// the first attempt to pay.
async fn write_order(
    work: &mut Work<'_>,
    row: &CommissionRow,
    sent: &QuoteRow,
    input: &AcceptInput,
) -> Result<(String, String)> {
    let Work { app, shop, now, .. } = *work;
    let order_id = new_id();
    let (quote, totals) = (&sent.quote, sent.quote.totals()?);
    let odd = || Error::impossible("commissions", "email", &row.id, "no address");
    let email = Email::parse(&row.email).ok_or_else(odd)?;
    let number = commission_number(row.number);
    let zone = work.zone();
    let due = zone.whole_days_later(now, studio_settings::read(work).await?.pay_days);
    let (method, ttl) = (input.payment_method, app.settings.reservation_ttl);
    let requests: Vec<NewRequest> = quote
        .stages()?
        .into_iter()
        .enumerate()
        .map(|(index, (stage, amount))| {
            let id = new_id();
            let asked = index == 0;
            NewRequest {
                link_hash: Some(token_hash(&links::payment(app, &id))),
                id,
                label: stage.label,
                amount,
                asked_at_ms: asked.then_some(now),
                due_at_ms: asked.then_some(due),
            }
        })
        .collect();
    let expire = Job::ExpireCommission {
        commission_id: row.id.clone(),
        version: sent.version,
    };
    let placement = Placement {
        order: NewOrder {
            id: &order_id,
            number: db::orders::next_number(work).await?,
            kind: OrderKind::Commission,
            link_hash: &token_hash(&links::order_token(app, &order_id, 1)),
            cart_id: None,
            visit_key: None,
            network_key: "",
            customer_id: None,
            fingerprint: "",
            email: &email,
            customer_name: &input.address.full_name,
            totals: &totals,
            shipping_method: &quote.shipping_method,
            delivery_estimate: "as the carrier says",
            collection: false,
            note: &format!("{number}, quote {}", sent.version),
            gift_message: "",
            hold_expires_at_ms: None,
            now_ms: now,
        },
        lines: quote
            .lines
            .iter()
            .zip(&totals.lines)
            .map(|(line, amounts)| made_line(&number, line, *amounts))
            .collect(),
        holds: BTreeMap::new(),
        shipping: &input.address,
        billing: None,
        requests,
        method,
        session_until_ms: methods::terms(shop, method, ttl, now).session_until_ms,
        fact: OrderFact::QuoteAccepted {
            version: sent.version,
            commission: row.number,
        },
        unpaid: (expire, zone.days_later(due, GRACE_DAYS)),
    };
    let attempt_id = orders::write::write(work, &placement).await?;
    db::customers::account::follow_commission(work, &order_id, &row.id).await?;
    if let Some(first) = placement.requests.first() {
        super::deadlines::enqueue_reminders(work, &first.id, due).await?;
    }
    Ok((order_id, attempt_id))
}

/// A line of the quote, word for word.
fn made_line<'a>(sku: &'a str, line: &'a QuoteLine, totals: LineTotals) -> NewLine<'a> {
    NewLine {
        variant_id: "",
        product_slug: "",
        sku,
        title: &line.title,
        variant_name: &line.detail,
        product_status: "made to order",
        one_of_a_kind: false,
        quantity: line.quantity,
        unit_price_minor: line.unit_price_minor,
        totals,
        picture: None,
        answers: Answers::default(),
        answered: &[],
    }
}

async fn notify_both(
    work: &mut Work<'_>,
    row: &CommissionRow,
    sent: &QuoteRow,
    order_id: &str,
    input: &AcceptInput,
) -> Result<()> {
    let requests = db::payments::requests(work, order_id).await?;
    let first = requests
        .first()
        .ok_or_else(|| Error::impossible("orders", "payment_requests", order_id, "none"))?;
    let method = Some(input.payment_method);
    let news = CommissionNews::Accepted {
        version: sent.version,
        total: sent.total,
        payment: mails::asked(work.shop, row, first, method),
    };
    let online = (!input.payment_method.is_manual()).then_some(first);
    mails::to_payer(work, row, news, &[], online).await?;
    let sentence = format!("The quote of {} was accepted", sent.total);
    mails::answered(work, row, &sentence, "").await
}

/// Calls the provider of the first attempt. If that can't be done now the payment page tries again.
async fn next(app: &App, id: &str, order_id: &str, attempt_id: Option<&str>) -> Result<String> {
    let (row, order, request) = {
        let mut conn = app.db.read().await?;
        let row = db::commissions::by_id(&mut conn, id).await?;
        let order = db::orders::by_id(&mut conn, order_id).await?;
        let requests = db::payments::requests(&mut conn, order_id).await?;
        (row, order, requests.into_iter().next())
    };
    let (Some(row), Some(order), Some(request)) = (row, order, request) else {
        return Err(Error::fault(format!(
            "order {order_id} is not there after it was placed"
        )));
    };
    let Some(attempt_id) = attempt_id else {
        return Ok(links::payment_paths(app, &order, &request.id).pay);
    };
    match open::open(app, attempt_id).await {
        Ok(attempt) if attempt.method.is_manual() => Ok(address(app, &row)),
        Ok(attempt) => Ok(open::next_url(app, &order, &attempt)),
        Err(error) => {
            tracing::warn!(%error, order_id, "a payment could not be opened yet");
            Ok(links::payment_paths(app, &order, &request.id).pay)
        }
    }
}
