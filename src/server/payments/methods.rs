//! Payment methods: which of them a shop offers, which can take an amount, and how long each holds the stock.

use crate::domain::money::{Currency, Money};
use crate::domain::payment::{PaymentMethod, instead};
use crate::domain::shop::Shop;
use crate::server::clock::{HOUR_MS, MINUTE_MS};
use crate::server::error::{Error, Result};
use crate::server::time_zone;

/// The ways to pay that a shop offers for an order.
pub fn methods(shop: &Shop, collection: bool) -> Vec<PaymentMethod> {
    let offered = |method: &PaymentMethod| match method {
        PaymentMethod::Card | PaymentMethod::Hosted => true,
        // The studio makes one for a single part.
        PaymentMethod::Link => false,
        PaymentMethod::BankTransfer => !shop.bank_details.is_empty(),
        PaymentMethod::CashOnCollection => collection && !shop.collection_details.is_empty(),
    };
    PaymentMethod::ALL.into_iter().filter(offered).collect()
}

/// Those of them that can take an amount.
pub fn methods_for(shop: &Shop, collection: bool, amount: Money) -> Vec<PaymentMethod> {
    let mut offered = methods(shop, collection);
    offered.retain(|method| method.is_manual() || amount.chargeable());
    offered
}

/// Refuses a way to pay that can't take an amount, before an order is written for it.
pub fn check_chargeable(
    shop: &Shop,
    collection: bool,
    method: PaymentMethod,
    amount: Money,
) -> Result<()> {
    match amount.check_chargeable() {
        Err(why) if !method.is_manual() => {
            let why = why.to_string();
            Err(cannot_take(shop, collection, amount, &why))
        }
        _ => Ok(()),
    }
}

/// The message to a customer whose amount can't be paid by card, with the ways that can take it.
pub fn cannot_take(shop: &Shop, collection: bool, amount: Money, why: &str) -> Error {
    let others = by_hand(shop, collection);
    let message = format!("{amount} can’t be paid by card. {why} {}", instead(&others));
    Error::invalid("payment_not_available", message)
}

/// Ways to pay without the provider.
pub fn by_hand(shop: &Shop, collection: bool) -> Vec<PaymentMethod> {
    let mut others = methods(shop, collection);
    others.retain(|method| method.is_manual());
    others
}

/// The most that one order can come to and still be paid: what the provider takes at once, or any order where there is a
/// way without it.
pub fn most_payable(shop: &Shop, currency: Currency) -> Money {
    match by_hand(shop, true).is_empty() {
        true => currency.most_chargeable(),
        false => currency.most(),
    }
}

/// How long things last for one way to pay, from `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the stock is let go.
    pub hold_until_ms: i64,
    /// When the provider's own page closes.
    pub session_until_ms: Option<i64>,
}

/// A hosted page lives between half an hour and a day (Stripe's limits), and its hold five minutes longer.
pub fn terms(shop: &Shop, method: PaymentMethod, ttl_ms: i64, now: i64) -> Terms {
    match method {
        PaymentMethod::Card | PaymentMethod::Link => Terms {
            hold_until_ms: now + ttl_ms,
            session_until_ms: None,
        },
        PaymentMethod::Hosted => {
            let session = now + ttl_ms.clamp(31 * MINUTE_MS, 23 * HOUR_MS);
            Terms {
                hold_until_ms: session + 5 * MINUTE_MS,
                session_until_ms: Some(session),
            }
        }
        PaymentMethod::BankTransfer => Terms {
            hold_until_ms: time_zone::of(shop).days_later(now, shop.transfer_hold_days),
            session_until_ms: None,
        },
        PaymentMethod::CashOnCollection => Terms {
            hold_until_ms: time_zone::of(shop).days_later(now, shop.collection_hold_days),
            session_until_ms: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::DAY_MS;

    #[test]
    fn a_hosted_page_closes_before_its_hold_ends_and_within_the_providers_limits() {
        let shop = Shop::default();
        for ttl in [1000, 4 * HOUR_MS, 90 * DAY_MS] {
            let t = terms(&shop, PaymentMethod::Hosted, ttl, 0);
            let session = t.session_until_ms.unwrap();
            assert!(
                (30 * MINUTE_MS..=24 * HOUR_MS).contains(&session),
                "{session}"
            );
            assert_eq!(t.hold_until_ms, session + 5 * MINUTE_MS);
        }
        assert_eq!(
            terms(&shop, PaymentMethod::Card, 4 * HOUR_MS, 0).hold_until_ms,
            4 * HOUR_MS
        );
        assert_eq!(
            terms(&shop, PaymentMethod::BankTransfer, 1, 0).hold_until_ms,
            7 * DAY_MS
        );
        assert_eq!(
            terms(&shop, PaymentMethod::CashOnCollection, 1, 0).hold_until_ms,
            14 * DAY_MS
        );
    }

    #[test]
    fn only_what_the_shop_has_set_up_is_offered() {
        let mut shop = Shop::default();
        assert_eq!(
            methods(&shop, true),
            [PaymentMethod::Card, PaymentMethod::Hosted]
        );
        (shop.bank_details, shop.collection_details) = ("IBAN".into(), "Mondays".into());
        assert!(!methods(&shop, false).contains(&PaymentMethod::CashOnCollection));
        assert_eq!(methods(&shop, true).len(), 4);
    }

    #[test]
    fn a_way_that_cannot_take_an_amount_is_not_offered_and_says_what_can() {
        let mut shop = Shop::default();
        let pennies = Money::new(10, Currency::EUR);
        assert_eq!(methods_for(&shop, true, pennies), []);
        let refused = |shop: &Shop| {
            let error = check_chargeable(shop, true, PaymentMethod::Card, pennies);
            error.unwrap_err().to_string()
        };
        assert!(refused(&shop).contains("no other way to pay"));
        (shop.bank_details, shop.collection_details) = ("IBAN".into(), "Mondays".into());
        assert_eq!(
            refused(&shop),
            "€0.10 can’t be paid by card. The payment service takes €0.50 and more. You can pay by bank transfer or by cash on collection."
        );
        assert!(check_chargeable(&shop, true, PaymentMethod::BankTransfer, pennies).is_ok());
        let isk: Currency = "ISK".parse().unwrap();
        assert_eq!(most_payable(&Shop::default(), isk).minor, 999_999);
        assert_eq!(most_payable(&shop, isk), isk.most());
    }
}
