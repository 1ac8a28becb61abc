//! What the shop does with its customers' accounts: lists, invites, corrects and deletes them.
//!
//! Nobody but its holder moves an account to another address, and nobody but its holder makes one: whom the shop invites
//! opens a link first, so every account's address stays a confirmed one.

use super::leaving;
use super::proofs::{self, Registrant};
use crate::domain::catalogue::COUNT_CAP;
use crate::domain::contact::{Email, person};
use crate::domain::customer::ProfileForm;
use crate::domain::staff::Permission;
use crate::server::db::customer_proofs::Purpose;
use crate::server::db::customers::CustomerRow;
use crate::server::db::{self};
use crate::server::error::{Error, Result};
use crate::server::http::limits::Limit;
use crate::server::http::visit::Visit;
use crate::server::keys::new_id;
use crate::server::mail::AccountNews;
use crate::server::staff::{audit, require};
use crate::transact;

/// Longest search text that is looked for, in characters.
const WORDS_MAX: usize = 80;

fn none() -> Error {
    Error::not_found("There is no customer with this id.")
}

/// A part of the list, the newest first: its rows, how many there are in all, and whether that is capped. `q` is the
/// beginning of an e-mail address or a part of a name.
pub async fn part(
    visit: &Visit,
    q: &str,
    limit: i64,
    offset: i64,
) -> Result<(Vec<CustomerRow>, i64, bool)> {
    require(visit, Permission::SeeCustomers).await?;
    let words = q.trim().chars().take(WORDS_MAX);
    let words: String = words.flat_map(char::to_lowercase).collect();
    let words = Some(words.as_str()).filter(|words| !words.is_empty());
    let mut conn = visit.app.db.read().await?;
    let counted = db::customers::count(&mut conn, words, COUNT_CAP + 1).await?;
    let rows = db::customers::page(&mut conn, words, limit, offset).await?;
    Ok((rows, counted.min(COUNT_CAP), counted > COUNT_CAP))
}

/// One account; 404 when there is none.
pub async fn one(visit: &Visit, id: &str) -> Result<CustomerRow> {
    require(visit, Permission::SeeCustomers).await?;
    let mut conn = visit.app.db.read().await?;
    db::customers::by_id(&mut conn, id).await?.ok_or_else(none)
}

/// Invites somebody to an account: a link goes to the mailbox, and the account comes to be once it is opened. It has no
/// password then; its holder signs in with codes, and may choose one. 409 for an address that has an account.
pub async fn invite(visit: &Visit, name: &str, address: &str) -> Result<(Email, String)> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    let (email, name) = person(address, name)?;
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    if proofs::holder(app, &email).await?.is_some() {
        let message = "There is an account with this address already.";
        return Err(Error::refused(409, "email_taken", message));
    }
    let proof_id = new_id();
    let who = || Registrant {
        name: &name,
        password_hash: "",
    };
    transact!(app.db, tx => {
        let link = proofs::link(&mut tx, app, &proof_id, Purpose::Register, &email, None, who()).await?;
        proofs::write(&mut tx, app, &name, email.as_str(), AccountNews::Invited { link }).await?;
        audit::record_in(&mut tx, visit, &by.name, "customer_invited", email.as_str(), "").await
    })?;
    app.wake.notify_one();
    Ok((email, name))
}

/// Corrects what an account is called and how it is reached by phone; its address is its holder's to change.
pub async fn change(visit: &Visit, id: &str, form: &ProfileForm) -> Result<()> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    let profile = form.read(&app.shop().await?.currencies)?;
    let currency = profile.currency.map(|currency| currency.code());
    transact!(app.db, tx => {
        let row = db::customers::lock(&mut tx, id).await?.ok_or_else(none)?;
        db::customers::set_profile(&mut tx, id, &profile.name, &profile.phone, currency).await?;
        audit::record_in(&mut tx, visit, &by.name, "customer_changed", &row.email, "").await
    })
}

/// Deletes an account for its holder. Orders stay in the books and behind the links in their mails, and belong to nobody.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    transact!(app.db, tx => {
        let row = db::customers::by_id(&mut tx, id).await?.ok_or_else(none)?;
        leaving::erase(&mut tx, app, &row).await?;
        // Whoever it was goes with the account: the log names the id alone.
        audit::record_in(&mut tx, visit, &by.name, "customer_deleted", id, "").await
    })?;
    app.wake.notify_one();
    Ok(())
}
