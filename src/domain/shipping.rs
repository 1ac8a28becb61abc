//! Where the shop ships, how, and for how much.

use super::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// A group of countries with the same shipping methods. A zone whose list is empty takes every other country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub id: String,
    pub name: String,
    pub countries: Vec<String>,
    pub methods: Vec<Method>,
}

/// One way to send a parcel within a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    pub id: String,
    pub name: String,
    /// Business days from dispatch to delivery.
    pub min_days: u16,
    pub max_days: u16,
    /// The customer comes to the studio; no parcel and no tracking number.
    pub collection: bool,
    /// One row per currency the method can be paid in.
    pub prices: Vec<MethodPrice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodPrice {
    pub currency: Currency,
    pub amount_minor: i64,
    /// Free from this subtotal on.
    pub free_from_minor: Option<i64>,
}

/// A method as it is offered for one cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub method_id: String,
    pub name: String,
    pub price: Money,
    pub estimate: String,
    pub collection: bool,
}

/// The zone that a country belongs to: the first that names it, else the one for all others.
pub fn zone_for<'a>(zones: &'a [Zone], country: &str) -> Option<&'a Zone> {
    zones
        .iter()
        .find(|zone| {
            zone.countries
                .iter()
                .any(|c| c.eq_ignore_ascii_case(country))
        })
        .or_else(|| zones.iter().find(|zone| zone.countries.is_empty()))
}

impl Method {
    /// What the method costs for a cart of `subtotal`; `None` where it has no price in that currency.
    pub fn offer(&self, subtotal: Money) -> Option<Offer> {
        let row = self
            .prices
            .iter()
            .find(|p| p.currency == subtotal.currency)?;
        let free = row
            .free_from_minor
            .is_some_and(|from| subtotal.minor >= from);
        Some(Offer {
            method_id: self.id.clone(),
            name: self.name.clone(),
            price: Money::new(if free { 0 } else { row.amount_minor }, subtotal.currency),
            estimate: self.estimate(),
            collection: self.collection,
        })
    }

    /// `3–5 business days`, or what to expect when collecting.
    pub fn estimate(&self) -> String {
        match (self.collection, self.min_days == self.max_days) {
            (true, _) => "Ready when we write to you".into(),
            (false, true) if self.max_days == 1 => "1 business day".into(),
            (false, true) => format!("{} business days", self.max_days),
            (false, false) => format!("{}–{} business days", self.min_days, self.max_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str, countries: &[&str]) -> Zone {
        let countries = countries.iter().map(|c| c.to_string()).collect();
        Zone {
            id: name.into(),
            name: name.into(),
            countries,
            methods: vec![],
        }
    }

    #[test]
    fn a_country_that_no_zone_names_goes_to_the_rest_of_the_world() {
        let zones = [zone("world", &[]), zone("home", &["DE"])];
        assert_eq!(zone_for(&zones, "de").unwrap().name, "home");
        assert_eq!(zone_for(&zones, "NZ").unwrap().name, "world");
        assert!(zone_for(&zones[1..], "NZ").is_none());
    }

    #[test]
    fn shipping_is_free_from_the_stated_sum_on() {
        let prices = vec![MethodPrice {
            currency: Currency::EUR,
            amount_minor: 500,
            free_from_minor: Some(10_000),
        }];
        let post = Method {
            id: "m".into(),
            name: "Post".into(),
            min_days: 3,
            max_days: 5,
            collection: false,
            prices,
        };
        assert_eq!(
            post.offer(Money::new(9_999, Currency::EUR))
                .unwrap()
                .price
                .minor,
            500
        );
        assert_eq!(
            post.offer(Money::new(10_000, Currency::EUR))
                .unwrap()
                .price
                .minor,
            0
        );
        assert!(post.offer(Money::new(1, Currency::JPY)).is_none());
        assert_eq!(post.estimate(), "3–5 business days");
    }
}
