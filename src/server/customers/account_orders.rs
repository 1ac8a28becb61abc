//! The orders and custom orders of an account, and claiming those that were placed as a guest.

use super::{Customer, current, require};
use crate::domain::cart::pieces;
use crate::domain::commission::{commission_number, parse_commission_number};
use crate::domain::customer::{
    BelongingsView, CommissionCard, HistoryView, OlderOrders, OrderInWords,
};
use crate::domain::order::{OrderCard, parse_order_number};
use crate::server::commissions;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::keyset::{Key, Mark};
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn, customers::account as stored};
use crate::server::error::{Error, Result};
use crate::server::links;
use crate::server::orders::view;
use crate::server::paging::{Order, Turning};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// Longest beginning of a request's text in a list, in characters.
const DESCRIPTION_MAX: usize = 90;

/// Most orders of one part of the list.
const PART: i64 = 10;
/// The order that they are in.
const LISTED: Order<'_> = Order::by_number("own orders");

/// What `/orders` shows: for whoever is signed in the account's, and in each case what a guest ordered in this session; of
/// the orders the part that a cursor leads to.
pub async fn history(visit: &Visit, cursor: &str) -> Result<HistoryView> {
    let app = &visit.app;
    let customer = current(visit).await?;
    let (orders, older) = orders(visit, customer.as_ref(), cursor).await?;
    let mut conn = app.db.read().await?;
    let conn = &mut conn;
    let Some(customer) = customer else {
        return Ok(HistoryView {
            email: None,
            own: BelongingsView {
                orders,
                ..BelongingsView::default()
            },
            older,
            to_claim: BelongingsView::default(),
        });
    };
    let row = &customer.row;
    let commissions = stored::commissions(conn, &row.id).await?;
    let guest = stored::guest_orders(conn, &row.email_key).await?;
    let guest_commissions = stored::guest_commissions(conn, &row.email_key).await?;
    Ok(HistoryView {
        own: BelongingsView {
            orders,
            commissions: cards(app, commissions),
        },
        older,
        to_claim: BelongingsView {
            orders: view::cards(app, conn, guest).await?,
            commissions: cards(app, guest_commissions),
        },
        email: Some(row.email.clone()),
    })
}

/// The part of the list of orders that a cursor leads to, in words.
pub async fn older(visit: &Visit, cursor: &str) -> Result<OlderOrders> {
    let zone = visit.app.time_zone().await?;
    let (orders, older) = orders(visit, current(visit).await?.as_ref(), cursor).await?;
    let rows = orders.into_iter().map(|card| OrderInWords {
        day: zone.day_of(card.placed_at_ms).to_string(),
        placed_on: zone.date(card.placed_at_ms),
        status: card.status.as_str().into(),
        status_label: card.status_label,
        total: card.total.to_string(),
        number: card.number,
        units: pieces(card.units),
        url: card.url,
    });
    Ok(OlderOrders {
        rows: rows.collect(),
        older,
    })
}

/// Orders of the account that is signed in and those that a guest placed in this session, the newest first: the part that a
/// cursor leads to, and the cursor of the next one. What the account can take over stands in a list of its own.
async fn orders(
    visit: &Visit,
    customer: Option<&Customer>,
    cursor: &str,
) -> Result<(Vec<OrderCard>, Option<String>)> {
    let app = &visit.app;
    let turning = Turning::to(LISTED, PART, cursor);
    let (below, most) = (turning.window.mark(), turning.window.limit);
    let below = match below.map(|mark| (&mark.key, &mark.id)) {
        Some((Key::Number(placed_at_ms), id)) => (*placed_at_ms, id.as_str()),
        _ => db::orders::NEWEST,
    };
    let key = visit.known_key().await?;
    let mut conn = app.db.read().await?;
    let mut all = Vec::new();
    if let Some(customer) = customer {
        let own = stored::orders(&mut conn, &customer.row.id, below, most).await?;
        for mut card in view::cards(app, &mut conn, own).await? {
            card.url = format!("/orders/{}", card.number);
            all.push(card);
        }
    }
    if let Some(key) = key {
        let mailbox = customer.map_or("", |customer| customer.row.email_key.as_str());
        let placed =
            stored::orders_of_visit(&mut conn, (key.as_str(), mailbox), below, most).await?;
        all.extend(view::cards(app, &mut conn, placed).await?);
    }
    all.sort_by(|one, other| (other.placed_at_ms, &other.id).cmp(&(one.placed_at_ms, &one.id)));
    let beside = turning.turn(&mut all, |card| Mark::number(card.placed_at_ms, &card.id));
    Ok((all, beside.after))
}

