//! The cart of an account: every browser that is signed in shows it.

use super::current;
use crate::domain::answers::Answers;
use crate::domain::cart::{MergeTold, Units, merge};
use crate::domain::money::{Currency, Money};
use crate::server::db::cart::CartLineRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::visit::Visit;
use crate::transact;

/// Under which a session remembers the cart of a browser that is not signed in.
const CART: &str = "cart";

/// The account's cart for whoever is signed in, else the one of this session.
pub async fn id(visit: &Visit) -> Result<Option<String>> {
    match current(visit).await? {
        Some(customer) => Ok(customer.row.cart_id),
        None => Ok(visit.session.get(CART).await?),
    }
}

/// Remembers the cart, and the key under which its orders will be found: a shop that is killed just after an order
/// was placed must still know whose it is.
pub async fn remember(visit: &Visit, id: &str) -> Result<()> {
    visit.key().await?;
    match current(visit).await? {
        Some(customer) => transact!(visit.app.db, tx => {
            db::customers::set_cart(&mut tx, &customer.row.id, id).await
        }),
        None => Ok(visit.session.insert(CART, id).await?),
    }
}

/// Forgets the cart of this session.
pub(super) async fn forget(visit: &Visit) -> Result<()> {
    visit.session.remove::<String>(CART).await?;
    Ok(())
}

/// A cart with its lines, locked until the transaction ends.
struct Held {
    id: String,
    lines: Vec<CartLineRow>,
    units: Vec<Units>,
}

/// Merges the cart that came with a browser into the account's, which stays. Unpaid orders follow
/// their cart, so that what they hold is not refused to their own customer.
pub(super) async fn merge_at_sign_in(
    conn: &mut Conn,
    customer_id: &str,
    brought: Option<&str>,
    currency: Currency,
    most: i64,
    now_ms: i64,
) -> Result<MergeTold> {
    let account = db::customers::by_id(conn, customer_id).await?;
    let waits = account.and_then(|row| row.cart_id);
    let mut brought = brought.filter(|id| waits.as_deref() != Some(*id));
    if let Some(id) = brought
        && db::customers::owner_of_cart(conn, id).await?.is_some()
    {
        brought = None;
    }
    // Carts are locked in the order of their ids, before anything else.
    let mut ids: Vec<&str> = waits.as_deref().into_iter().chain(brought).collect();
    ids.sort_unstable();
    let mut carts = Vec::new();
    for id in ids {
        if db::cart::lock(conn, id).await? {
            carts.push(held(conn, id, currency).await?);
        }
    }
    let mut find = |id: Option<&str>| {
        let at = carts.iter().position(|cart| Some(cart.id.as_str()) == id)?;
        Some(carts.swap_remove(at))
    };
    let (kept, came) = (find(waits.as_deref()), find(brought));
    let none = Vec::new();
    let units = |cart: &Option<Held>| cart.as_ref().map_or(none.clone(), |c| c.units.clone());
    let (whole, told) = merge(&units(&kept), &units(&came), most);
    match (kept, came) {
        (Some(kept), Some(came)) => {
            put(conn, &kept, &came, &whole, currency, now_ms).await?;
            db::customers::account::move_cart(conn, &came.id, &kept.id).await?;
            db::cart::delete(conn, &came.id).await?;
            db::cart::touch(conn, &kept.id, now_ms).await?;
        }
        (None, Some(came)) => db::customers::set_cart(conn, customer_id, &came.id).await?,
        (_, None) => {}
    }
    Ok(told)
}

async fn held(conn: &mut Conn, id: &str, currency: Currency) -> Result<Held> {
    let lines = db::cart::lines(conn, id).await?;
    let answers: Vec<Answers> = lines
        .iter()
        .map(CartLineRow::read_answers)
        .collect::<Result<_>>()?;
    let variants: Vec<String> = lines.iter().map(|line| line.variant_id.clone()).collect();
    let offers = db::cart::sellable(conn, &variants, currency).await?;
    let unique = |id: &str| {
        let offer = offers.iter().find(|offer| offer.variant_id == id);
        offer.is_some_and(|offer| offer.one_of_a_kind)
    };
    let units = lines
        .iter()
        .zip(answers)
        .map(|(line, answers)| Units {
            answers,
            variant_id: line.variant_id.clone(),
            quantity: line.quantity,
            one_of_a_kind: unique(&line.variant_id),
        })
        .collect();
    Ok(Held {
        id: id.to_string(),
        lines,
        units,
    })
}

/// Brings the cart that stays to what both come to.
async fn put(
    conn: &mut Conn,
    kept: &Held,
    came: &Held,
    whole: &[Units],
    currency: Currency,
    now_ms: i64,
) -> Result<()> {
    let line = |cart: &Held, units: &Units| {
        let key = units.answers.key();
        let same = |l: &&CartLineRow| l.variant_id == units.variant_id && l.answers == key;
        cart.lines.iter().find(same).cloned()
    };
    for units in whole {
        let (id, most) = (&kept.id, units.quantity);
        match (line(kept, units), line(came, units)) {
            (Some(stays), _) => {
                db::cart::set_quantity(conn, id, &stays.id, units.quantity).await?;
            }
            (None, Some(new)) => {
                // The price that was seen comes along: a change since then is shown in the cart.
                let currency = new.seen_currency.parse().unwrap_or(currency);
                let seen = Money::new(new.seen_minor, currency);
                let what = (new.variant_id.as_str(), &units.answers);
                db::cart::add_line(conn, id, what, units.quantity, most, seen, now_ms).await?;
            }
            (None, None) => {}
        }
    }
    Ok(())
}
