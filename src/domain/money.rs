//! Amounts of money: whole minor units beside an ISO 4217 currency, never a float and never converted.

mod reading;

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
    #[error("Write the amount with a point and without grouping, such as 1234.50.")]
    NotPlain,
    #[error(
        "“{typed}” can mean {large} or {small}. Write {large} if you mean the larger amount; for the smaller one, don’t write three digits behind the separator."
    )]
    TwoWays {
        typed: String,
        large: String,
        small: String,
    },
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
