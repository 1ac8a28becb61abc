//! Customers who have an account: who is signed in, and what a sign-in begins and ends.
//!
//! A sign-in is a row: a session names it, and when the row is gone the sign-in is over, wherever the browser is.

pub mod access;
pub mod account_orders;
pub mod addresses;
pub mod admin;
pub mod cart;
pub mod email;
pub mod export_and_deletion;
pub mod openid;
pub mod passkeys;
pub mod passwords;
pub mod profile;
pub mod proofs;
pub mod register;
pub mod security;
pub mod signin;

use super::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use super::db;
use super::db::customers::CustomerRow;
use super::error::{Error, Result};
use super::keys::{new_id, token_hash};
use super::known_browser::{self, Owner};
use super::visit::Visit;
use crate::domain::cart::MergeTold;
use crate::domain::customer::CustomerView;
use crate::domain::money::Currency;
use crate::transact;
use serde::{Deserialize, Serialize};

/// Where a session keeps who is signed in.
const SIGNED_IN: &str = "customer";
/// Where a session stores what became of two carts until it was shown.
const CARTS_MET: &str = "carts_met";
/// A sign-in lasts this long.
pub const LASTS_MS: i64 = 30 * DAY_MS;
/// What can't be taken back asks for a password or code no older than this.
const RECENT_MS: i64 = 15 * MINUTE_MS;
/// When a browser was last seen is written down no more often than this.
const SEEN_EVERY_MS: i64 = HOUR_MS;

/// What a session remembers of a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SignedIn {
    session_id: String,
}

/// Whoever is signed in, with the sign-in.
#[derive(Clone, Debug)]
pub struct Customer {
    pub row: CustomerRow,
    pub session_id: String,
    seen_at_ms: i64,
    proved_at_ms: i64,
}

/// Who is signed in, if the sign-in is still good. One that is over takes with it what the session remembered.
pub async fn current(visit: &Visit) -> Result<Option<Customer>> {
    let Some(SignedIn { session_id }) = visit.session.get(SIGNED_IN).await? else {
        return Ok(None);
    };
    let found = {
        let mut conn = visit.app.db.read().await?;
        db::customers::of_session(&mut conn, &session_id).await?
    };
    let now = visit.app.now_ms();
    match found.filter(|found| now - found.signed_in_at_ms <= LASTS_MS) {
        Some(found) => Ok(Some(Customer {
            row: found.customer,
            session_id,
            seen_at_ms: found.seen_at_ms,
            proved_at_ms: found.proved_at_ms,
        })),
        None => {
            visit.session.remove::<SignedIn>(SIGNED_IN).await?;
            forget(visit).await?;
            Ok(None)
        }
    }
}

/// Forgets the cart, the orders placed in this session and what was typed for the next: whoever comes next may be somebody else.
async fn forget(visit: &Visit) -> Result<()> {
    cart::forget(visit).await?;
    if let Some(key) = visit.forget_key().await? {
        let id = token_hash(&key);
        transact!(visit.app.db, tx => { db::checkout::drafts::delete(&mut tx, &id).await })?;
    }
    Ok(())
}

/// Who is signed in; 401 when nobody is.
pub async fn require(visit: &Visit) -> Result<Customer> {
    current(visit)
        .await?
        .ok_or_else(|| Error::not_signed_in("sign_in", "Sign in to your account first."))
}

/// Like [`require`], and a password or code was shown in the last quarter of an hour (else 403 with the code
/// `confirm`). For what can't be taken back.
pub async fn require_recent(visit: &Visit) -> Result<Customer> {
    let customer = require(visit).await?;
    if !is_recent(visit, &customer) {
        let message = "Confirm that it’s you first.";
        return Err(Error::forbidden("confirm", message));
    }
    Ok(customer)
}

fn is_recent(visit: &Visit, customer: &Customer) -> bool {
    visit.app.now_ms() - customer.proved_at_ms <= RECENT_MS
}

/// Who is signed in, as pages name them.
pub async fn view(visit: &Visit) -> Result<CustomerView> {
    let customer = require(visit).await?;
    Ok(CustomerView {
        name: customer.row.name,
        email: customer.row.email,
    })
}

/// Whether somebody is signed in, and what became of the cart at sign-in if it was not shown yet. Every page asks.
pub async fn at_a_glance(visit: &Visit) -> Result<(bool, Option<String>)> {
    let Some(customer) = current(visit).await? else {
        return Ok((false, None));
    };
    let now = visit.app.now_ms();
    if now - customer.seen_at_ms > SEEN_EVERY_MS {
        transact!(visit.app.db, tx => { db::customers::touch_session(&mut tx, &customer.session_id, now).await })?;
    }
    let told: Option<MergeTold> = visit.session.remove(CARTS_MET).await?;
    Ok((true, told.and_then(|told| told.sentence())))
}

/// Signs a customer in, under a new session id. The cart of this browser joins the one that waits in the account.
async fn begin(visit: &Visit, customer_id: &str) -> Result<()> {
    let app = &visit.app;
    // Two people never share a cart: whoever was signed in before leaves first.
    if current(visit).await?.is_some() {
        leave(visit).await?;
    }
    let brought = cart::id(visit).await?;
    let (most, now) = (app.shop().await?.max_quantity, app.now_ms());
    let currency = visit.currency().await?;
    let session_id = new_id();
    let (row, told) = transact!(app.db, tx => {
        let told = cart::merge_at_sign_in(&mut tx, customer_id, brought.as_deref(), currency, most, now).await?;
        db::customers::insert_session(&mut tx, &session_id, customer_id, &visit.device, now).await?;
        let row = db::customers::by_id(&mut tx, customer_id).await?;
        Ok((row.ok_or_else(gone)?, told))
    })?;
    visit.session.cycle_id().await?;
    cart::forget(visit).await?;
    let signed_in = SignedIn { session_id };
    visit.session.insert(SIGNED_IN, signed_in).await?;
    known_browser::remember(visit, Owner::Customer(&row));
    if told.sentence().is_some() {
        visit.session.insert(CARTS_MET, told).await?;
    }
    let likes: Option<Currency> = row.currency.as_deref().and_then(|code| code.parse().ok());
    if let Some(currency) = likes {
        visit.choose_currency(currency).await?;
    }
    Ok(())
}

fn gone() -> Error {
    Error::conflict("This account was deleted a moment ago.")
}

/// Ends this sign-in. The cart stays with the account, and the session forgets what was ordered in it.
pub async fn leave(visit: &Visit) -> Result<()> {
    if let Some(customer) = current(visit).await? {
        transact!(visit.app.db, tx => {
            db::customers::end_session(&mut tx, &customer.row.id, &customer.session_id).await
        })?;
        visit.session.remove::<SignedIn>(SIGNED_IN).await?;
        visit.session.remove::<MergeTold>(CARTS_MET).await?;
        forget(visit).await?;
    }
    Ok(())
}
