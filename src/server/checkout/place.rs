//! Placing an order: one transaction re-prices the lines, takes the holds and writes the order with its amount due; only
//! then is the provider told, outside of it.

use super::check::{Checked, check, taken_meanwhile};
use super::earlier::{self, Earlier};
use super::fingerprint::fingerprint;
use super::pieces;
use crate::domain::answers::Answers;
use crate::domain::checkout::CheckoutInput;
use crate::domain::money::{Currency, Money};
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::pricing::LineTotals;
use crate::domain::shipping::Zone;
use crate::domain::stock::demand;
use crate::server::actor::Actor;
use crate::server::db::cart::SellableRow;
use crate::server::db::orders::write::{NewLine, NewOrder};
use crate::server::db::payments::NewRequest;
use crate::server::db::stock::Change;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::Job;
use crate::server::keys::{new_id, token_hash};
use crate::server::links;
use crate::server::metrics;
use crate::server::orders;
use crate::server::orders::mails;
use crate::server::orders::write::Placement;
use crate::server::payments::{methods, open};
use crate::server::state::App;
use crate::server::stock;
use crate::server::work::Work;
use crate::unit_of_work;

/// What somebody wants to buy. Prices, totals and ownership are worked out here, never taken from it.
pub struct Draft {
    pub currency: Currency,
    pub lines: Vec<DraftLine>,
    pub input: CheckoutInput,
    pub cart_id: Option<String>,
    pub visit_key: Option<String>,
    /// Where it comes from, as [`crate::server::unpaid::network_key`] has it; empty for a program, which orders for others.
    pub network_key: String,
    /// The account whose order it is.
    pub customer_id: Option<String>,
    /// The total the customer saw, in minor units; a different one is shown before anything is placed.
    pub seen_total_minor: Option<i64>,
}

pub struct DraftLine {
    /// The line of the cart that it is, where it comes from one.
    pub cart_line_id: Option<String>,
    pub variant_id: String,
    pub answers: Answers,
    pub quantity: i64,
    /// The price the customer last agreed to.
    pub seen: Option<Money>,
}

/// What placing an order answers.
#[derive(Clone, Debug)]
pub struct Placed {
    pub order_id: String,
    pub number: i64,
    pub token: String,
    /// Where the customer goes on: the pay page, the provider's page, or the order's page.
    pub next_url: String,
}

/// Places an order. The same order sent twice from one cart is one order; a changed one replaces the earlier, whose
/// payment is closed first. One that is refused leaves the earlier as it was.
pub async fn place(app: &App, draft: Draft) -> Result<Placed> {
    let print = fingerprint(&draft);
    let shop = app.shop().await?;
    let zones = crate::server::shop::zones(app).await?;
    for _ in 0..4 {
        let closed = match earlier::settle(app, &shop, &zones, &draft, &print).await? {
            Earlier::Answer(placed) => return Ok(placed),
            Earlier::Closed(orders) => orders,
        };
        let written: Result<Option<(String, String)>> = async {
            unit_of_work!(app, &Actor::Customer, work => { write(&mut work, &zones, &draft, &print, &closed).await })
        }
        .await;
        if matches!(
            &written,
            Err(Error::Refused {
                code: pieces::CODE,
                ..
            })
        ) {
            pieces::record(app, &draft).await?;
        }
        let written = written.map_err(piece_is_taken)?;
        // `None`: another tab placed an order from this cart in the same moment.
        if let Some((order_id, attempt_id)) = written {
            tracing::info!(order_id, "an order was placed");
            metrics::order_placed(draft.currency.code());
            return finish(app, &order_id, &attempt_id).await;
        }
    }
    Err(in_another_tab())
}

/// The schema has the last word on one-of-a-kind pieces; to the customer it is a piece that somebody else bought.
fn piece_is_taken(error: Error) -> Error {
    let taken = error.violated("one_live_sale_of_a_piece")
        || error.violated("holds.variant_id")
        || error.violated("a_piece_exists_once");
    if !taken {
        return error;
    }
    tracing::error!(%error, "a piece was offered that could not be sold; run `atelier doctor`");
    Error::conflict(
        "A one-of-a-kind piece in your cart can’t be bought just now: somebody else was there first. Take it out of the cart, or write to us.",
    )
}

/// Calls the provider. If that can't be done now the order is kept and the pay page tries again.
async fn finish(app: &App, order_id: &str, attempt_id: &str) -> Result<Placed> {
    match open::open(app, attempt_id).await {
        // The provider does not take the amount: nothing is held any more, and the customer chooses another way.
        Err(refused @ Error::Refused { .. }) => return Err(refused),
        Err(error) => tracing::warn!(%error, order_id, "a payment could not be opened yet"),
        Ok(_) => {}
    }
    let mut conn = app.db.read().await?;
    let gone = || Error::fault(format!("order {order_id} is not there after it was placed"));
    let order = db::orders::by_id(&mut conn, order_id)
        .await?
        .ok_or_else(gone)?;
    let attempt = db::payments::attempt(&mut conn, attempt_id)
        .await?
        .ok_or_else(gone)?;
    Ok(Placed {
        next_url: open::next_url(app, &order, &attempt),
        token: links::order(app, &order),
        number: order.number,
        order_id: order.id,
    })
}

