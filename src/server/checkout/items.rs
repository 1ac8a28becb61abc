//! Ordering things by their SKUs, without a cart that was filled before: how programs order.

use super::fingerprint::fingerprint;
use super::place::{self, Draft, DraftLine, Placed};
use crate::domain::checkout::CheckoutInput;
use crate::domain::money::{Currency, Money};
use crate::domain::order_status::OrderStatus;
use crate::server::catalogue::questions::{self, Personalisation};
use crate::server::customers;
use crate::server::db::{self};
use crate::server::error::{Error, Result};
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::unpaid;
use crate::server::visit::Visit;
use crate::transact;
use std::collections::BTreeMap;

/// One line that is wanted. Its price comes from the catalogue; `seen` is only compared with it.
pub struct Wanted {
    pub sku: String,
    pub quantity: i64,
    pub seen: Option<Money>,
    /// By label or id, the name or id of what is chosen.
    pub options: BTreeMap<String, String>,
    pub personalisation: Personalisation,
}

/// Places an order of these lines. With the cart of a guest it takes the place of an unpaid order of the same cart.
/// `request` names the request: one that was cut off before its answer was kept finds its order again.
pub async fn place_items(
    visit: &Visit,
    input: CheckoutInput,
    currency: Currency,
    wanted: Vec<Wanted>,
    cart_id: Option<String>,
    request: Option<&str>,
) -> Result<Placed> {
    let app = &visit.app;
    if wanted.is_empty() {
        return Err(Error::invalid("empty", "Order at least one thing."));
    }
    app.limits
        .count(Limit::PaymentAddress, &address_key(visit.ip))?;
    if let Some(cart_id) = &cart_id {
        app.limits.count(Limit::PaymentVisit, cart_id)?;
    }
    let skus: Vec<String> = wanted.iter().map(|line| line.sku.clone()).collect();
    let (offers, asked) = {
        let mut conn = app.db.read().await?;
        let offers = db::cart::sellable_by_sku(&mut conn, &skus, currency).await?;
        let products: Vec<String> = offers.iter().map(|o| o.product_id.clone()).collect();
        let asked = db::catalogue::questions::asked(&mut conn, &products, currency).await?;
        (offers, asked)
    };
    let lines = wanted.into_iter().map(|line| {
        let offer = offers.iter().find(|offer| offer.sku == line.sku);
        let questions = offer.and_then(|offer| asked.get(&offer.product_id));
        let questions = questions.map_or(&[][..], Vec::as_slice);
        DraftLine {
            cart_line_id: None,
            // No variant has an empty id: the line is reported as unknown with all the others.
            variant_id: offer.map(|o| o.variant_id.clone()).unwrap_or_default(),
            answers: questions::named(questions, &line.options, &line.personalisation),
            quantity: line.quantity,
            seen: line.seen,
        }
    });
    let mut draft = Draft {
        currency,
        lines: lines.collect(),
        input,
        cart_id,
        visit_key: None,
        network_key: match visit.program {
            Some(_) => String::new(),
            None => unpaid::network_key(app, visit.ip),
        },
        customer_id: customers::current(visit).await?.map(|c| c.row.id),
        seen_total_minor: None,
    };
    if draft.cart_id.is_none()
        && let Some(request) = request
    {
        draft.cart_id = Some(cart_of(visit, request, currency).await?);
        if let Some(placed) = found_again(visit, &draft).await? {
            return Ok(placed);
        }
    }
    place::place(app, draft).await
}

/// The empty cart that stands for a request, so that its order is found by it.
async fn cart_of(visit: &Visit, request: &str, currency: Currency) -> Result<String> {
    let (app, id) = (&visit.app, format!("request {request}"));
    let now = app.now_ms();
    transact!(app.db, tx => { db::cart::ensure(&mut tx, &id, currency, now).await })?;
    Ok(id)
}

/// The order that the same request placed, whatever became of it since.
async fn found_again(visit: &Visit, draft: &Draft) -> Result<Option<Placed>> {
    let (app, print) = (&visit.app, fingerprint(draft));
    let mut conn = app.db.read().await?;
    let cart_id = draft.cart_id.as_deref().unwrap_or_default();
    for id in db::orders::list::of_cart(&mut conn, cart_id).await? {
        let order = db::orders::by_id(&mut conn, &id).await?;
        // A pending one is answered by placing it again: its payment may be waiting to be opened.
        let same = order
            .filter(|order| order.fingerprint == print && order.status != OrderStatus::Pending);
        if let Some(order) = same {
            let token = links::order(app, &order);
            return Ok(Some(Placed {
                next_url: format!("/o/{token}"),
                token,
                number: order.number,
                order_id: order.id,
            }));
        }
    }
    Ok(None)
}
