//! Opening an attempt at the provider, and changing from one way to pay to another.

use super::methods::{check_chargeable, methods};
use super::{
    close, declines, hold_terms, payment_links, provider_objects, rejected_amount, settle,
};
use crate::domain::order::history::OrderFact;
use crate::domain::order::{OrderKind, order_number};
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::server::actor::Actor;
use crate::server::clock::{HOUR_MS, MINUTE_MS};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::objects::{NewObject, ObjectKind, ObjectRow, ObjectState};
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::{self};
use crate::server::error::{Error, Result};
use crate::server::gateway::{Charge, GatewayError};
use crate::server::jobs::{self, Job};
use crate::server::links;
use crate::server::orders::mails;
use crate::server::orders::{self, record};
use crate::server::search::records;
use crate::server::state::App;
use crate::transact;
use crate::unit_of_work;

/// The provider forgets an idempotency key after a day; what is older than this was made with a key that may be forgotten.
const KEY_LASTS_MS: i64 = 20 * HOUR_MS;

/// Whether there is nothing yet to pay this attempt by: the provider has not been asked for it, or its response is not
/// known.
pub fn is_waiting(attempt: &AttemptRow) -> bool {
    attempt.state == AttemptState::Created
        && match attempt.method {
            PaymentMethod::Card => attempt.client_secret.is_none(),
            PaymentMethod::Hosted => attempt.session_id.is_none(),
            PaymentMethod::Link => attempt.link_id.is_none(),
            PaymentMethod::BankTransfer | PaymentMethod::CashOnCollection => false,
        }
}

/// Calls the provider of an attempt, with the key that was written with it: a call that was interrupted is repeated,
/// not doubled. What was made for it already, and heard of in another way, is used instead. Returns the attempt as it is
/// then.
pub async fn open(app: &App, attempt_id: &str) -> Result<AttemptRow> {
    let (attempt, order) = {
        let mut conn = app.db.read().await?;
        let gone = || Error::fault(format!("there is no payment attempt {attempt_id}"));
        let attempt = db::payments::attempt(&mut conn, attempt_id)
            .await?
            .ok_or_else(gone)?;
        let order = db::orders::by_id(&mut conn, &attempt.order_id)
            .await?
            .ok_or_else(gone)?;
        (attempt, order)
    };
    if !is_waiting(&attempt) {
        return Ok(attempt);
    }
    if let Some(intent_id) = &attempt.intent_id {
        // Known without its secret.
        let intent = app.gateway.fetch_intent(intent_id).await?;
        return hand_out(
            app,
            attempt_id,
            Made::one(provider_objects::of_intent(app, &intent)?),
        )
        .await;
    }
    if attempt.created_at_ms + KEY_LASTS_MS < app.now_ms() {
        provider_objects::find(app, &attempt).await?;
    }
    let heard_of = {
        let mut conn = app.db.read().await?;
        db::payments::objects::of_attempt(&mut conn, attempt_id).await?
    };
    for object in heard_of.iter().filter(|o| o.state == ObjectState::Open) {
        match provider_objects::use_of(app, &attempt, object).await? {
            provider_objects::Use::Pay(object) => {
                return hand_out(app, attempt_id, Made::one(object)).await;
            }
            provider_objects::Use::Money => {
                Box::pin(settle::settle(app, attempt_id)).await?;
                let mut conn = app.db.read().await?;
                let settled = db::payments::attempt(&mut conn, attempt_id).await?;
                return Ok(settled.unwrap_or(attempt));
            }
            provider_objects::Use::None => {}
        }
    }
    let charge = Charge {
        order_id: order.id.clone(),
        order_number: order_number(order.number),
        attempt_id: attempt.id.clone(),
        amount: attempt.amount,
        email: order.email.clone(),
        idempotency_key: attempt.idempotency_key.clone(),
        since_s: provider_objects::since_s(&attempt),
    };
    let made = match Box::pin(make(app, &attempt, &order, &charge)).await {
        Err(Error::Gateway(GatewayError::AmountRefused(why))) => {
            return Err(rejected_amount::release_order(app, &attempt, &order, &why).await?);
        }
        made => made?,
    };
    hand_out(app, attempt_id, made).await
}

