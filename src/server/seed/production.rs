//! The demonstration and production keep apart: neither is a demonstration made there, nor is one ever opened there.

use super::customers;
use crate::server::config::Settings;
use crate::server::error::{Error, Result};
use crate::server::staff;
use crate::server::state::App;

/// Refuses to make a demonstration in production, before anything is touched.
pub fn refuse_demo(settings: &Settings) -> Result<()> {
    if settings.is_production() {
        return Err(Error::conflict(
            "The demo shop has accounts with a published password, so it is never made in production. Nothing was changed. For a demo, set ATELIER_ENV=development and a DATABASE_URL of its own.",
        ));
    }
    Ok(())
}

/// Refuses to open a demonstration's database in production: its owner could be signed in to by anybody.
pub async fn refuse_demo_accounts(app: &App) -> Result<()> {
    if !app.settings.is_production() {
        return Ok(());
    }
    let found = match staff::demo::found(app).await? {
        None => customers::found(app).await?,
        found => found,
    };
    match found {
        Some(email) => Err(Error::conflict(format!(
            "This database was filled by `atelier seed demo`: it has {email}, whose password is published. Production never opens it. Set DATABASE_URL to a new, empty database."
        ))),
        None => Ok(()),
    }
}
