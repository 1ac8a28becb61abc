//! What a purchase costs: ways to ship to a country, its tax, and the totals.

use crate::domain::cart::too_much;
use crate::domain::money::{Currency, Money, MoneyError};
use crate::domain::pricing::{PricedLine, Totals, totals};
use crate::domain::shipping::{Offer, Zone, zone_for};
use crate::domain::shop::Shop;
use crate::domain::tax::{Rate, TaxMode};
use crate::server::db::cart::SellableRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::payments::methods;
use crate::server::state::App;

/// What can be chosen and what it comes to.
pub struct Costs {
    /// Ways to ship there; empty when the shop does not.
    pub offers: Vec<Offer>,
    /// The chosen way, or the first one.
    pub chosen: Option<Offer>,
    pub totals: Option<Totals>,
    /// Why it can't be ordered in one go, in a sentence: it comes to more than an order can have.
    pub too_much: Option<String>,
}

/// Computes the costs of lines that are fine. Every line must have a price in `currency`.
pub async fn costs(
    conn: &mut Conn,
    shop: &Shop,
    zones: &[Zone],
    currency: Currency,
    lines: &[(&SellableRow, i64)],
    country: &str,
    shipping_method: Option<&str>,
) -> Result<Costs> {
    let rates = db::shop::tax_rates(conn, country).await?;
    let rate_of = |class: &str| {
        rates
            .iter()
            .find(|(name, ..)| name == class)
            .map_or(Rate::ZERO, |(_, rate, _)| *rate)
    };
    let mode = rates.first().map_or(TaxMode::Inclusive, |(.., mode)| *mode);
    let priced: Vec<PricedLine> = lines
        .iter()
        .map(|(row, quantity)| PricedLine {
            unit_price_minor: row.price_minor.unwrap_or_default(),
            quantity: *quantity,
            rate: rate_of(&row.tax_class),
        })
        .collect();
    let most = methods::most_payable(shop, currency);
    let goods = fitting(totals(currency, mode, &priced, 0))?;
    let subtotal = goods.as_ref().map_or(most, Totals::subtotal);
    let offers = offers(shop, zones, country, subtotal);
    let wanted = shipping_method.and_then(|id| offers.iter().find(|offer| offer.method_id == id));
    let chosen = wanted.or(offers.first()).cloned();
    let totals = match &chosen {
        Some(offer) => fitting(totals(currency, mode, &priced, offer.price.minor))?,
        None => None,
    };
    let fits = match &totals {
        Some(totals) => totals.total_minor <= most.minor,
        None => chosen.is_none() && goods.is_some(),
    };
    Ok(Costs {
        offers,
        chosen,
        totals: totals.filter(|_| fits),
        too_much: (!fits).then(|| too_much(most)),
    })
}

/// `None` where a sum is more than an order can have: that is for its customer to change, not a fault.
fn fitting(totals: Result<Totals, MoneyError>) -> Result<Option<Totals>> {
    match totals {
        Ok(totals) => Ok(Some(totals)),
        Err(MoneyError::TooLarge) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Where an order without an address is collected: the studio's country and the way that says so, the one that is
/// `wanted` if any is. `None` where the shop does not offer it.
pub async fn collection(
    app: &App,
    currency: Currency,
    wanted: Option<&str>,
) -> Result<Option<(String, String)>> {
    let shop = app.shop().await?;
    let zones = crate::server::shop::zones(app).await?;
    let offered = offers(&shop, &zones, &shop.country, Money::new(0, currency));
    let chosen = offered
        .into_iter()
        .find(|offer| offer.collection && wanted.is_none_or(|id| offer.method_id == id));
    Ok(chosen.map(|offer| (shop.country.clone(), offer.method_id)))
}

/// The ways to ship to a country. Collection is offered only when the shop has said where.
fn offers(shop: &Shop, zones: &[Zone], country: &str, subtotal: Money) -> Vec<Offer> {
    let methods = zone_for(zones, country)
        .map(|zone| zone.methods.as_slice())
        .unwrap_or_default();
    methods
        .iter()
        .filter_map(|method| method.offer(subtotal))
        .filter(|offer| !offer.collection || !shop.collection_details.is_empty())
        .collect()
}
