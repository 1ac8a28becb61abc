//! The draft of a quote: stored as typed, seen by nobody but staff.

use super::{maker, studio_settings};
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::{QuoteDefaults, QuoteForm};
use crate::domain::commission::studio_settings::StudioSettings;
use crate::domain::shop::Shop;
use crate::domain::tax::{Rate, TaxMode};
use crate::server::db::commissions::CommissionRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::visit::Visit;
use crate::transact;

/// Longest draft that is kept, in bytes of JSON.
const LONGEST: usize = 64 * 1024;

/// What a quote takes from the country it goes to and from the shop.
pub async fn defaults(conn: &mut Conn, shop: &Shop, row: &CommissionRow) -> Result<QuoteDefaults> {
    let rates = db::shop::tax_rates(conn, &row.country).await?;
    let standard = rates.iter().find(|(class, ..)| class == "standard");
    let mut currencies = vec![row.currency];
    currencies.extend(shop.currencies.iter().filter(|c| **c != row.currency));
    Ok(QuoteDefaults {
        country: row.country.clone(),
        tax_rate: standard.map_or(Rate::ZERO, |(_, rate, _)| *rate),
        tax_mode: standard.map_or(TaxMode::Inclusive, |(.., mode)| *mode),
        currencies,
    })
}

/// The draft as it was typed last, or what a new quote begins with.
pub fn typed(studio: &StudioSettings, row: &CommissionRow) -> Result<QuoteForm> {
    match row.draft.as_str() {
        "" => Ok(QuoteForm::begin(studio, row.currency)),
        json => serde_json::from_str(json)
            .map_err(|e| Error::impossible("commissions", "draft", &row.id, e.to_string())),
    }
}

pub async fn save(visit: &Visit, number: &str, form: QuoteForm) -> Result<()> {
    maker(visit).await?;
    let app = &visit.app;
    let json = serde_json::to_string(&form)?;
    if json.len() > LONGEST {
        let message = "This quote is too long to be kept. Shorten its texts.";
        return Err(Error::invalid("too_long", message));
    }
    let now = app.now_ms();
    transact!(app.db, tx => {
        let row = super::by_number(&mut tx, number).await?;
        let row = db::commissions::lock(&mut tx, &row.id).await?;
        if !row.status.is_open() {
            return Err(Error::conflict(closed(&row)));
        }
        db::commissions::save_draft(&mut tx, &row.id, &json, now).await
    })
}

pub(super) fn closed(row: &CommissionRow) -> String {
    format!(
        "A quote can only be sent while a request is open; this one is “{}”.",
        row.status.label().to_lowercase()
    )
}

/// What a quote comes to as typed.
pub async fn totals(visit: &Visit, number: &str, form: QuoteForm) -> Result<QuoteTotalsView> {
    maker(visit).await?;
    let shop = visit.app.shop().await?;
    let mut conn = visit.app.db.read().await?;
    let row = super::by_number(&mut conn, number).await?;
    let quote = form.read(&defaults(&mut conn, &shop, &row).await?)?;
    Ok(QuoteTotalsView::of(&quote)?)
}

/// The settings beside a draft's defaults.
pub(super) async fn begin(
    conn: &mut Conn,
    shop: &Shop,
    row: &CommissionRow,
) -> Result<(StudioSettings, QuoteDefaults)> {
    Ok((
        studio_settings::read(conn).await?,
        defaults(conn, shop, row).await?,
    ))
}
