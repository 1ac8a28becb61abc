//! The small forms of a custom order's page: a message, an acceptance, a reason.

use super::request::words;
use crate::domain::contact::Address;
use crate::domain::payment::PaymentMethod;
use crate::domain::problem::Problems;
use serde::{Deserialize, Serialize};

pub const MESSAGE_MAX: usize = 2000;
pub const REASON_MAX: usize = 500;

/// A message as typed. Pictures were sent before and wait under the upload key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    pub body: String,
    pub upload_key: String,
}

impl MessageForm {
    /// The text; it may be empty only when pictures come with it.
    pub fn read(&self, pictures: usize) -> Result<String, Problems> {
        let mut problems = Problems::default();
        let least = usize::from(pictures == 0);
        let missing = "Write a message, or add a picture.";
        let body = words(
            &mut problems,
            "body",
            &self.body,
            least..=MESSAGE_MAX,
            missing,
        );
        problems.or(body)
    }
}

/// Accepting a quote: which version, for how much, and where it goes. The country is the quote's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    /// The version that the customer read.
    pub version: String,
    /// Its total in minor units, as the page showed it.
    pub seen_total: String,
    pub full_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
    /// Empty: card.
    pub payment_method: String,
    /// `on` when the terms are agreed to.
    pub agree: String,
}

/// What an acceptance says once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptInput {
    pub version: i64,
    pub seen_total_minor: i64,
    pub address: Address,
    pub payment_method: PaymentMethod,
}

/// An acceptance as it was said, its numbers read.
#[derive(Clone, Debug)]
pub struct AcceptQuote {
    pub version: i64,
    pub seen_total_minor: i64,
    /// As it was written.
    pub address: Address,
    /// Empty: card.
    pub payment_method: String,
    /// The terms are agreed to.
    pub agree: bool,
}

impl AcceptQuote {
    /// Every problem is reported at once.
    pub fn check(self) -> Result<AcceptInput, Problems> {
        let mut problems = Problems::default();
        let address = self
            .address
            .check("")
            .map_err(|p| problems.0.extend(p.0))
            .unwrap_or_default();
        let payment_method = match self.payment_method.as_str() {
            "" => Some(PaymentMethod::Card),
            word => PaymentMethod::parse(word),
        };
        if payment_method.is_none() {
            problems.add("payment_method", "invalid", "Choose how to pay.");
        }
        if !self.agree {
            let message = "Tick that you agree to this quote and its terms.";
            problems.add("agree", "required", message);
        }
        problems.or(AcceptInput {
            version: self.version,
            seen_total_minor: self.seen_total_minor,
            address,
            payment_method: payment_method.unwrap_or(PaymentMethod::Card),
        })
    }
}

impl AcceptForm {
    /// Reads the form; every problem is reported at once.
    pub fn read(&self) -> Result<AcceptInput, Problems> {
        let seen = (self.version.trim().parse(), self.seen_total.trim().parse());
        let numbers: Option<(i64, i64)> = match seen {
            (Ok(version), Ok(total_minor)) => Some((version, total_minor)),
            _ => None,
        };
        let (version, seen_total_minor) = numbers.unwrap_or_default();
        let said = AcceptQuote {
            version,
            seen_total_minor,
            address: Address {
                full_name: self.full_name.clone(),
                line1: self.line1.clone(),
                line2: self.line2.clone(),
                city: self.city.clone(),
                region: self.region.clone(),
                postal_code: self.postal_code.clone(),
                country: self.country.clone(),
                phone: self.phone.clone(),
            },
            payment_method: self.payment_method.clone(),
            agree: !self.agree.is_empty(),
        };
        let checked = said.check();
        if numbers.is_some() {
            return checked;
        }
        let mut problems = checked.err().unwrap_or_default();
        let message = "Reload the page and read the quote again.";
        problems.add("version", "invalid", message);
        Err(problems)
    }
}

/// The refund that somebody saw when a custom order ends, in minor units, as a page's form has it. What can't be read was
/// shown by no page, and is like no amount.
pub fn seen_back(field: &str) -> i64 {
    match field.trim() {
        "" => 0,
        text => text.parse().unwrap_or(-1),
    }
}

/// A reason that the other side reads. `least` is 0 where none need be given.
pub fn reason(field: &str, text: &str, least: usize) -> Result<String, Problems> {
    let mut problems = Problems::default();
    let missing = "Write the reason in a sentence: it is read by the other side.";
    let text = words(&mut problems, field, text, least..=REASON_MAX, missing);
    problems.or(text)
}

/// What the board was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    /// A state's word, `mine` (the studio's turn), `overdue`, or empty for everything that is not over.
    pub show: String,
    /// `promise` or `newest`; empty: by due date.
    pub sort: String,
    /// Number, name or e-mail.
    pub q: String,
    /// Where the page begins, as `before` or `after` of another one has it; the first unless said.
    pub cursor: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acceptance_needs_an_address_and_a_yes() {
        let problems = AcceptForm::default().read().unwrap_err();
        for field in ["full_name", "line1", "city", "country", "agree", "version"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
        let form = AcceptForm {
            version: "2".into(),
            seen_total: "25590".into(),
            full_name: "Ada".into(),
            line1: "1 Row".into(),
            city: "Berlin".into(),
            postal_code: "10115".into(),
            country: "DE".into(),
            agree: "on".into(),
            ..AcceptForm::default()
        };
        let input = form.read().unwrap();
        assert_eq!((input.version, input.seen_total_minor), (2, 25_590));
    }

    #[test]
    fn an_amount_that_was_seen_is_nothing_where_it_is_empty_and_never_guessed() {
        let seen = ["", " ", "2886", " 0 ", "28.86", "x"].map(seen_back);
        assert_eq!(seen, [0, 0, 2886, 0, -1, -1]);
    }

    #[test]
    fn a_message_is_words_or_pictures() {
        let empty = MessageForm::default();
        assert!(empty.read(0).is_err() && empty.read(1).is_ok());
        let long = MessageForm {
            body: "x".repeat(MESSAGE_MAX + 1),
            ..MessageForm::default()
        };
        assert!(long.read(1).is_err());
        assert!(reason("reason", " ", 1).is_err() && reason("reason", "", 0).is_ok());
    }
}
