//! What the payment provider can charge: the unit it counts in, the steps it takes, its smallest and largest amounts.

use super::money::{Currency, Money};

/// Most digits of an amount in the provider's own unit.
const MOST_DIGITS: u32 = 8;

/// The provider's smallest charges, in minor units (docs.stripe.com/currencies, "Minimum and maximum charge amounts").
/// They are those of an account that is paid out in the same currency. Elsewhere, and for currencies that are not named
/// here, the minimum follows the exchange rate: what it still refuses is known when it is asked.
const LEAST: &[(&str, i64)] = &[
    ("EUR", 50),
    ("USD", 50),
    ("GBP", 30),
    ("JPY", 50),
    ("CHF", 50),
    ("CAD", 50),
    ("AUD", 50),
    ("NZD", 50),
    ("SEK", 300),
    ("NOK", 300),
    ("DKK", 250),
    ("PLN", 200),
    ("CZK", 1_500),
    ("HUF", 17_500),
    ("RON", 200),
    ("INR", 50),
    ("MXN", 1_000),
    ("BRL", 50),
    ("SGD", 50),
    ("HKD", 400),
];

/// Why the provider can't charge an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChargeable {
    #[error("The payment service takes {0} and more.")]
    TooSmall(Money),
    #[error("The payment service takes at most {0} at once.")]
    TooLarge(Money),
    #[error("The payment service takes steps of {0}.")]
    NotInSteps(Money),
}

/// What is said of a typed amount that is not in the currency's steps.
pub fn not_in_steps(currency: Currency) -> String {
    let step = Money::new(currency.step(), currency);
    format!(
        "In {currency} cards are charged, and money goes back, in steps of {step}: let the amount end in 0."
    )
}

impl Currency {
    /// The step of an amount that can be charged, in minor units: three-decimal currencies end in 0 at Stripe.
    pub fn step(self) -> i64 {
        if self.exponent() == 3 { 10 } else { 1 }
    }

    /// The provider's units in one minor unit. Stripe keeps ISK and UGX in a two-decimal form (docs.stripe.com/currencies,
    /// "Special cases").
    fn provider_units(self) -> i64 {
        match self.code() {
            "ISK" | "UGX" => 100,
            _ => 1,
        }
    }

    /// The largest amount that the provider charges at once.
    pub fn most_chargeable(self) -> Money {
        let most = (10_i64.pow(MOST_DIGITS) - 1) / self.provider_units();
        Money::new(most - most % self.step(), self)
    }

    /// The smallest amount that is known to be charged; what lies between this and the provider's own minimum is
    /// refused by the provider itself.
    pub fn least_chargeable(self) -> Money {
        let named = LEAST.iter().find(|(code, _)| *code == self.code());
        Money::new(named.map_or(self.step(), |(_, least)| *least), self)
    }
}

impl Money {
    /// The amount in the unit that Stripe counts in.
    pub fn to_stripe(self) -> i64 {
        self.minor * self.currency.provider_units()
    }

    /// The reverse of [`Money::to_stripe`].
    pub fn from_stripe(amount: i64, currency: Currency) -> Money {
        Money::new(amount / currency.provider_units(), currency)
    }

    /// Whether the amount is a whole number of the provider's steps.
    pub fn in_steps(self) -> bool {
        self.minor % self.currency.step() == 0
    }

    /// Refuses what the provider refuses, as far as that is known without asking it.
    pub fn check_chargeable(self) -> Result<(), NotChargeable> {
        let (least, most) = (
            self.currency.least_chargeable(),
            self.currency.most_chargeable(),
        );
        if self.minor < least.minor {
            Err(NotChargeable::TooSmall(least))
        } else if self.minor > most.minor {
            Err(NotChargeable::TooLarge(most))
        } else if !self.in_steps() {
            let step = Money::new(self.currency.step(), self.currency);
            Err(NotChargeable::NotInSteps(step))
        } else {
            Ok(())
        }
    }

    pub fn chargeable(self) -> bool {
        self.check_chargeable().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn stripe_counts_isk_in_hundredths_and_jpy_in_yen() {
        assert_eq!(money(5, "ISK").to_stripe(), 500);
        assert_eq!(money(5, "JPY").to_stripe(), 5);
        assert!(!money(1005, "KWD").chargeable() && money(1000, "KWD").chargeable());
    }

    #[test]
    fn limits_are_those_of_the_providers_own_unit() {
        for (amount, refused) in [
            (money(999_999, "ISK"), None),
            (
                money(1_000_000, "ISK"),
                Some(NotChargeable::TooLarge(money(999_999, "ISK"))),
            ),
            (
                money(1_000_000, "UGX"),
                Some(NotChargeable::TooLarge(money(999_999, "UGX"))),
            ),
            (money(99_999_999, "EUR"), None),
            (
                money(100_000_000, "EUR"),
                Some(NotChargeable::TooLarge(money(99_999_999, "EUR"))),
            ),
            (
                money(10, "EUR"),
                Some(NotChargeable::TooSmall(money(50, "EUR"))),
            ),
            (
                money(1_234, "KWD"),
                Some(NotChargeable::NotInSteps(money(10, "KWD"))),
            ),
            (money(99_999_990, "KWD"), None),
        ] {
            assert_eq!(amount.check_chargeable().err(), refused, "{amount}");
        }
    }

    proptest! {
        #[test]
        fn what_can_be_charged_fits_the_provider(minor in -10i64..200_000_000, index in 0usize..34) {
            let currency = Currency::all().nth(index).unwrap();
            let money = Money::new(minor, currency);
            prop_assert_eq!(Money::from_stripe(money.to_stripe(), currency), money);
            if money.chargeable() {
                prop_assert!((1..=99_999_999).contains(&money.to_stripe()));
                prop_assert!(currency.exponent() < 3 || money.to_stripe() % 10 == 0);
            }
        }
    }
}
