//! Paying for an order. The provider is only ever called outside a transaction; what it said is written inside one.

pub mod close;
pub mod compare;
pub mod declines;
pub mod disputes;
pub mod events;
mod hold_terms;
pub mod manual;
pub mod methods;
pub mod open;
pub mod payment_links;
pub mod provider_objects;
pub mod received;
pub mod reconcile;
mod rejected_amount;
pub mod settle;

use super::db;
use super::db::orders::OrderRow;
use super::db::payments::RequestRow;
use super::error::{Error, Result};
use super::limits::{Limit, address_key};
use super::orders::{self, mails, view};
use super::state::App;
use super::visit::Visit;
use crate::domain::order::{OrderKind, order_number};
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::{AttemptState, ElementKeys, PayView, PaymentMethod, RequestState};
use crate::server::links;
use settle::Outcome;

/// What client secrets are sealed for.
pub const CLIENT_SECRET: &str = "client secret";

/// What the pay page needs, for whoever holds the order's link. Opens the payment at the provider if that has not
/// happened yet (the provider was away when the order was placed).
pub async fn due(visit: &Visit, token: &str) -> Result<PayView> {
    let app = &visit.app;
    let mut conn = app.db.read().await?;
    let order = orders::find(app, &mut conn, token).await?;
    let requests = db::payments::requests(&mut conn, &order.id).await?;
    drop(conn);
    let due = requests.into_iter().find(RequestRow::is_payable);
    let Some(request) = due.filter(|_| order.kind == OrderKind::ReadyMade) else {
        return Err(Error::conflict_of(
            "nothing_due",
            "Nothing is due on this order. Its own page says where it stands.",
        ));
    };
    show(app, order, request).await
}

/// What the payment fields need for one amount of an order. Opens its payment at the provider if that has not
/// happened yet.
pub async fn show(app: &App, order: OrderRow, request: RequestRow) -> Result<PayView> {
    let shop = app.shop().await?;
    let places = links::payment_paths(app, &order, &request.id);
    let mut conn = app.db.read().await?;
    let mut attempts = db::payments::attempts(&mut conn, &order.id).await?;
    attempts.retain(|attempt| attempt.request_id == request.id);
    let last_error = attempts.last().and_then(|last| last.last_error.clone());
    let attempt = attempts.into_iter().find(|attempt| attempt.state.is_live());
    let lines = db::orders::lines(&mut conn, &order.id).await?;
    let cards_closed = declines::closed_message_for_order(&mut conn, app, &shop, &order).await?;
    drop(conn);
    let mut trouble = None;
    let attempt = match attempt {
        Some(attempt) if open::is_waiting(&attempt) => match open::open(app, &attempt.id).await {
            Ok(opened) => Some(opened),
            Err(Error::Gateway(error)) => {
                trouble = Some(error.sentence());
                Some(attempt)
            }
            Err(error) => return Err(error),
        },
        other => other,
    };
    let method = attempt.as_ref().map(|a| a.method);
    let element = match attempt.as_ref().and_then(|a| a.client_secret.as_deref()) {
        Some(sealed) if method == Some(PaymentMethod::Card) => Some(ElementKeys {
            publishable_key: app.gateway.publishable_key().into(),
            client_secret: app.keys.open(CLIENT_SECRET, sealed)?,
            script_url: app.gateway.script_url().into(),
        }),
        _ => None,
    };
    let by_link = method == Some(PaymentMethod::Link);
    let other_methods = methods::methods_for(&shop, order.collection, request.amount)
        .into_iter()
        .filter(|m| !by_link && Some(*m) != method)
        .filter(|m| m.is_manual() || cards_closed.is_none())
        .collect();
    Ok(PayView {
        order_number: order_number(order.number),
        order_token: links::order(app, &order),
        due: request.amount,
        method,
        state: attempt.as_ref().map_or(AttemptState::Created, |a| a.state),
        element,
        link_url: attempt
            .as_ref()
            .filter(|_| by_link)
            .and_then(|a| a.hosted_url.clone()),
        hold_expires_at_ms: order.hold_expires_at_ms,
        last_error: trouble.or(cards_closed).or(last_error),
        instructions: method
            .map(|method| mails::instructions(&shop, method))
            .filter(|text| !text.is_empty()),
        return_url: app.url(&places.back),
        other_methods,
        totals: view::amounts(&order),
        lines: lines
            .into_iter()
            .map(|line| view::line_view(line, &order))
            .collect::<Result<_>>()?,
    })
}

/// Where the holder of a link should be: on the pay page while something can be paid there, else on the order's page.
pub async fn place_of(app: &App, token: &str) -> Result<String> {
    let mut conn = app.db.read().await?;
    let order = orders::find(app, &mut conn, token).await?;
    let requests = db::payments::requests(&mut conn, &order.id).await?;
    let due = requests.iter().find(|r| r.state == RequestState::Open);
    let Some(request) = due.filter(|_| order.kind == OrderKind::ReadyMade) else {
        return Ok(format!("/o/{token}"));
    };
    let live = db::payments::live_attempt(&mut conn, &request.id).await?;
    let elsewhere = live.is_some_and(|a| a.state == AttemptState::Processing);
    let payable = order.status != OrderStatus::Cancelled && !elsewhere;
    Ok(if payable {
        format!("/checkout/pay/{token}")
    } else {
        format!("/o/{token}")
    })
}

/// Chooses another way to pay what is due. The earlier attempt is closed at the provider first, so that there is never
/// more than one way to pay the same amount. Returns where to go on.
pub async fn choose(visit: &Visit, token: &str, method: &str) -> Result<String> {
    let app = &visit.app;
    let order = {
        let mut conn = app.db.read().await?;
        orders::find(app, &mut conn, token).await?
    };
    let method = PaymentMethod::parse(method)
        .filter(|_| order.status != OrderStatus::Cancelled && order.kind == OrderKind::ReadyMade)
        .ok_or_else(|| {
            Error::invalid("invalid", "Choose one of the ways to pay that are offered.")
        })?;
    app.limits
        .count(Limit::PaymentAddress, &address_key(visit.ip))?;
    open::switch(app, &order, method).await
}

/// Asks the provider how the order's payment stands, settles it, and answers where to go on.
pub async fn finish(visit: &Visit, token: &str) -> Result<String> {
    let app = &visit.app;
    let (order, attempts) = {
        let mut conn = app.db.read().await?;
        let order = orders::find(app, &mut conn, token).await?;
        let attempts = db::payments::attempts(&mut conn, &order.id).await?;
        (order, attempts)
    };
    let asked = attempts.iter().rev().find(|a| !a.method.is_manual());
    let Some(attempt) = asked.filter(|_| order.status == OrderStatus::Pending) else {
        return Ok(format!("/o/{token}"));
    };
    match settle::settle(app, &attempt.id).await? {
        Outcome::Waiting(AttemptState::Created | AttemptState::RequiresAction) => {
            Ok(format!("/checkout/pay/{token}"))
        }
        _ => Ok(format!("/o/{token}")),
    }
}
