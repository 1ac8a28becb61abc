//! Help from the command line for somebody of the staff who can't sign in. The log has it.

use super::{accounts, audit};
use crate::domain::audit::{Action, Actor};
use crate::server::db::{self, Conn, staff::StaffRow};
use crate::server::error::{Error, Result};
use crate::server::state::App;
use crate::server::wrong_tries::{self, Account, account_key};
use crate::transact;

/// Lifts the waits after wrong tries, those of the second factor and of the addresses that tried last among them.
/// Returns whether there was one.
pub async fn unlock(app: &App, email: &str) -> Result<bool> {
    let key = account_key(email);
    transact!(app.db, tx => {
        let row = member(&mut tx, &key).await?;
        let lifted = wrong_tries::lift(&mut tx, &app.keys, Account::Staff(&key)).await?;
        audit::write(&mut tx, app.now_ms(), &Actor::CommandLine, &Action::StaffUnlocked, &row.email, "").await?;
        Ok(lifted)
    })
}

/// A link that sets a new password, once; the one before stops working, and the waits are lifted.
pub async fn reset(app: &App, email: &str) -> Result<String> {
    let key = account_key(email);
    transact!(app.db, tx => {
        let row = member(&mut tx, &key).await?;
        let link = accounts::new_link(app, &mut tx, &row.id).await?;
        wrong_tries::lift(&mut tx, &app.keys, Account::Staff(&key)).await?;
        audit::write(&mut tx, app.now_ms(), &Actor::CommandLine, &Action::StaffResetLink, &row.email, "").await?;
        Ok(link)
    })
}

async fn member(conn: &mut Conn, key: &str) -> Result<StaffRow> {
    match db::staff::by_email_key(conn, key).await? {
        Some(row) if row.active => Ok(row),
        Some(_) => Err(Error::conflict(
            "This account was ended. An owner opens it again at the counter, under Staff.",
        )),
        None => Err(Error::not_found(
            "Nobody on the staff has this address. `atelier create-admin` makes an account.",
        )),
    }
}