/// Writes down what the provider made, and hands it out unless something else is: then, or if the attempt was given up
/// while the provider was being called, it is closed.
async fn hand_out(app: &App, attempt_id: &str, made: Made) -> Result<AttemptRow> {
    let now = app.now_ms();
    let attempt = transact!(app.db, tx => {
        let locked = db::payments::lock_attempt(&mut tx, attempt_id).await?;
        let mut ids: [Option<&str>; 3] = [None; 3];
        for object in std::iter::once(&made.way).chain(&made.intent) {
            db::payments::objects::save(&mut tx, attempt_id, object, now).await?;
            ids[object.kind as usize] = Some(&object.id);
        }
        records::order(&mut tx, &locked.order_id).await?;
        let [intent, session, link] = ids;
        db::payments::objects::hand_out(&mut tx, attempt_id, intent, session, link).await?;
        let attempt = db::payments::lock_attempt(&mut tx, attempt_id).await?;
        let objects = db::payments::objects::of_attempt(&mut tx, attempt_id).await?;
        let open = |o: &ObjectRow| o.state == ObjectState::Open;
        let surplus = |o: &ObjectRow| open(o) && !provider_objects::is_main(&attempt, &o.id);
        if !attempt.state.is_live() || objects.iter().any(surplus) {
            provider_objects::enqueue_closing(&mut tx, attempt_id, now).await?;
        }
        Ok(attempt)
    })?;
    Ok(attempt)
}

/// What the provider made for an attempt.
struct Made {
    /// What it is paid by.
    way: NewObject,
    /// The intent of a session that has one from the start.
    intent: Option<NewObject>,
}

impl Made {
    fn one(way: NewObject) -> Made {
        Made { way, intent: None }
    }
}

async fn make(app: &App, attempt: &AttemptRow, order: &OrderRow, charge: &Charge) -> Result<Made> {
    Ok(match attempt.method {
        PaymentMethod::Link => {
            let words = payment_links::words(app, order, attempt).await?;
            let link = app.gateway.open_link(charge, &words).await?;
            Made::one(provider_objects::of_link(&link))
        }
        PaymentMethod::Hosted => {
            let places = links::payment_paths(app, order, &attempt.request_id);
            let (back, cancel) = (app.url(&places.back), app.url(&places.pay));
            let until = attempt.expires_at_ms.unwrap_or(app.now_ms() + HOUR_MS);
            let session = app
                .gateway
                .open_session(charge, &back, &cancel, until)
                .await?;
            let of_session = |id: &String| NewObject::plain(ObjectKind::Intent, id);
            Made {
                way: provider_objects::of_session(&session),
                intent: session.intent_id.as_ref().map(of_session),
            }
        }
        _ => {
            let intent = app.gateway.open_intent(charge).await?;
            Made::one(provider_objects::of_intent(app, &intent)?)
        }
    })
}

/// Where a customer goes to pay by an attempt that is open.
pub fn next_url(app: &App, order: &OrderRow, attempt: &AttemptRow) -> String {
    let places = links::payment_paths(app, order, &attempt.request_id);
    match attempt.method {
        PaymentMethod::Hosted => attempt.hosted_url.clone().unwrap_or(places.pay),
        PaymentMethod::Card | PaymentMethod::Link => places.pay,
        PaymentMethod::BankTransfer | PaymentMethod::CashOnCollection => places.after,
    }
}

/// Changes the way in which an order is paid. Nothing changes for who chooses the way that is open already.
pub async fn switch(app: &App, order: &OrderRow, method: PaymentMethod) -> Result<String> {
    let due = {
        let mut conn = app.db.read().await?;
        let requests = db::payments::requests(&mut conn, &order.id).await?;
        requests.into_iter().find(RequestRow::is_payable)
    };
    match due {
        Some(request) => switch_request(app, order, &request, method).await,
        None => Ok(links::payment_paths(app, order, "").after),
    }
}

