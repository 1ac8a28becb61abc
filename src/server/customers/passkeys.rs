//! Passkeys of customers: one signs in without address and password, and shows again that it's them.

use super::{Customer, begin, gone, proofs, require, require_recent, signin};
use crate::domain::passkey::{PasskeyAsk, PasskeysView, passkey_name};
use crate::server::db::sign_in::passkeys::{self as stored, Owner};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::known_browser;
use crate::server::limits::{Limit, address_key};
use crate::server::mail::AccountNews;
use crate::server::passkeys::{self, Answered, Holder, Shown};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use serde_json::Value;

const SIGN_IN: &str = "passkey that signs in";

fn to_confirm(customer: &Customer) -> String {
    format!("passkey that confirms {}", customer.row.id)
}

fn to_add(customer: &Customer) -> String {
    format!("new passkey of {}", customer.row.id)
}

/// What the browser is asked.
pub async fn ask(visit: &Visit, ask: PasskeyAsk) -> Result<Value> {
    match ask {
        PasskeyAsk::SignIn => {
            count(visit)?;
            passkeys::question(visit, SIGN_IN, None).await
        }
        PasskeyAsk::Confirm => {
            let customer = require(visit).await?;
            let owner = Owner::Customer(&customer.row.id);
            passkeys::question(visit, &to_confirm(&customer), Some(owner)).await
        }
        _ => {
            let customer = require_recent(visit).await?;
            let row = &customer.row;
            let holder = Holder {
                owner: Owner::Customer(&row.id),
                email: &row.email,
                name: &row.name,
                finds_itself: true,
            };
            passkeys::question_for_new(visit, &to_add(&customer), &holder).await
        }
    }
}

/// Counts what costs work. A browser that anybody has signed in with before is counted by itself.
fn count(visit: &Visit) -> Result<()> {
    let key = known_browser::known(visit).unwrap_or_else(|| address_key(visit.ip));
    visit.app.limits.count(Limit::Passkey, &key)
}

/// The own passkeys.
pub async fn list(visit: &Visit) -> Result<PasskeysView> {
    let customer = require(visit).await?;
    passkeys::list(visit, Owner::Customer(&customer.row.id)).await
}

/// Signs in whoever's passkey answered.
pub async fn sign_in(visit: &Visit, answer: &str) -> Result<()> {
    count(visit)?;
    let answered = passkeys::answered(visit, SIGN_IN, answer).await?;
    let customer_id = owner(visit, &answered).await?;
    begin(visit, &customer_id).await
}

/// Shows that it is still the same customer, for what can't be taken back.
pub async fn confirm(visit: &Visit, answer: &str) -> Result<()> {
    let customer = require(visit).await?;
    let answered = passkeys::answered(visit, &to_confirm(&customer), answer).await?;
    if owner(visit, &answered).await? != customer.row.id {
        return Err(passkeys::refused(false));
    }
    signin::proved(visit, &customer).await
}

/// The customer whose passkey answered. A copy is refused, and its owner notified.
async fn owner(visit: &Visit, answered: &Answered) -> Result<String> {
    let app = &visit.app;
    // A rejection is mailed too, so it is no error in here.
    let owner = transact!(app.db, tx => {
        let shown = answered.check(&mut tx, app.now_ms()).await?;
        Ok(match shown {
            Shown::Right(row) => row.customer_id.ok_or(false),
            Shown::Copied(row) => {
                if let Some(id) = &row.customer_id {
                    let told = format!("The passkey “{}” was refused: there seems to be a copy of it.", row.name);
                    notify(&mut tx, app, id, told).await?;
                }
                Err(true)
            }
            Shown::Wrong => Err(false),
        })
    })?;
    owner.map_err(passkeys::refused)
}

/// Writes to a customer about how they sign in.
pub(super) async fn notify(
    conn: &mut Conn,
    app: &App,
    customer_id: &str,
    told: String,
) -> Result<()> {
    let row = db::customers::by_id(conn, customer_id).await?;
    let row = row.ok_or_else(gone)?;
    let link = app.url("/account/security");
    let news = AccountNews::WaysIn { told, link };
    proofs::write(conn, app, &row.name, &row.email, news).await
}

/// Keeps a new passkey; the mailbox is notified.
pub async fn add(visit: &Visit, answer: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    let made = passkeys::made(visit, &to_add(&customer), answer).await?;
    let id = &customer.row.id;
    transact!(app.db, tx => {
        passkeys::keep(&mut tx, visit, Owner::Customer(id), &made).await?;
        let told = format!("A passkey was added to your account: {}.", visit.device);
        notify(&mut tx, app, id, told).await
    })
}

/// Names one of the own passkeys.
pub async fn rename(visit: &Visit, id: &str, typed: &str) -> Result<()> {
    let customer = require(visit).await?;
    let name = passkey_name(id, typed)?;
    let owner = Owner::Customer(&customer.row.id);
    let done = transact!(visit.app.db, tx => { stored::rename(&mut tx, owner, id, &name).await })?;
    done.then_some(()).ok_or_else(missing)
}

/// Takes one of the own passkeys away; the mailbox is notified.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    let owner = &customer.row.id;
    transact!(app.db, tx => {
        let name = stored::delete(&mut tx, Owner::Customer(owner), id).await?;
        let name = name.ok_or_else(missing)?;
        notify(&mut tx, app, owner, format!("The passkey “{name}” was removed from your account.")).await
    })
}

fn missing() -> Error {
    Error::not_found("This passkey is not there any more. Reload the page.")
}
