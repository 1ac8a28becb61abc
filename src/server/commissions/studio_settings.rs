//! The studio's settings for custom orders.

use super::maker;
use crate::domain::audit::Action;
use crate::domain::commission::studio_settings::{CommissionDesk, DeskForm};
use crate::domain::commission::view::DeskView;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::staff::audit;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// The setting that holds them.
const SETTING: &str = "commissions";

/// The settings as they are now; the defaults where they were never saved.
pub async fn read(conn: &mut Conn) -> Result<CommissionDesk> {
    match db::shop::setting(conn, SETTING).await? {
        Some(json) => serde_json::from_str(&json)
            .map_err(|e| Error::impossible("settings", "value", SETTING, e.to_string())),
        None => Ok(CommissionDesk::default()),
    }
}

pub async fn write(app: &App, desk: &CommissionDesk) -> Result<()> {
    let json = serde_json::to_string(desk)?;
    let now = app.now_ms();
    transact!(app.db, tx => { db::shop::save_setting(&mut tx, SETTING, &json, now).await })
}

pub async fn view(visit: &Visit) -> Result<DeskView> {
    maker(visit).await?;
    let zone = visit.app.time_zone().await?;
    let mut conn = visit.app.db.read().await?;
    let desk = read(&mut conn).await?;
    let (queue, _) = db::commissions::load(&mut conn).await?;
    let today = zone.day_of(visit.app.now_ms());
    Ok(DeskView {
        promise: desk.workload(today, queue).promise(desk.lead_days),
        form: DeskForm::of(&desk),
        queue,
    })
}

pub async fn save(visit: &Visit, form: DeskForm) -> Result<()> {
    let (by, _) = maker(visit).await?;
    let desk = form.read()?;
    let json = serde_json::to_string(&desk)?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        db::shop::save_setting(&mut tx, SETTING, &json, now).await?;
        let action = Action::CommissionDeskSaved { openness: desk.openness };
        audit::record_in(&mut tx, visit, &by.name, &action, "commissions").await
    })
}
