//! One custom order as staff see it.

use super::agreed::{self, Agreed};
use super::{draft, maker, studio_settings, thread};
use crate::domain::commission::plan::StageDue;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::refund::EndedBy;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};
use crate::domain::commission::view::{StudioMay, StudioThreadView};
use crate::domain::money::Money;
use crate::domain::shipping::zone_for;
use crate::server::db::commissions::CommissionRow;
use crate::server::error::Result;
use crate::server::orders;
use crate::server::state::App;
use crate::server::visit::Visit;

/// One custom order by its number.
pub async fn open(visit: &Visit, number: &str) -> Result<StudioThreadView> {
    maker(visit).await?;
    let row = {
        let mut conn = visit.app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    view(&visit.app, row).await
}

async fn view(app: &App, row: CommissionRow) -> Result<StudioThreadView> {
    let shop = app.shop().await?;
    let zones = crate::server::shop::zones(app).await?;
    let (studio, defaults, agreed, order) = {
        let mut conn = app.db.read().await?;
        let studio = studio_settings::read(&mut conn).await?;
        let defaults = draft::defaults(&mut conn, &shop, &row).await?;
        let agreed = agreed::of(&mut conn, &row).await?;
        let order = match &agreed {
            Some(agreed) => {
                let order = agreed.order.clone();
                Some(orders::view::of(app, &shop, &mut conn, order, true).await?)
            }
            None => None,
        };
        (studio, defaults, agreed, order)
    };
    let typed = draft::typed(&studio, &row)?;
    let methods = zone_for(&zones, &row.country)
        .map(|zone| zone.methods.as_slice())
        .unwrap_or_default();
    let offers = methods
        .iter()
        .filter(|method| !method.collection)
        .filter_map(|method| method.offer(Money::zero(row.currency)));
    let draft_totals = typed.read(&defaults).ok();
    let may = may(&row, agreed.as_ref());
    Ok(StudioThreadView {
        id: row.id.clone(),
        waitlisted: row.waitlisted,
        draft_saved_at_ms: row.draft_saved_at_ms,
        draft_totals: draft_totals.and_then(|quote| QuoteTotalsView::of(&quote).ok()),
        draft: typed,
        shipping_offers: offers.map(|offer| (offer.name, offer.price)).collect(),
        currencies: defaults.currencies,
        tax_percent: defaults.tax_rate.percent().to_string(),
        settlement: agreed
            .as_ref()
            .filter(|_| may.reject)
            .and_then(|a| a.settlement(&row, EndedBy::Studio)),
        may,
        order,
        customer_url: app.url(&agreed::address(app, &row)),
        thread: thread::view(app, row, true).await?,
    })
}

fn may(row: &CommissionRow, agreed: Option<&Agreed>) -> StudioMay {
    let has = |event| row.status.after(event).is_some();
    let making = row.status == CommissionStatus::InProduction;
    let further = agreed.is_some_and(|a| {
        let mut stages = a.quote.quote.plan.stages.iter().zip(&a.requests);
        stages.any(|(stage, r)| stage.due == StageDue::OnProgress && r.asked_at_ms.is_none())
    });
    let paid = agreed.is_some_and(|a| a.left().minor == 0);
    StudioMay {
        write: !row.status.is_over(),
        quote: row.status.is_open(),
        reject: has(CommissionEvent::Reject),
        begin: making && row.begun_at_ms.is_none(),
        show_progress: making,
        ask_for_stage: making && further,
        finish: has(CommissionEvent::Finish),
        ship: has(CommissionEvent::Ship) && paid,
        complete: has(CommissionEvent::Complete),
    }
}
