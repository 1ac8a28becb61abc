//! What the shop does with its customers' accounts: lists, invites, corrects and deletes them.
//!
//! Only its customer moves an account to another address, and only its customer makes one: whom the shop invites
//! opens a link first, so every account's address stays a confirmed one.

use super::export_and_deletion;
use super::proofs::{self, Registrant};
use crate::domain::audit::Action;
use crate::domain::catalogue::COUNT_CAP;
use crate::domain::contact::person;
use crate::domain::customer::ProfileForm;
use crate::domain::search::SearchTerms;
use crate::domain::staff::Permission;
use crate::server::db::customers::CustomerRow;
use crate::server::db::customers::proofs::{self as stored, InvitedRow, Purpose};
use crate::server::db::keyset::Window;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::limits::Limit;
use crate::server::mail::AccountNews;
use crate::server::search::records;
use crate::server::staff::{audit, require};
use crate::server::visit::Visit;
use crate::transact;

fn none() -> Error {
    Error::not_found("There is no customer with this id.")
}

/// A part of the list, the newest first: its rows, how many there are in all, and whether that is capped. Each word
/// of `q` is the beginning of one in a name, an e-mail address or a town.
pub async fn part(
    visit: &Visit,
    q: &str,
    window: &Window,
) -> Result<(Vec<CustomerRow>, i64, bool)> {
    require(visit, Permission::SeeCustomers).await?;
    let asked = SearchTerms::read(q);
    let asked = asked.as_ref();
    let mut conn = visit.app.db.read().await?;
    let counted = db::customers::count(&mut conn, asked, COUNT_CAP + 1).await?;
    let rows = db::customers::page(&mut conn, asked, window).await?;
    Ok((rows, counted.min(COUNT_CAP), counted > COUNT_CAP))
}

/// Somebody who has an account, or was invited to one.
#[derive(Clone, Debug)]
pub struct Customer {
    pub id: String,
    pub email: String,
    pub name: String,
    pub phone: String,
    pub currency: Option<String>,
    pub created_at_ms: i64,
    /// There is no account before the link in the mail is opened. It will have this id.
    pub invited: bool,
}

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Customer {
            id: row.id,
            email: row.email,
            name: row.name,
            phone: row.phone,
            currency: row.currency,
            created_at_ms: row.created_at_ms,
            invited: false,
        }
    }
}

impl From<InvitedRow> for Customer {
    fn from(row: InvitedRow) -> Self {
        Customer {
            id: row.id,
            email: row.email,
            name: row.name,
            phone: row.phone,
            currency: row.currency,
            created_at_ms: row.created_at_ms,
            invited: true,
        }
    }
}

/// One account or invitation; 404 when there is none.
pub async fn one(visit: &Visit, id: &str) -> Result<Customer> {
    require(visit, Permission::SeeCustomers).await?;
    let mut conn = visit.app.db.read().await?;
    find(&mut conn, id, visit.app.now_ms()).await
}

async fn find(conn: &mut Conn, id: &str, now_ms: i64) -> Result<Customer> {
    if let Some(row) = db::customers::by_id(conn, id).await? {
        return Ok(row.into());
    }
    let invited = stored::invited(conn, id, now_ms).await?;
    invited.map(Customer::from).ok_or_else(none)
}

/// Invites somebody to an account: a link goes to the mailbox, and the account comes to be once it is opened. It has no
/// password then; its holder signs in with codes, and may choose one. Who is invited again gets the same link once more.
/// 409 for an address that has an account.
pub async fn invite(
    visit: &Visit,
    name: &str,
    address: &str,
    phone: &str,
    currency: &str,
) -> Result<Customer> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    let (email, name) = person(address, name)?;
    let known = ProfileForm {
        name: name.clone(),
        phone: phone.into(),
        currency: currency.into(),
    };
    let profile = known.read(&app.shop().await?.currencies)?;
    let currency = profile.currency.map(|currency| currency.code());
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    if proofs::holder(app, &email).await?.is_some() {
        let message = "There is an account with this address already.";
        return Err(Error::conflict_of("email_taken", message));
    }
    let (new, now) = (new_id(), app.now_ms());
    let who = || Registrant {
        name: &name,
        password_hash: "",
    };
    let invited = transact!(app.db, tx => {
        let before = stored::invited_at(&mut tx, &email.key(), now).await?;
        let id = before.as_ref().map_or(&new, |before| &before.id);
        let link = match &before {
            Some(_) => proofs::address(app, id, Purpose::Register),
            None => proofs::link(&mut tx, app, id, Purpose::Register, &email, None, who()).await?,
        };
        stored::renew(&mut tx, id, now + proofs::INVITATION_MS).await?;
        stored::describe_invited(&mut tx, id, &profile.name, &profile.phone, currency).await?;
        proofs::write(&mut tx, app, &name, email.as_str(), AccountNews::Invited { link }).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::CustomerInvited, email.as_str()).await?;
        find(&mut tx, id, now).await
    })?;
    Ok(invited)
}

/// Corrects what somebody is called and how they are reached by phone; an account's address is its holder's to change,
/// and an invitation's is where the mail went.
pub async fn change(visit: &Visit, id: &str, form: &ProfileForm) -> Result<()> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    let profile = form.read(&app.shop().await?.currencies)?;
    let currency = profile.currency.map(|currency| currency.code());
    let now = app.now_ms();
    transact!(app.db, tx => {
        let email = match db::customers::lock(&mut tx, id).await? {
            Some(row) => {
                db::customers::set_profile(&mut tx, id, &profile.name, &profile.phone, currency).await?;
                records::customer(&mut tx, id).await?;
                row.email
            }
            None => {
                let invited = stored::invited(&mut tx, id, now).await?.ok_or_else(none)?;
                if !stored::describe_invited(&mut tx, id, &profile.name, &profile.phone, currency).await? {
                    return Err(none());
                }
                invited.email
            }
        };
        audit::record_in(&mut tx, visit, &by.name, &Action::CustomerChanged, &email).await
    })
}

/// Deletes an account for its holder, or takes an invitation back. Orders stay on record and behind the links in their
/// mails, and belong to nobody.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let app = &visit.app;
    let by = require(visit, Permission::KeepCustomers).await?;
    let now = app.now_ms();
    transact!(app.db, tx => {
        match db::customers::by_id(&mut tx, id).await? {
            Some(row) => export_and_deletion::erase(&mut tx, app, &row).await?,
            None => {
                stored::invited(&mut tx, id, now).await?.ok_or_else(none)?;
                stored::take(&mut tx, id).await?;
            }
        }
        // Whoever it was goes with the account: the log names the id alone.
        audit::record_in(&mut tx, visit, &by.name, &Action::CustomerDeleted, id).await
    })
}