fn cards(app: &App, rows: Vec<CommissionRow>) -> Vec<CommissionCard> {
    let card = |row: CommissionRow| {
        let words = row.description.split_whitespace().collect::<Vec<_>>();
        let whole = words.join(" ");
        let begins: String = whole.chars().take(DESCRIPTION_MAX).collect();
        CommissionCard {
            number: commission_number(row.number),
            description: if begins == whole {
                whole
            } else {
                format!("{begins}…")
            },
            status: row.status.as_str().into(),
            status_label: row.status.label().into(),
            asked_at_ms: row.asked_at_ms,
            url: format!("/custom/{}", links::commission(app, &row)),
            id: row.id,
        }
    };
    rows.into_iter().map(card).collect()
}

/// The link token of an order of the account that is signed in; 404 for everybody else's.
pub async fn token_of(visit: &Visit, number: &str) -> Result<String> {
    Ok(links::order(&visit.app, &order(visit, number).await?))
}

/// An order of the account that is signed in; 404 for everybody else's.
pub async fn order(visit: &Visit, number: &str) -> Result<OrderRow> {
    let customer = require(visit).await?;
    let none = || Error::not_found(format!("There is no order {number} in your account."));
    let number = parse_order_number(number).ok_or_else(none)?;
    let mut conn = visit.app.db.read().await?;
    let order: Option<OrderRow> = stored::order(&mut conn, &customer.row.id, number).await?;
    order.ok_or_else(none)
}

/// The link token of a custom order of the account that is signed in, by id or number; `None` for everybody else's.
pub async fn token_of_commission(visit: &Visit, reference: &str) -> Result<Option<String>> {
    let customer = require(visit).await?;
    let mut conn = visit.app.db.read().await?;
    let found = match parse_commission_number(reference) {
        Some(number) => db::commissions::by_number(&mut conn, number).await?,
        None => db::commissions::by_id(&mut conn, reference).await?,
    };
    let Some(commission) = found else {
        return Ok(None);
    };
    let owner = stored::owner_of_commission(&mut conn, &commission.id).await?;
    let own = owner.is_some_and(|owner| owner == customer.row.id);
    Ok(own.then(|| links::commission(&visit.app, &commission)))
}

/// Claims what was placed as a guest with the account's address: those that the list showed, by id, and no others.
pub async fn claim(visit: &Visit, seen: &[&str]) -> Result<()> {
    let customer = require(visit).await?;
    let row = &customer.row;
    let shown = |id: &str| seen.contains(&id);
    transact!(visit.app.db, tx => {
        for order in stored::guest_orders(&mut tx, &row.email_key).await? {
            if shown(&order.id) {
                stored::claim_order(&mut tx, &order.id, &row.id).await?;
            }
        }
        for commission in stored::guest_commissions(&mut tx, &row.email_key).await? {
            if shown(&commission.id) {
                stored::claim_commission(&mut tx, &commission.id, &row.id).await?;
            }
        }
        Ok(())
    })
}

/// Whose a custom order is, seen by whoever opens its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// In this account.
    Here,
    /// This account can claim it.
    Offered,
    No,
}

/// Whose a custom order is, seen by whoever is signed in.
pub async fn ownership(
    conn: &mut Conn,
    customer: Option<&Customer>,
    commission: &CommissionRow,
) -> Result<Ownership> {
    let Some(customer) = customer else {
        return Ok(Ownership::No);
    };
    let owner = stored::owner_of_commission(conn, &commission.id).await?;
    Ok(match owner {
        Some(owner) if owner == customer.row.id => Ownership::Here,
        None if commission.email.to_lowercase() == customer.row.email_key => Ownership::Offered,
        _ => Ownership::No,
    })
}

/// Claims the custom order behind a link for the account that is signed in with the address it was asked for with.
pub async fn claim_by_link(visit: &Visit, token: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require(visit).await?;
    let (commission, stands) = {
        let mut conn = app.db.read().await?;
        let commission = commissions::find(app, &mut conn, token).await?;
        let stands = ownership(&mut conn, Some(&customer), &commission).await?;
        (commission, stands)
    };
    match stands {
        Ownership::Here => Ok(()),
        Ownership::Offered => transact!(app.db, tx => {
            stored::claim_commission(&mut tx, &commission.id, &customer.row.id).await.map(drop)
        }),
        Ownership::No => Err(Error::forbidden(
            "other_address",
            "This custom order was asked for with another address. Sign in with that one to keep it.",
        )),
    }
}
