//! Amounts of money: whole minor units beside an ISO 4217 currency, never a float and never converted.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Code, digits after the point (ISO 4217), symbol. A currency that is not listed cannot be sold in.
const CURRENCIES: &[(&str, u32, &str)] = &[
    ("EUR", 2, "€"),
    ("USD", 2, "$"),
    ("GBP", 2, "£"),
    ("JPY", 0, "¥"),
    ("CHF", 2, "CHF "),
    ("CAD", 2, "CA$"),
    ("AUD", 2, "A$"),
    ("NZD", 2, "NZ$"),
    ("SEK", 2, "SEK "),
    ("NOK", 2, "NOK "),
    ("DKK", 2, "DKK "),
    ("PLN", 2, "PLN "),
    ("CZK", 2, "CZK "),
    ("HUF", 2, "HUF "),
    ("RON", 2, "RON "),
    ("ISK", 0, "ISK "),
    ("KRW", 0, "₩"),
    ("VND", 0, "₫"),
    ("CLP", 0, "CLP "),
    ("XPF", 0, "XPF "),
    ("UGX", 0, "UGX "),
    ("KWD", 3, "KWD "),
    ("BHD", 3, "BHD "),
    ("JOD", 3, "JOD "),
    ("OMR", 3, "OMR "),
    ("TND", 3, "TND "),
    ("INR", 2, "₹"),
    ("MXN", 2, "MX$"),
    ("BRL", 2, "R$"),
    ("SGD", 2, "S$"),
    ("HKD", 2, "HK$"),
    ("ZAR", 2, "R "),
    ("ILS", 2, "₪"),
    ("TRY", 2, "TRY "),
];

/// A currency the shop can sell in, kept as its index in the list above.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(u8);

impl Currency {
    pub const EUR: Currency = Currency(0);
    pub const USD: Currency = Currency(1);
    pub const JPY: Currency = Currency(3);

    fn entry(self) -> &'static (&'static str, u32, &'static str) {
        &CURRENCIES[self.0 as usize]
    }

    /// The ISO 4217 code in capitals, such as `EUR`.
    pub fn code(self) -> &'static str {
        self.entry().0
    }

    /// Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.entry().1
    }

    /// What is written before an amount: `€`, `CHF `.
    pub fn symbol(self) -> &'static str {
        self.entry().2
    }

    /// The largest amount that a price or an order may have.
    pub fn most(self) -> Money {
        Money::new(Money::MAX_MINOR, self)
    }

    pub fn all() -> impl Iterator<Item = Currency> {
        (0..CURRENCIES.len() as u8).map(Currency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{0} is not a currency this shop knows. Use an ISO code such as EUR or USD.")]
    UnknownCurrency(String),
    #[error("Write the amount in figures, such as 25.00.")]
    NotANumber,
    #[error("An amount in {0} has at most {1} digits after the point.")]
    TooPrecise(Currency, u32),
    #[error("The amount can't be negative.")]
    Negative,
    #[error("The amount is too large.")]
    TooLarge,
    #[error("{0} and {1} can't be added: the shop never converts money.")]
    CurrencyMismatch(Currency, Currency),
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(code: &str) -> Result<Self, MoneyError> {
        CURRENCIES
            .iter()
            .position(|(known, ..)| known.eq_ignore_ascii_case(code.trim()))
            .map(|index| Currency(index as u8))
            .ok_or_else(|| MoneyError::UnknownCurrency(code.chars().take(12).collect()))
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units of one currency: 2500 EUR is €25.00, 1500 JPY is ¥1,500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// The largest amount that a price or an order may have, in minor units. What the payment provider takes at once can
    /// be less: see [`Currency::most_chargeable`].
    pub const MAX_MINOR: i64 = 99_999_999;

    pub const fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Money { minor: 0, currency }
    }

    /// Reads what a person types: `25`, `25.00`, `$1,111.11`, `€ 1 111.11`. The currency is given, the symbol only dropped.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        if text.contains('-') || text.contains('−') {
            return Err(MoneyError::Negative);
        }
        let figures: String = text
            .trim_start_matches(currency.symbol().trim())
            .trim_start_matches(currency.code())
            .trim_end_matches(currency.code())
            .trim_start_matches(['$', '€', '£', '¥'])
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{a0}')
            .collect();
        let (whole, fraction) = figures.split_once('.').unwrap_or((&figures, ""));
        let groups: Vec<&str> = whole.split(',').collect();
        let grouped_right = groups.len() == 1
            || (groups[0].len() <= 3
                && !groups[0].is_empty()
                && groups[1..].iter().all(|g| g.len() == 3));
        let digits = groups.concat();
        if !grouped_right
            || digits.is_empty()
            || !digits.bytes().all(|b| b.is_ascii_digit())
            || !fraction.bytes().all(|b| b.is_ascii_digit())
            || figures.ends_with('.')
        {
            return Err(MoneyError::NotANumber);
        }
        if fraction.len() > currency.exponent() as usize {
            return Err(MoneyError::TooPrecise(currency, currency.exponent()));
        }
        let padded = format!(
            "{digits}{fraction:0<width$}",
            width = currency.exponent() as usize
        );
        let minor: i64 = padded.parse().map_err(|_| MoneyError::TooLarge)?;
        if minor > Self::MAX_MINOR {
            return Err(MoneyError::TooLarge);
        }
        Ok(Money { minor, currency })
    }

    /// The amount as a decimal number, for the API: `25.00`, `1500`.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    pub fn times(self, quantity: i64) -> Result<Money, MoneyError> {
        let minor = self
            .minor
            .checked_mul(quantity)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }
}

