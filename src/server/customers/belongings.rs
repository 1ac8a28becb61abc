//! The orders and custom orders of an account, and taking those over that were placed as a guest.

use super::{Customer, current, require};
use crate::domain::commission::{commission_number, parse_commission_number};
use crate::domain::customer::{BelongingsView, CommissionCard, HistoryView};
use crate::domain::order::{OrderCard, parse_order_number};
use crate::server::commissions;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn, customers::account as stored};
use crate::server::error::{Error, Result};
use crate::server::links;
use crate::server::orders::view;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// Longest beginning of a wish in a list, in characters.
const WISH_MAX: usize = 90;

/// What `/orders` shows: for whoever is signed in the account's, and in each case what a guest ordered in this session.
pub async fn history(visit: &Visit) -> Result<HistoryView> {
    let app = &visit.app;
    let customer = current(visit).await?;
    let mut orders = orders(visit).await?;
    let mut conn = app.db.read().await?;
    let conn = &mut conn;
    let Some(customer) = customer else {
        return Ok(HistoryView {
            email: None,
            own: BelongingsView {
                orders,
                ..BelongingsView::default()
            },
            to_claim: BelongingsView::default(),
        });
    };
    let row = &customer.row;
    let wishes = stored::commissions(conn, &row.id).await?;
    let guest = stored::guest_orders(conn, &row.email_key).await?;
    // What can be taken over stands in one list, not in both.
    orders.retain(|card| guest.iter().all(|order| order.id != card.id));
    let guest_wishes = stored::guest_commissions(conn, &row.email_key).await?;
    Ok(HistoryView {
        own: BelongingsView {
            orders,
            commissions: cards(app, wishes),
        },
        to_claim: BelongingsView {
            orders: view::cards(app, conn, guest).await?,
            commissions: cards(app, guest_wishes),
        },
        email: Some(row.email.clone()),
    })
}

/// Orders of the account that is signed in and those that a guest placed in this session, the newest first.
pub async fn orders(visit: &Visit) -> Result<Vec<OrderCard>> {
    let app = &visit.app;
    let customer = current(visit).await?;
    let key = visit.known_key().await?;
    let mut conn = app.db.read().await?;
    let mut all = Vec::new();
    if let Some(customer) = &customer {
        let own = stored::orders(&mut conn, &customer.row.id).await?;
        for mut card in view::cards(app, &mut conn, own).await? {
            card.url = format!("/orders/{}", card.number);
            all.push(card);
        }
    }
    if let Some(key) = key {
        let placed = stored::orders_of_visit(&mut conn, &key).await?;
        all.extend(view::cards(app, &mut conn, placed).await?);
    }
    all.sort_by_key(|card| std::cmp::Reverse(card.placed_at_ms));
    Ok(all)
}

fn cards(app: &App, rows: Vec<CommissionRow>) -> Vec<CommissionCard> {
    let card = |row: CommissionRow| {
        let words = row.description.split_whitespace().collect::<Vec<_>>();
        let wish = words.join(" ");
        let begins: String = wish.chars().take(WISH_MAX).collect();
        CommissionCard {
            number: commission_number(row.number),
            wish: if begins == wish {
                wish
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
    let Some(wish) = found else {
        return Ok(None);
    };
    let owner = stored::owner_of_commission(&mut conn, &wish.id).await?;
    let own = owner.is_some_and(|owner| owner == customer.row.id);
    Ok(own.then(|| links::commission(&visit.app, &wish)))
}

/// Takes over what was placed as a guest with the account's address: those that the list showed, by id, and no others.
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
        for wish in stored::guest_commissions(&mut tx, &row.email_key).await? {
            if shown(&wish.id) {
                stored::claim_commission(&mut tx, &wish.id, &row.id).await?;
            }
        }
        Ok(())
    })
}

/// How a custom order stands to whoever looks at its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In this account.
    Here,
    /// It can be taken into this account.
    Offered,
    No,
}

/// How a custom order stands to whoever is signed in.
pub async fn kept(
    conn: &mut Conn,
    customer: Option<&Customer>,
    wish: &CommissionRow,
) -> Result<Kept> {
    let Some(customer) = customer else {
        return Ok(Kept::No);
    };
    let owner = stored::owner_of_commission(conn, &wish.id).await?;
    Ok(match owner {
        Some(owner) if owner == customer.row.id => Kept::Here,
        None if wish.email.to_lowercase() == customer.row.email_key => Kept::Offered,
        _ => Kept::No,
    })
}

/// Takes the custom order behind a link into the account that is signed in with the address it was asked for with.
pub async fn keep(visit: &Visit, token: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require(visit).await?;
    let (wish, stands) = {
        let mut conn = app.db.read().await?;
        let wish = commissions::find(app, &mut conn, token).await?;
        let stands = kept(&mut conn, Some(&customer), &wish).await?;
        (wish, stands)
    };
    match stands {
        Kept::Here => Ok(()),
        Kept::Offered => transact!(app.db, tx => {
            stored::claim_commission(&mut tx, &wish.id, &customer.row.id).await.map(drop)
        }),
        Kept::No => Err(Error::refused(
            403,
            "other_address",
            "This custom order was asked for with another address. Sign in with that one to keep it.",
        )),
    }
}
