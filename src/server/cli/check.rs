//! `migrate` and `doctor`: whether the database is what it should be.

use super::{Outcome, sandbox};
use crate::server::config::Settings;
use crate::server::db::Db;
use crate::server::doctor;
use crate::server::error::{Error, Result};
use crate::server::jobs::health::health;
use crate::server::payments::compare::compare;
use crate::server::sealing;
use crate::server::search::catch_up;
use crate::server::state::App;

/// Applies pending migrations, or with `check` only says which are pending.
pub async fn migrate(settings: Settings, check: bool) -> Result<Outcome> {
    let db = Db::open(&settings.database_url).await?;
    let pending = db.pending_migrations().await?;
    if !check {
        db.migrate().await?;
        catch_up::missing(&db).await?;
    }
    for migration in &pending {
        println!("{} {migration}", if check { "pending" } else { "applied" });
    }
    if pending.is_empty() {
        println!("The schema is up to date.");
    }
    db.close().await;
    // With the key that rows are sealed with, those that were there before there were seals get theirs now.
    if !check && settings.check().is_ok() {
        let app = App::new(settings).await?;
        sealing::begin(&app).await?;
        app.db.close().await;
    }
    Ok(match check && !pending.is_empty() {
        true => Outcome::Failed,
        false => Outcome::Held,
    })
}

/// Examines the database as it is, and with `compare` what the provider says too. `rebuild_search`: what is only there to
/// find and sort by is written anew before.
pub async fn doctor(
    mut settings: Settings,
    json: bool,
    reconcile: bool,
    rebuild_search: bool,
) -> Result<Outcome> {
    settings.check()?;
    let sandbox = match reconcile {
        true => sandbox::reach(&mut settings).await?,
        false => None,
    };
    let app = App::new(settings).await?;
    let pending = app.db.pending_migrations().await?;
    if !pending.is_empty() {
        return Err(Error::fault(
            "The schema is not up to date. Run `atelier migrate` first.",
        ));
    }
    if rebuild_search {
        catch_up::rebuild(&app.db).await?;
    }
    let mut findings = doctor::examine(&app).await?;
    if reconcile {
        findings.push(doctor::provider_finding(compare(&app).await?));
    }
    let health = health(&app).await?;
    let well = findings.iter().all(doctor::Finding::is_well);
    if json {
        let report = serde_json::json!({
            "well": well, "findings": findings, "reconciler_age_seconds": health.reconciled_age_s,
        });
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{}", health.sentence());
        print!("{}", doctor::report(&findings));
    }
    app.db.close().await;
    if let Some(sandbox) = sandbox {
        sandbox.stop().await;
    }
    Ok(if well { Outcome::Held } else { Outcome::Failed })
}
