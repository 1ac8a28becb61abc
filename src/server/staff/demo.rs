//! Staff of the demo shop, one for each role, with a published password and second factor. Only `seed demo` makes
//! them, and never in production.

use super::{accounts, totp};
use crate::domain::contact::Email;
use crate::domain::staff::Role;
use crate::server::db::{self, staff::StaffRow};
use crate::server::error::{Error, Result};
use crate::server::password;
use crate::server::seed::refuse_demo;
use crate::server::state::App;

/// The password of every demo account (docs/DEMO.md).
pub const PASSWORD: &str = "kiln apricot lantern seven";
/// The secret of every demo account's second factor, in Base32 (docs/DEMO.md).
pub const TOTP_SECRET: &str = "ATELIERDEMOATELIERDEMOATELIERDEM";

/// Who a database is known by to be the demonstration's.
pub const OWNER: &str = "owner@demo.example";

/// The demo accounts: name, e-mail address, role.
pub const ACCOUNTS: [(&str, &str, Role); 5] = [
    ("Ines Marlow", OWNER, Role::Owner),
    ("Tomas Reed", "artisan@demo.example", Role::Artisan),
    ("Noor Haddad", "fulfilment@demo.example", Role::Fulfilment),
    ("Greta Olsen", "finance@demo.example", Role::Finance),
    ("Pavel Brook", "editor@demo.example", Role::Editor),
];

/// Makes the demo accounts that are not there yet.
pub async fn seed_demo(app: &App) -> Result<()> {
    refuse_demo(&app.settings)?;
    let hash = password::hash(app, PASSWORD).await?;
    for (name, email, role) in ACCOUNTS {
        let email = Email::parse(email)
            .ok_or_else(|| Error::fault(format!("{email} is not an e-mail address")))?;
        accounts::insert_ready(app, &email, name, role, &hash, TOTP_SECRET).await?;
    }
    Ok(())
}

/// The address of a demo account in this shop, or of one with the published second factor.
pub async fn found(app: &App) -> Result<Option<String>> {
    let rows = {
        let mut conn = app.db.read().await?;
        db::staff::all(&mut conn).await?
    };
    let published = |row: &StaffRow| {
        let secret = app.keys.open(totp::PURPOSE, &row.totp_secret);
        secret.is_ok_and(|secret| secret == TOTP_SECRET)
            || ACCOUNTS.iter().any(|(_, email, _)| *email == row.email)
    };
    Ok(rows.into_iter().find(published).map(|row| row.email))
}

/// The code that a demo account's authenticator app would show now.
pub fn code_now(app: &App) -> Result<String> {
    totp::code_at(TOTP_SECRET, app.now_ms())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_staff_can_sign_in_and_cover_every_role() {
        assert!(password::weigh("password", PASSWORD, &[]).is_ok());
        assert_eq!(totp::code_at(TOTP_SECRET, 0).unwrap().len(), 6);
        for role in Role::ALL {
            assert!(ACCOUNTS.iter().any(|(_, _, has)| *has == role), "{role:?}");
        }
        for (_, email, _) in ACCOUNTS {
            assert!(Email::parse(email).is_some(), "{email}");
        }
    }
}