/// Grouped figures without a symbol: `1,111.11`.
fn figures(minor: i64, exponent: u32) -> String {
    let scale = 10_i64.pow(exponent);
    let (whole, fraction) = (
        (minor / scale).unsigned_abs(),
        (minor % scale).unsigned_abs(),
    );
    let digits = whole.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if exponent > 0 {
        grouped.push_str(&format!(".{fraction:0>width$}", width = exponent as usize));
    }
    grouped
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "−" } else { "" };
        write!(
            f,
            "{sign}{}{}",
            self.currency.symbol(),
            figures(self.minor, self.currency.exponent())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency() -> impl Strategy<Value = Currency> {
        (0..CURRENCIES.len() as u8).prop_map(Currency)
    }

    #[test]
    fn people_may_write_an_amount_in_several_ways() {
        for (text, minor) in [
            ("25", 2500),
            ("25.5", 2550),
            ("$1,111.11", 111_111),
            (" € 1 111.11 ", 111_111),
            ("0.01", 1),
        ] {
            assert_eq!(
                Money::parse(text, Currency::EUR).map(|m| m.minor),
                Ok(minor),
                "{text}"
            );
        }
        assert_eq!(
            Money::parse("1500", Currency::JPY).map(|m| m.minor),
            Ok(1500)
        );
    }

    #[test]
    fn what_is_not_an_amount_is_refused() {
        for text in [
            "",
            "abc",
            "1.2.3",
            "1,11",
            "1.",
            ".5",
            "1e5",
            "1,1111.00",
            "0x10",
        ] {
            assert_eq!(
                Money::parse(text, Currency::EUR),
                Err(MoneyError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(Money::parse("-1", Currency::EUR), Err(MoneyError::Negative));
        assert_eq!(
            Money::parse("15.5", Currency::JPY),
            Err(MoneyError::TooPrecise(Currency::JPY, 0))
        );
        assert_eq!(
            Money::parse("99999999999999999999", Currency::EUR),
            Err(MoneyError::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_shown_and_read_back(minor in 0..=Money::MAX_MINOR, currency in currency()) {
            let money = Money::new(minor, currency);
            prop_assert_eq!(Money::parse(&money.to_string(), currency), Ok(money));
            prop_assert_eq!(Money::parse(&money.to_decimal().to_string(), currency), Ok(money));
        }

        #[test]
        fn reading_never_panics(text in ".{0,24}") {
            let _ = Money::parse(&text, Currency::EUR);
        }
    }
}
