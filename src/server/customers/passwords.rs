//! A new password: by a link to the mailbox, or by whoever is signed in.

use super::proofs::{self, Registrant};
use super::{begin, require, require_recent, signin};
use crate::domain::contact::Email;
use crate::domain::problem::Problems;
use crate::server::db::customers::CustomerRow;
use crate::server::db::customers::proofs::{self as stored, ProofRow, Purpose};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::keys::new_id;
use crate::server::known_browser::{self, Owner};
use crate::server::mail::AccountNews;
use crate::server::password;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// Where a session keeps which link was asked for in it last.
const ASKED: &str = "customer_reset";

/// Sends a link that sets a new password. Where there is no account a mail says so; the answer is the same.
pub async fn ask(visit: &Visit, email: &str) -> Result<()> {
    let app = &visit.app;
    let email = Email::parse(email).ok_or_else(|| {
        let message = "Write the e-mail address of your account: the link is sent there.";
        Problems::one("email", "invalid", message)
    })?;
    let holder = proofs::holder(app, &email).await?;
    proofs::count(visit, &email, holder.as_ref())?;
    // The newest link of this browser counts. What somebody else asked for takes nobody's link away.
    let before: Option<String> = visit.session.get(ASKED).await?;
    let proof_id = new_id();
    transact!(app.db, tx => {
        if let Some(before) = &before {
            stored::take(&mut tx, before).await?;
        }
        match &holder {
            Some(row) => {
                let (owner, email) = (Some(row.id.as_str()), proofs::mailbox(row)?);
                let nobody = Registrant { name: "", password_hash: "" };
                let link = proofs::link(&mut tx, app, &proof_id, Purpose::Reset, &email, owner, nobody).await?;
                proofs::write(&mut tx, app, &row.name, &row.email, AccountNews::Reset { link }).await
            }
            None => {
                let link = app.url("/account/register");
                proofs::write(&mut tx, app, "", email.as_str(), AccountNews::Unknown { link }).await
            }
        }
    })?;
    // In both cases, or the cookie would tell.
    Ok(visit.session.insert(ASKED, proof_id).await?)
}

/// Sets the password by link, once. Every other sign-in ends, and this visit is signed in.
pub async fn reset(visit: &Visit, token: &str, typed: &str) -> Result<()> {
    let app = &visit.app;
    let proof = proofs::find_counted(visit, token).await?;
    let Some(customer_id) = owner(&proof)? else {
        return Err(proofs::used());
    };
    let name = {
        let mut conn = app.db.read().await?;
        let row = db::customers::by_id(&mut conn, &customer_id).await?;
        row.ok_or_else(proofs::used)?.name
    };
    let shop = app.shop().await?.name.clone();
    password::check(app, "password", typed, &[&proof.email, &name, &shop]).await?;
    let hash = password::hash(app, typed).await?;
    transact!(app.db, tx => {
        if !stored::take(&mut tx, &proof.id).await? {
            return Err(proofs::used());
        }
        set(&mut tx, app, &customer_id, &hash, "").await
    })?;
    begin(visit, &customer_id).await
}

fn owner(proof: &ProofRow) -> Result<Option<String>> {
    let resets = proof.purpose == Purpose::Reset;
    Ok(proof.customer_id.clone().filter(|_| resets))
}

/// Sets a password, ends every sign-in but one and every open link, and notifies its customer.
async fn set(
    conn: &mut Conn,
    app: &App,
    customer_id: &str,
    hash: &str,
    but_session: &str,
) -> Result<()> {
    let row = db::customers::lock(conn, customer_id).await?;
    let row = row.ok_or_else(super::gone)?;
    db::customers::set_password(conn, customer_id, hash).await?;
    db::customers::end_sessions(conn, customer_id, but_session).await?;
    stored::end_of_customer(conn, customer_id).await?;
    let link = app.url("/account/security");
    let news = AccountNews::PasswordChanged { link };
    proofs::write(conn, app, &row.name, &row.email, news).await
}

/// Changes the own password, or sets the first one; every other sign-in ends.
pub async fn change(visit: &Visit, old: &str, new: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require(visit).await?;
    if customer.row.password_hash.is_empty() {
        require_recent(visit).await?;
    } else {
        signin::check_password(visit, &customer, "old_password", old).await?;
    }
    let row = &customer.row;
    let shop = app.shop().await?.name.clone();
    password::check(app, "new_password", new, &[&row.email, &row.name, &shop]).await?;
    let hash = password::hash(app, new).await?;
    transact!(app.db, tx => { set(&mut tx, app, &row.id, &hash, &customer.session_id).await })?;
    visit.session.cycle_id().await?;
    // The marks of the old password have ended, this browser's among them.
    let row = CustomerRow {
        password_hash: hash,
        ..customer.row
    };
    known_browser::remember(visit, Owner::Customer(&row));
    Ok(())
}
