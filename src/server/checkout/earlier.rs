//! Unpaid orders that came from the same cart: the same order is answered again, a changed one takes their place. What is
//! to be paid by transfer or in cash has left the cart, so nothing takes its place.

use super::check::check;
use super::fingerprint::of_form;
use super::place::{Draft, Placed};
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::shipping::Zone;
use crate::domain::shop::Shop;
use crate::server::clock::HOUR_MS;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::error::{Error, Result};
use crate::server::links;
use crate::server::orders::cancel;
use crate::server::orders::mails;
use crate::server::payments::{close, open};
use crate::server::state::App;
use crate::server::work::Work;

/// What came of the earlier orders.
pub enum Earlier {
    /// One of them is the order that was sent, or has been paid meanwhile.
    Answer(Placed),
    /// Nothing can be paid on these any more; the new order takes their place.
    Closed(Vec<String>),
}

/// Closes the payments of earlier orders at the provider, before anything else is handed out to pay. The new order is
/// checked before that, so that one which is refused anyway costs nobody their hold.
pub async fn settle(
    app: &App,
    shop: &Shop,
    zones: &[Zone],
    draft: &Draft,
    print: &str,
) -> Result<Earlier> {
    let Some(cart_id) = &draft.cart_id else {
        return Ok(Earlier::Closed(Vec::new()));
    };
    let (same, pending) = {
        let mut conn = app.db.read().await?;
        let same = match db::checkout::unpaid::with_fingerprint(&mut conn, cart_id, print).await? {
            Some(id) => db::orders::by_id(&mut conn, &id).await?,
            None => None,
        };
        let pending = db::orders::pending_of_cart(&mut conn, cart_id).await?;
        (same, pending)
    };
    if let Some(same) = same {
        let url = open::switch(app, &same, draft.input.payment_method).await?;
        return Ok(Earlier::Answer(answer(app, &same, url)));
    }
    if !pending.is_empty() {
        let mut conn = app.db.read().await?;
        check(&mut conn, app, shop, zones, draft).await?;
    }
    for order in &pending {
        if close::live_attempts_strictly(app, &order.id).await? == close::Closed::PaidOrProcessing {
            let url = format!("/o/{}", links::order(app, order));
            return Ok(Earlier::Answer(answer(app, order, url)));
        }
    }
    Ok(Earlier::Closed(
        pending.into_iter().map(|order| order.id).collect(),
    ))
}

/// The order that this very form placed a moment ago, whose lines have left the cart: the same form came again.
pub async fn repeated(app: &App, draft: &Draft) -> Result<Option<Placed>> {
    let Some(cart_id) = &draft.cart_id else {
        return Ok(None);
    };
    let order = {
        let mut conn = app.db.read().await?;
        let since = app.now_ms() - HOUR_MS;
        match db::checkout::unpaid::by_form(&mut conn, cart_id, &of_form(draft), since).await? {
            Some(id) => db::orders::by_id(&mut conn, &id).await?,
            None => None,
        }
    };
    let Some(order) = order else {
        return Ok(None);
    };
    let url = open::switch(app, &order, draft.input.payment_method).await?;
    Ok(Some(answer(app, &order, url)))
}

fn answer(app: &App, order: &OrderRow, next_url: String) -> Placed {
    Placed {
        order_id: order.id.clone(),
        number: order.number,
        token: links::order(app, order),
        next_url,
    }
}

/// Cancels the earlier orders, in the transaction that writes the new one: if that is refused after all, they stay as
/// they are. `false` when one of them can be paid, or was placed, since they were `closed`. The caller holds the cart.
/// Customer and studio are told of each that is replaced.
pub async fn replace(
    work: &mut Work<'_>,
    cart_id: &str,
    print: &str,
    closed: &[String],
) -> Result<bool> {
    if db::checkout::unpaid::with_fingerprint(work, cart_id, print)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    for id in closed {
        let order = db::orders::lock(work, id).await?;
        if !matches!(order.status, OrderStatus::Pending | OrderStatus::Cancelled) {
            return Err(Error::conflict(
                "Your earlier order was paid a moment ago. Look at your orders before you place another.",
            ));
        }
    }
    for order in db::orders::pending_of_cart(work, cart_id).await? {
        let payable = db::payments::attempts(work, &order.id)
            .await?
            .iter()
            .any(|attempt| attempt.state.is_live());
        if payable || !closed.contains(&order.id) {
            return Ok(false);
        }
        let mut order = db::orders::lock(work, &order.id).await?;
        cancel::unpaid(
            work,
            &mut order,
            CancelReason::Customer,
            &OrderFact::Replaced,
        )
        .await?;
        mails::replaced(work, &order).await?;
    }
    Ok(true)
}
