//! `migrate` and `doctor`: whether the database is what it should be.

use super::Outcome;
use crate::server::config::Settings;
use crate::server::db::Db;
use crate::server::doctor;
use crate::server::error::{Error, Result};
use crate::server::payments::reconcile;
use crate::server::state::App;

/// Applies pending migrations, or with `check` only says which are pending.
pub async fn migrate(settings: Settings, check: bool) -> Result<Outcome> {
    let db = Db::open(&settings.database_url).await?;
    let pending = db.pending_migrations().await?;
    if !check {
        db.migrate().await?;
    }
    for migration in &pending {
        println!("{} {migration}", if check { "pending" } else { "applied" });
    }
    if pending.is_empty() {
        println!("The schema is up to date.");
    }
    db.close().await;
    Ok(match check && !pending.is_empty() {
        true => Outcome::Failed,
        false => Outcome::Held,
    })
}

/// Examines the database as it is, and with `compare` what the provider says too.
pub async fn doctor(settings: Settings, json: bool, compare: bool) -> Result<Outcome> {
    settings.check()?;
    if compare && settings.embedded_sandbox() {
        return Err(Error::fault(
            "The sandbox inside `atelier serve` can't be asked from here. Run `atelier sandbox` on its own and set \
             STRIPE_API_BASE to compare with it.",
        ));
    }
    let app = App::new(settings).await?;
    let pending = app.db.pending_migrations().await?;
    if !pending.is_empty() {
        return Err(Error::fault(
            "The schema is not up to date. Run `atelier migrate` first.",
        ));
    }
    let mut findings = doctor::examine(&app).await?;
    if compare {
        findings.push(doctor::provider_finding(reconcile::compare(&app).await?));
    }
    let well = findings.iter().all(doctor::Finding::is_well);
    if json {
        let report = serde_json::json!({ "well": well, "findings": findings });
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", doctor::report(&findings));
    }
    app.db.close().await;
    Ok(if well { Outcome::Held } else { Outcome::Failed })
}
