//! Accepting a quote: it is copied, word for word, into an ordinary order that is paid in the agreed parts.

use super::agreed::address;
use super::time::GRACE_DAYS;
use super::{advance, desk, find, hold, letters, thread};
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
use crate::domain::shop::Shop;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes::{self as quotes, QuoteRow};
use crate::server::db::orders::write::{NewLine, NewOrder};
use crate::server::db::payments::NewRequest;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::Job;
use crate::server::keys::{new_id, token_hash};
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::mail::CommissionNews;
use crate::server::orders::letters::Desk;
use crate::server::orders::write::Placement;
use crate::server::orders::{self, Actor};
use crate::server::payments::{declines, open, ways};
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::unpaid;
use crate::server::visit::Visit;
use crate::transact;
use std::collections::BTreeMap;

/// Accepts the version that was read, for the price that was read. Answers where the first payment is made. What is wrong
/// with what was `said` is told to whoever holds the link alone.
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
        let others = ways::by_hand(&shop, false);
        declines::check(&mut conn, app, None, from, &others).await?;
    }
    yes(app, &row.id, &input).await
}

/// The same in the customer's name, without a visit.
pub async fn yes(app: &App, id: &str, input: &AcceptInput) -> Result<String> {
    let shop = app.shop().await?;
    if !ways::methods(&shop, false).contains(&input.payment_method) {
        let message = "Choose one of the ways to pay that are offered.";
        return Err(Problems::one("payment_method", "invalid", message).into());
    }
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    let (order_id, attempt_id) = transact!(app.db, tx => {
        let held = hold(&mut tx, id).await?;
        if let (CommissionStatus::Accepted, Some(known)) = (held.row.status, &held.acceptance)
            && known.version == input.version
        {
            // The same yes, sent twice.
            return Ok((known.order_id.clone(), None));
        }
        let mut row = held.row;
        let sent = readable(&mut tx, &shop, &row, input, now).await?;
        let (order_id, attempt_id) = write_order(&mut tx, desk, &row, &sent, input, now).await?;
        quotes::insert_acceptance(&mut tx, &order_id, &row.id, sent.version, now).await?;
        let fact = CommissionFact::QuoteAccepted { version: sent.version, total: sent.total };
        advance(&mut tx, &mut row, CommissionEvent::Accept, &Actor::Customer, &fact, now).await?;
        tell_both(&mut tx, desk, &row, &sent, &order_id, input).await?;
        Ok((order_id, Some(attempt_id)))
    })?;
    tracing::info!(commission_id = id, order_id, "a quote was accepted");
    next(app, id, &order_id, attempt_id.as_deref()).await
}

/// The version that the customer read, if it is still the one that is offered, at the price that was read.
async fn readable(
    conn: &mut Conn,
    shop: &Shop,
    row: &CommissionRow,
    input: &AcceptInput,
    now: i64,
) -> Result<QuoteRow> {
    let changed = |message: &str| Error::conflict_of("quote_changed", message);
    if row.status != CommissionStatus::Quoted {
        return Err(Error::conflict(format!(
            "There is no quote to accept now: this custom order is “{}”.",
            row.status.label().to_lowercase()
        )));
    }
    let sent = thread::version(conn, row, input.version).await?;
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
        ways::check_chargeable(shop, false, input.payment_method, *first)?;
    }
    Ok(sent)
}

/// Copies the quote into an order with its amounts due. Only the first is asked for. Answers the order's id and that of
/// the first attempt to pay.
async fn write_order(
    conn: &mut Conn,
    desk: Desk<'_>,
    row: &CommissionRow,
    sent: &QuoteRow,
    input: &AcceptInput,
    now: i64,
) -> Result<(String, String)> {
    let app = desk.app;
    let order_id = new_id();
    let (quote, totals) = (&sent.quote, sent.quote.totals()?);
    let odd = || Error::impossible("commissions", "email", &row.id, "no address");
    let email = Email::parse(&row.email).ok_or_else(odd)?;
    let number = commission_number(row.number);
    let zone = time_zone::of(desk.shop);
    let due = zone.whole_days_later(now, desk::read(conn).await?.pay_days);
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
            number: db::orders::next_number(conn).await?,
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
        session_until_ms: ways::terms(desk.shop, method, ttl, now).session_until_ms,
        fact: OrderFact::QuoteAccepted {
            version: sent.version,
            commission: row.number,
        },
        unpaid: (expire, zone.days_later(due, GRACE_DAYS)),
    };
    let attempt_id = orders::write::write(conn, &placement).await?;
    db::customers::account::follow_commission(conn, &order_id, &row.id).await?;
    if let Some(first) = placement.requests.first() {
        super::time::enqueue_reminders(conn, &zone, &first.id, due, now).await?;
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

async fn tell_both(
    conn: &mut Conn,
    desk: Desk<'_>,
    row: &CommissionRow,
    sent: &QuoteRow,
    order_id: &str,
    input: &AcceptInput,
) -> Result<()> {
    let requests = db::payments::requests(conn, order_id).await?;
    let first = requests
        .first()
        .ok_or_else(|| Error::impossible("orders", "payment_requests", order_id, "none"))?;
    let method = Some(input.payment_method);
    let news = CommissionNews::Accepted {
        version: sent.version,
        total: sent.total,
        payment: letters::asked(desk, row, first, method),
    };
    let online = (!input.payment_method.is_manual()).then_some(first);
    letters::to_payer(conn, desk, row, news, &[], online).await?;
    let sentence = format!("The quote of {} was accepted", sent.total);
    letters::answered(conn, desk, row, &sentence, "").await
}

/// Tells the provider of the first attempt. If that can't be done now the payment page tries again.
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
