//! The studio's settings for custom orders.

use super::maker;
use crate::domain::audit::Action;
use crate::domain::commission::studio_settings::{StudioSettings, StudioSettingsForm};
use crate::domain::commission::view::StudioSettingsView;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::staff::audit;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// The setting that holds them.
const SETTING: &str = "commissions";

/// The settings as they are now; the defaults where they were never saved.
pub async fn read(conn: &mut Conn) -> Result<StudioSettings> {
    match db::shop::setting(conn, SETTING).await? {
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Error::impossible("settings", "value", SETTING, e.to_string())),
        None => Ok(StudioSettings::default()),
    }
}

pub async fn write(app: &App, studio: &StudioSettings) -> Result<()> {
    let json = serde_json::to_string(studio)?;
    let now = app.now_ms();
    transact!(app.db, tx => { db::shop::save_setting(&mut tx, SETTING, &json, now).await })
}

pub async fn view(visit: &Visit) -> Result<StudioSettingsView> {
    maker(visit).await?;
    let zone = visit.app.time_zone().await?;
    let mut conn = visit.app.db.read().await?;
    let studio = read(&mut conn).await?;
    let (queue, _) = db::commissions::load(&mut conn).await?;
    let today = zone.day_of(visit.app.now_ms());
    Ok(StudioSettingsView {
        due_date: studio.workload(today, queue).due_date(studio.lead_days),
        form: StudioSettingsForm::of(&studio),
        queue,
    })
}

pub async fn save(visit: &Visit, form: StudioSettingsForm) -> Result<()> {
    let (by, _) = maker(visit).await?;
    let studio = form.read()?;
    let json = serde_json::to_string(&studio)?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        db::shop::save_setting(&mut tx, SETTING, &json, now).await?;
        let action = Action::CommissionDeskSaved { openness: studio.openness };
        audit::record_in(&mut tx, visit, &by.name, &action, "commissions").await
    })
}