/// Changes the way in which one amount of an order is paid.
pub async fn switch_request(
    app: &App,
    order: &OrderRow,
    request: &RequestRow,
    method: PaymentMethod,
) -> Result<String> {
    let shop = app.shop().await?;
    if !methods(&shop, order.collection).contains(&method) {
        return Err(Error::invalid(
            "invalid",
            "Choose one of the ways to pay that are offered.",
        ));
    }
    let after = links::payment_paths(app, order, &request.id).after;
    check_chargeable(&shop, order.collection, method, request.amount)?;
    let live = {
        let mut conn = app.db.read().await?;
        if !method.is_manual() {
            declines::check_order(&mut conn, app, &shop, order).await?;
        }
        db::payments::live_attempt(&mut conn, &request.id).await?
    };
    let still_takes_payment = |attempt: &AttemptRow| {
        attempt.state != AttemptState::Processing && !over(attempt, app.now_ms())
    };
    if let Some(attempt) = live
        .as_ref()
        .filter(|attempt| attempt.method == method && still_takes_payment(attempt))
    {
        let attempt = open(app, &attempt.id).await?;
        return Ok(next_url(app, order, &attempt));
    }
    if live
        .as_ref()
        .is_some_and(|attempt| attempt.method == PaymentMethod::Link)
    {
        return Err(payment_links::is_the_only_way());
    }
    {
        // Refused before anything is closed, where there is not time enough for it.
        let mut conn = app.db.read().await?;
        hold_terms::terms(&mut conn, app, &shop, order, method).await?;
    }
    // The earlier way is closed at the provider before the next one is handed out. A way that was opened since then is
    // left as it is, and refuses the new one.
    if let Some(attempt) = live
        && close::attempt_strictly(app, attempt).await? == close::Closed::PaidOrProcessing
    {
        return Ok(after);
    }
    let opened = unit_of_work!(app, &Actor::Customer, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, &order.id).await?;
        let requests = db::payments::requests(&mut work, &order.id).await?;
        let request = requests.iter().find(|r| r.id == request.id && r.is_payable());
        let Some(request) = request.filter(|_| takes_money(&order)) else { return Ok(None) };
        if db::payments::live_attempt(&mut work, &request.id).await?.is_some() {
            return Err(Error::conflict("You chose another way to pay in the same moment. Reload the page and look again."));
        }
        let changed = hold_terms::terms(&mut work, app, &shop, &order, method).await?;
        let terms = changed.terms;
        let place = (request.id.as_str(), order.id.as_str());
        let attempt_id =
            db::payments::insert_attempt(&mut work, place, method, request.amount, terms.session_until_ms, now).await?;
        record(&mut work, &mut order, &OrderFact::MethodChosen { method }, false).await?;
        if order.kind == OrderKind::Commission {
            // Nothing is held, and its own mails say what is due.
            return Ok(Some(attempt_id));
        }
        if changed.lengthened {
            db::checkout::unpaid::set_lengthened(&mut work, &order.id, now).await?;
        }
        db::orders::set_hold_end(&mut work, &order.id, Some(terms.hold_until_ms)).await?;
        order.hold_expires_at_ms = Some(terms.hold_until_ms);
        let expire = Job::ExpireHold { order_id: order.id.clone() };
        jobs::enqueue(&mut work, &expire, terms.hold_until_ms, now).await?;
        if method.is_manual() {
            orders::leave_cart(&mut work, &order).await?;
            mails::placed(&mut work, &order, method).await?;
        }
        Ok(Some(attempt_id))
    })?;
    let Some(attempt_id) = opened else {
        return Ok(after);
    };
    let attempt = open(app, &attempt_id).await?;
    Ok(next_url(app, order, &attempt))
}

/// Whether an order in this state can be paid for: a custom order is paid in parts, until it is over.
fn takes_money(order: &OrderRow) -> bool {
    match order.kind {
        OrderKind::ReadyMade => order.status == OrderStatus::Pending,
        OrderKind::Commission => order.status != OrderStatus::Cancelled,
    }
}

/// Whether the provider's page of an attempt has closed or is about to.
fn over(attempt: &AttemptRow, now: i64) -> bool {
    attempt.method == PaymentMethod::Hosted
        && attempt
            .expires_at_ms
            .is_some_and(|end| end <= now + MINUTE_MS)
}
