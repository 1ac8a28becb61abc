//! Reading amounts: what a person types, and what a program sends.

use super::{Currency, Money, MoneyError};
use crate::domain::decimal::{self, Figures, Unreadable};

impl Money {
    /// Reads what a person types: `25`, `25,00`, `$1,111.11`, `€ 1 111,11`. The currency is given, the symbol only dropped.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        if text.contains('-') || text.contains('−') {
            return Err(MoneyError::Negative);
        }
        let typed = text
            .trim_start_matches(currency.symbol().trim())
            .trim_start_matches(currency.code())
            .trim_end_matches(currency.code())
            .trim_end_matches(currency.symbol().trim())
            .trim_start_matches(['$', '€', '£', '¥'])
            .trim();
        let exponent = currency.exponent() as usize;
        match decimal::read(typed, exponent > 0) {
            Ok(mut figures) => {
                // Three digits with a nought behind them can't be thousands: our own pages write them so.
                if exponent == 3 && figures.fraction.len() == 4 && figures.fraction.ends_with('0') {
                    figures.fraction.pop();
                }
                Self::of_figures(&figures, currency)
            }
            Err(Unreadable::NotANumber) => Err(MoneyError::NotANumber),
            Err(Unreadable::TwoWays {
                grouped,
                fractional,
            }) => {
                let shown = |figures: &Figures| {
                    Self::of_figures(figures, currency).map(Money::to_form_text)
                };
                let Figures { whole, fraction } = &fractional;
                Err(MoneyError::TwoWays {
                    typed: typed.to_string(),
                    large: shown(&grouped).unwrap_or_else(|_| grouped.whole.clone()),
                    small: shown(&fractional).unwrap_or_else(|_| format!("{whole}.{fraction}")),
                })
            }
        }
    }

    /// Reads what a program sends: figures, with a point where there is a fraction. Nothing else.
    pub fn parse_plain(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        if text.starts_with(['-', '−']) {
            return Err(MoneyError::Negative);
        }
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(MoneyError::NotPlain),
            Some(parts) => parts,
            None => (text, ""),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(MoneyError::NotPlain);
        }
        let figures = Figures {
            whole: whole.to_string(),
            fraction: fraction.to_string(),
        };
        Self::of_figures(&figures, currency)
    }

    fn of_figures(figures: &Figures, currency: Currency) -> Result<Self, MoneyError> {
        let Figures { whole, fraction } = figures;
        let exponent = currency.exponent() as usize;
        if fraction.len() > exponent {
            return Err(MoneyError::TooPrecise(currency, currency.exponent()));
        }
        let padded = format!("{whole}{fraction:0<exponent$}");
        let minor: i64 = padded.parse().map_err(|_| MoneyError::TooLarge)?;
        if minor > Self::MAX_MINOR {
            return Err(MoneyError::TooLarge);
        }
        Ok(Money { minor, currency })
    }

    /// What our own pages write into a field: figures with a point and no grouping, which [`Money::parse`] reads back as
    /// it is. Three digits behind the point could be thousands, so there are two of them, or four.
    pub fn to_form_text(self) -> String {
        let figures = self.to_decimal().to_string();
        match (self.currency.exponent(), figures.strip_suffix('0')) {
            (3, Some(shorter)) => shorter.to_string(),
            (3, None) => format!("{figures}0"),
            _ => figures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::CURRENCIES;
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
            ("1.111,11 €", 111_111),
            ("34,50", 3_450),
            ("1 234,50 EUR", 123_450),
            ("1'234.50", 123_450),
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
            "1,11,1",
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

    #[test]
    fn an_amount_that_may_mean_two_things_is_refused_with_both() {
        let kwd: Currency = "KWD".parse().unwrap();
        for (text, currency, large, small) in [
            ("12,345", Currency::EUR, "12345.00", "12.345"),
            ("12.345", Currency::EUR, "12345.00", "12.345"),
            ("€1,000", Currency::EUR, "1000.00", "1.000"),
            ("15.250", kwd, "15250.00", "15.25"),
            ("15,255", kwd, "15255.00", "15.2550"),
        ] {
            let error = Money::parse(text, currency).unwrap_err();
            assert!(matches!(error, MoneyError::TwoWays { .. }), "{text}");
            let sentence = error.to_string();
            assert!(sentence.contains(large), "{sentence}");
            assert!(sentence.contains(small), "{sentence}");
        }
        for text in ["12,345", "12.345", "12 345"] {
            let read = Money::parse(text, Currency::JPY);
            assert_eq!(read.map(|money| money.minor), Ok(12_345), "{text}");
        }
        assert_eq!(
            Money::parse("1,234.567", Currency::EUR),
            Err(MoneyError::TooPrecise(Currency::EUR, 2))
        );
    }

    #[test]
    fn programs_write_a_point_and_nothing_else() {
        let read = |text| Money::parse_plain(text, Currency::EUR).map(|money| money.minor);
        assert_eq!(read("34.50"), Ok(3_450));
        assert_eq!(read("1500"), Ok(150_000));
        for text in ["34,50", "1,234.50", "1 234", "€5", "", ".5", "5.", "1e3"] {
            assert_eq!(read(text), Err(MoneyError::NotPlain), "{text}");
        }
        assert_eq!(
            read("12.345"),
            Err(MoneyError::TooPrecise(Currency::EUR, 2))
        );
        assert_eq!(read("-5"), Err(MoneyError::Negative));
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_shown_and_read_back(minor in 0..=Money::MAX_MINOR, currency in currency()) {
            let money = Money::new(minor, currency);
            if currency.exponent() < 3 {
                prop_assert_eq!(Money::parse(&money.to_string(), currency), Ok(money));
            }
            prop_assert_eq!(Money::parse(&money.to_form_text(), currency), Ok(money));
            prop_assert_eq!(Money::parse_plain(&money.to_decimal().to_string(), currency), Ok(money));
            prop_assert_eq!(Money::from_stripe(money.to_stripe(), currency), money);
        }

        #[test]
        fn reading_never_panics(text in ".{0,24}") {
            let _ = Money::parse(&text, Currency::EUR);
        }
    }
}
