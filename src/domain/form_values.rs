//! Numbers and amounts as use cases are given them: a form has them as text and the API as what they are, and each is read
//! once.

use super::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::RangeInclusive;

/// A whole number, or what was typed where one was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FormNumber {
    #[default]
    Empty,
    Whole(i64),
    Unreadable(String),
}

impl FormNumber {
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The number, if there is one.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Empty | Self::Unreadable(_) => None,
        }
    }

    /// The number, if there is one and it lies in the range.
    pub fn within(&self, range: RangeInclusive<i64>) -> Option<i64> {
        self.whole().filter(|number| range.contains(number))
    }
}

impl From<&str> for FormNumber {
    fn from(typed: &str) -> Self {
        match typed.trim() {
            "" => Self::Empty,
            // Keyboards and text processors have a minus sign of their own.
            text => match text.replace('−', "-").parse() {
                Ok(number) => Self::Whole(number),
                Err(_) => Self::Unreadable(text.into()),
            },
        }
    }
}

impl From<i64> for FormNumber {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<Option<i64>> for FormNumber {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Whole)
    }
}

impl fmt::Display for FormNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Whole(number) => number.fmt(f),
            Self::Unreadable(text) => f.write_str(text),
        }
    }
}

impl Serialize for FormNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(from)?.as_str().into())
    }
}

/// An amount of money, or what was typed where one was asked for: that is read once its currency is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormAmount {
    Known(Money),
    Typed(String),
}

impl FormAmount {
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Typed(text) if text.is_empty())
    }

    pub fn read(&self, currency: Currency) -> Result<Money, MoneyError> {
        match self {
            Self::Known(money) if money.currency == currency => Ok(*money),
            Self::Known(money) => Err(MoneyError::CurrencyMismatch(money.currency, currency)),
            Self::Typed(text) => Money::parse(text, currency),
        }
    }
}

impl Default for FormAmount {
    fn default() -> Self {
        Self::Typed(String::new())
    }
}

impl From<&str> for FormAmount {
    fn from(typed: &str) -> Self {
        Self::Typed(typed.trim().into())
    }
}

impl From<Money> for FormAmount {
    fn from(money: Money) -> Self {
        Self::Known(money)
    }
}

impl fmt::Display for FormAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(money) => f.write_str(&money.to_form_text()),
            Self::Typed(text) => f.write_str(text),
        }
    }
}

impl Serialize for FormAmount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormAmount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(from)?.as_str().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_once_and_comes_back_as_it_was() {
        for (typed, read, text) in [
            (" 12 ", FormNumber::Whole(12), "12"),
            ("+3", FormNumber::Whole(3), "3"),
            ("−2", FormNumber::Whole(-2), "-2"),
            (" ", FormNumber::Empty, ""),
            ("many", FormNumber::Unreadable("many".into()), "many"),
        ] {
            let number = FormNumber::from(typed);
            assert_eq!((&number, number.to_string().as_str()), (&read, text));
        }
        assert_eq!(FormNumber::from(7).within(1..=6), None);
        let euros = |text: &str| FormAmount::from(text).read(Currency::EUR);
        assert_eq!(euros("2,50").map(|money| money.minor), Ok(250));
        assert!(euros("free").is_err());
        let known = FormAmount::from(Money::new(1_234, Currency::EUR));
        assert_eq!(
            FormAmount::from(known.to_string().as_str()).read(Currency::EUR),
            known.read(Currency::EUR)
        );
    }
}
