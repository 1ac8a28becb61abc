//! The delivery zones and tax rates that a seeded shop starts with. The shopkeeper changes them.

use crate::domain::money::Currency;
use crate::domain::shipping::{Method, MethodPrice, Zone};
use crate::domain::tax::{Rate, TaxMode};
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// Standard and reduced VAT in hundredths of a percent, by country of the European Union, as known in autumn
/// 2026. A shop that sells there declares them with its accountant's blessing, not with ours.
const VAT: &[(&str, u32, u32)] = &[
    ("AT", 2000, 1000),
    ("BE", 2100, 600),
    ("BG", 2000, 900),
    ("HR", 2500, 1300),
    ("CY", 1900, 900),
    ("CZ", 2100, 1200),
    ("DK", 2500, 2500),
    ("EE", 2400, 900),
    ("FI", 2550, 1350),
    ("FR", 2000, 550),
    ("DE", 1900, 700),
    ("GR", 2400, 1300),
    ("HU", 2700, 500),
    ("IE", 2300, 1350),
    ("IT", 2200, 1000),
    ("LV", 2100, 1200),
    ("LT", 2100, 1200),
    ("LU", 1700, 800),
    ("MT", 1800, 500),
    ("NL", 2100, 900),
    ("PL", 2300, 800),
    ("PT", 2300, 600),
    ("RO", 2100, 1100),
    ("SK", 2300, 500),
    ("SI", 2200, 950),
    ("ES", 2100, 1000),
    ("SE", 2500, 1200),
];

/// Reached by road besides the European Union.
const NEIGHBOURS: [&str; 8] = ["CH", "LI", "NO", "GB", "IS", "MC", "SM", "AD"];

/// In minor units: price and the subtotal from which it is free, in EUR, USD and JPY.
type Tariff = [(i64, Option<i64>); 3];

fn method(id: &str, name: &str, days: (u16, u16), tariff: Tariff) -> Method {
    let currencies = [Currency::EUR, Currency::USD, Currency::JPY];
    let prices = currencies.into_iter().zip(tariff);
    Method {
        id: id.into(),
        name: name.into(),
        min_days: days.0,
        max_days: days.1,
        collection: false,
        prices: prices
            .map(|(currency, (amount_minor, free_from_minor))| MethodPrice {
                currency,
                amount_minor,
                free_from_minor,
            })
            .collect(),
    }
}

/// Germany with collection at the studio, Europe, and everywhere else.
pub fn zones() -> Vec<Zone> {
    let collection = Method {
        collection: true,
        ..method(
            "home-collect",
            "Collect at the studio",
            (0, 0),
            [(0, None); 3],
        )
    };
    let home = vec![
        method(
            "home-post",
            "Parcel post",
            (2, 4),
            [(490, Some(8_000)), (550, Some(9_000)), (800, Some(13_000))],
        ),
        method(
            "home-express",
            "Express",
            (1, 1),
            [(1_190, None), (1_290, None), (1_900, None)],
        ),
        collection,
    ];
    let europe = vec![method(
        "europe-post",
        "Tracked parcel",
        (4, 8),
        [
            (990, Some(15_000)),
            (1_090, Some(16_500)),
            (1_600, Some(24_000)),
        ],
    )];
    let world = vec![method(
        "world-post",
        "Tracked air mail",
        (7, 15),
        [(1_890, None), (2_090, None), (3_100, None)],
    )];
    let zone = |id: &str, name: &str, countries: Vec<String>, methods| Zone {
        id: id.into(),
        name: name.into(),
        countries,
        methods,
    };
    let union = VAT
        .iter()
        .map(|(country, ..)| *country)
        .filter(|country| *country != "DE");
    let near = union.chain(NEIGHBOURS).map(String::from).collect();
    vec![
        zone("zone-home", "Germany", vec!["DE".into()], home),
        zone("zone-europe", "Europe", near, europe),
        zone("zone-world", "Rest of the world", Vec::new(), world),
    ]
}

/// Writes zones and rates where there are none yet. Prices in the European Union contain its tax; elsewhere the
/// shop charges none, and the customer pays what the border asks.
pub async fn lay(conn: &mut Conn) -> Result<()> {
    if !db::shop::zones(conn).await?.is_empty() {
        return Ok(());
    }
    for (position, zone) in zones().iter().enumerate() {
        db::shop::save_zone(conn, zone, position as i64).await?;
    }
    for (country, standard, reduced) in VAT {
        for (class, rate) in [("standard", standard), ("reduced", reduced)] {
            let rate = Rate(rate * 100);
            db::shop::save_tax_rate(conn, country, class, rate, TaxMode::Inclusive).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::Country;
    use crate::domain::shipping::zone_for;

    #[test]
    fn every_country_has_a_zone_and_each_zone_ships_in_every_currency() {
        let zones = zones();
        for country in Country::all() {
            let zone = zone_for(&zones, country.code()).unwrap();
            for currency in [Currency::EUR, Currency::USD, Currency::JPY] {
                let priced = |m: &Method| m.prices.iter().any(|p| p.currency == currency);
                assert!(zone.methods.iter().all(priced), "{}", zone.name);
            }
        }
        let named = zones.iter().flat_map(|zone| &zone.countries);
        for code in named {
            assert!(
                Country::find(code).is_some(),
                "{code} is a country we can write on a parcel"
            );
        }
    }
}