/// Writes the order in the place of the earlier ones of its cart, whose payments are `closed`, or nothing at all.
/// Returns its id and its attempt's.
async fn write(
    work: &mut Work<'_>,
    zones: &[Zone],
    draft: &Draft,
    print: &str,
    closed: &[String],
) -> Result<Option<(String, String)>> {
    let Work { app, shop, now, .. } = *work;
    if let Some(cart_id) = &draft.cart_id {
        if !db::cart::lock(work, cart_id).await? {
            return Err(super::empty());
        }
        if !earlier::replace(work, cart_id, print, closed).await? {
            return Ok(None);
        }
        still_in_cart(work, cart_id, draft).await?;
    }
    let Checked {
        offers,
        shipping,
        totals,
    } = check(work, app, shop, zones, draft).await?;
    let input = &draft.input;
    let sold = || offers.iter().zip(&draft.lines);
    let order_id = new_id();
    let holds = demand(sold().map(|(offer, line)| {
        (
            offer.variant_id.as_str(),
            line.quantity,
            offer.one_of_a_kind,
        )
    }));
    for (variant_id, wanted) in &holds {
        if !stock::change(work, Change::Hold, &order_id, variant_id, wanted.units).await? {
            return Err(taken_meanwhile(work, shop, draft).await?);
        }
    }
    let (method, ttl) = (input.payment_method, app.settings.reservation_ttl);
    let terms = methods::terms(shop, method, ttl, now);
    let number = db::orders::next_number(work).await?;
    let pieces = holds.values().filter(|wanted| wanted.one_of_a_kind);
    let wanted = pieces.map(|wanted| wanted.units).sum();
    pieces::check(work, draft, wanted).await?;
    let expire = Job::ExpireHold {
        order_id: order_id.clone(),
    };
    let placement = Placement {
        order: NewOrder {
            id: &order_id,
            number,
            kind: OrderKind::ReadyMade,
            link_hash: &token_hash(&links::order_token(app, &order_id, 1)),
            cart_id: draft.cart_id.as_deref(),
            visit_key: draft.visit_key.as_deref(),
            network_key: &draft.network_key,
            customer_id: draft.customer_id.as_deref(),
            fingerprint: print,
            email: &input.email,
            customer_name: &input.shipping.full_name,
            totals: &totals,
            shipping_method: &shipping.name,
            delivery_estimate: &shipping.estimate,
            collection: shipping.collection,
            note: &input.note,
            gift_message: &input.gift_message,
            hold_expires_at_ms: Some(terms.hold_until_ms),
            now_ms: now,
        },
        lines: sold()
            .zip(&totals.lines)
            .map(|((offer, line), amounts)| sold_line(offer, line, *amounts))
            .collect(),
        holds,
        shipping: &input.shipping,
        billing: input.billing.as_ref(),
        requests: vec![NewRequest {
            id: new_id(),
            label: "Order total".into(),
            amount: totals.total(),
            link_hash: None,
            asked_at_ms: Some(now),
            due_at_ms: None,
        }],
        method,
        session_until_ms: terms.session_until_ms,
        fact: OrderFact::Placed,
        unpaid: (expire, terms.hold_until_ms),
    };
    let attempt_id = orders::write::write(work, &placement).await?;
    if method.is_manual() {
        let order = db::orders::lock(work, &order_id).await?;
        orders::leave_cart(work, &order).await?;
        mails::placed(work, &order, method).await?;
    }
    Ok(Some((order_id, attempt_id)))
}

/// Refuses lines that left the cart since they were read: another tab has ordered them.
async fn still_in_cart(conn: &mut Conn, cart_id: &str, draft: &Draft) -> Result<()> {
    let lines = db::cart::lines(conn, cart_id).await?;
    let there = |id: &String| lines.iter().any(|line| line.id == *id);
    let mut wanted = draft.lines.iter().filter_map(|l| l.cart_line_id.as_ref());
    match wanted.all(there) {
        true => Ok(()),
        false => Err(in_another_tab()),
    }
}

fn in_another_tab() -> Error {
    Error::conflict(
        "Your cart is being checked out in another tab. Look there, or reload the page.",
    )
}

/// A line as it is sold, with the answers in its price.
fn sold_line<'a>(offer: &'a SellableRow, line: &DraftLine, totals: LineTotals) -> NewLine<'a> {
    NewLine {
        variant_id: &offer.variant_id,
        product_slug: &offer.product_slug,
        sku: &offer.sku,
        title: &offer.title,
        variant_name: &offer.variant_name,
        product_status: match (offer.one_of_a_kind, offer.available > 0) {
            (true, true) => "available (one of a kind)",
            (false, true) => "available",
            (_, false) => "held by an earlier order",
        },
        one_of_a_kind: offer.one_of_a_kind,
        quantity: line.quantity,
        unit_price_minor: offer.price_minor.unwrap_or_default(),
        totals,
        picture: offer.picture(),
        answers: line.answers.clone(),
        answered: &offer.settled.answered,
    }
}
