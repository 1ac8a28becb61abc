//! Decimal numbers as people write them, with a point or a comma, grouped or not. Forms and files are read here, and
//! nowhere else; what programs send has one form only and is not read here.

use rust_decimal::Decimal;

/// A number in figures: what stands before the decimal separator, and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub whole: String,
    /// Empty where nothing stands behind it.
    pub fraction: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    NotANumber,
    /// One separator before exactly three digits: it may group thousands or begin the fraction.
    TwoWays {
        grouped: Figures,
        fractional: Figures,
    },
}

/// What groups thousands and never begins a fraction, as one character for each kind.
fn group_mark(c: char) -> Option<char> {
    match c {
        // Also the spaces that typesetting and spreadsheets put there.
        ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' => Some(' '),
        '\'' | '’' => Some('\''),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The digits of a whole number whose thousands may be grouped, all with the same mark.
fn ungrouped(text: &str) -> Option<String> {
    let mut marks = text.chars().filter(|c| !c.is_ascii_digit());
    let Some(mark) = marks.next() else {
        return is_number(text).then(|| text.to_string());
    };
    if marks.any(|other| other != mark) {
        return None;
    }
    let groups: Vec<&str> = text.split(mark).collect();
    let right = groups.iter().all(|group| is_number(group))
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3);
    right.then(|| groups.concat())
}

/// Reads a number. `decimals`: it may have a fraction; where it may not, a separator before three digits groups thousands.
pub fn read(text: &str, decimals: bool) -> Result<Figures, Unreadable> {
    let text: String = text
        .trim()
        .chars()
        .map(|c| group_mark(c).unwrap_or(c))
        .collect();
    let known = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\'' | '.' | ',');
    if !text.chars().all(known) {
        return Err(Unreadable::NotANumber);
    }
    let (point, comma) = (text.rfind('.'), text.rfind(','));
    let count = |mark: char| text.matches(mark).count();
    let begins_fraction = match (point, comma) {
        (None, None) => None,
        // Both are there: the last one begins the fraction, and stands there once.
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (Some(at), None) if count('.') == 1 => Some(at),
        (None, Some(at)) if count(',') == 1 => Some(at),
        (Some(_), None) | (None, Some(_)) => None,
    };
    let figures = |whole: &str, fraction: &str| -> Result<Figures, Unreadable> {
        Ok(Figures {
            whole: ungrouped(whole).ok_or(Unreadable::NotANumber)?,
            fraction: fraction.to_string(),
        })
    };
    let Some(at) = begins_fraction else {
        return figures(&text, "");
    };
    let (whole, fraction) = (&text[..at], &text[at + 1..]);
    if !is_number(fraction) {
        return Err(Unreadable::NotANumber);
    }
    let alone = count('.') + count(',') == 1;
    let may_group = alone && fraction.len() == 3 && whole.len() <= 3 && is_number(whole);
    match may_group && !whole.starts_with('0') {
        false => figures(whole, fraction),
        true if !decimals => figures(&format!("{whole}{fraction}"), ""),
        true => Err(Unreadable::TwoWays {
            grouped: figures(&format!("{whole}{fraction}"), "")?,
            fractional: figures(whole, fraction)?,
        }),
    }
}

/// Reads a number that is too small to have thousands, such as a percentage: `8,875` is 8.875.
pub fn below_a_thousand(text: &str) -> Option<Decimal> {
    let text = text.trim().replace(',', ".");
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: Decimal = text.parse().ok().filter(|_| plain)?;
    (number < Decimal::from(1000)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str) -> Option<(String, String)> {
        let read = read(text, true).ok()?;
        Some((read.whole, read.fraction))
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (text, whole, fraction) in [
            ("34,50", "34", "50"),
            ("34.50", "34", "50"),
            ("1.234,50", "1234", "50"),
            ("1,234.50", "1234", "50"),
            ("1 234,50", "1234", "50"),
            ("1\u{202f}234,50", "1234", "50"),
            ("1'234.50", "1234", "50"),
            ("1’234.50", "1234", "50"),
            ("1.234.567", "1234567", ""),
            ("1 234", "1234", ""),
            ("1234,5", "1234", "5"),
            ("1 234,567", "1234", "567"),
            ("0,500", "0", "500"),
            ("1234.567", "1234", "567"),
            ("12", "12", ""),
        ] {
            let wanted = Some((whole.to_string(), fraction.to_string()));
            assert_eq!(figures(text), wanted, "{text}");
        }
    }

    #[test]
    fn one_separator_before_three_digits_may_mean_two_things() {
        for text in ["12,345", "12.345", "1,000", "999.999"] {
            assert!(
                matches!(read(text, true), Err(Unreadable::TwoWays { .. })),
                "{text}"
            );
        }
        let whole = |text| read(text, false).map(|figures| figures.whole);
        assert_eq!(whole("12,345"), Ok("12345".to_string()));
        assert_eq!(whole("12.345"), Ok("12345".to_string()));
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "",
            " ",
            ".",
            ",",
            ".5",
            "5.",
            "1,2,3",
            "1.2.3",
            "12 34",
            "1'2",
            "1,23.45",
            "1.234,567,8",
            "1 234'567",
            "1,234 567.00",
            "1e5",
            "0x10",
            "-1",
            "١٢",
        ] {
            assert_eq!(figures(text), None, "{text}");
        }
    }

    #[test]
    fn a_percentage_has_no_thousands() {
        let read = |text| below_a_thousand(text).map(|number| number.to_string());
        assert_eq!(read("8,875").as_deref(), Some("8.875"));
        assert_eq!(read(" 19 ").as_deref(), Some("19"));
        for text in ["1,2,3", "-5", "1000", "", "x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
