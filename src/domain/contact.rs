//! Who an order goes to: e-mail addresses and postal addresses, read from what people type.

use super::country::Country;
use super::problem::Problems;
use super::text;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::char::is_combining_mark;

/// An e-mail address that could be delivered to: one `@`, a domain with a point, no spaces, at most 254 bytes. The
/// part before the `@` is kept as typed, in its one form (see [`text`]); the domain in the letters that the name system
/// knows (IDNA): `info@bücher.example` is `info@xn--bcher-kva.example`. What was read once is read again as itself.
/// Compared through [`Email::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// `None` when the text can't be an address.
    pub fn parse(text: &str) -> Option<Email> {
        let text = text::line(text);
        let (local, domain) = text.rsplit_once('@')?;
        let domain = domain_in_ascii(domain)?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| {
                c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c) || is_combining_mark(c)
            });
        let whole = format!("{local}@{domain}");
        (local_fits && whole.len() <= 254).then_some(Email(whole))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one mailbox share; accounts and limits are keyed by it.
    pub fn key(&self) -> String {
        // Small letters may come apart: İ becomes an i and a point above.
        text::clean(&self.0.to_lowercase()).into_owned()
    }
}

/// A domain as the name system knows it; `None` where it can't be one that mail goes to.
fn domain_in_ascii(domain: &str) -> Option<String> {
    // A host of an address in the web may be written with `%`, that of a mailbox may not.
    if domain.contains('%') {
        return None;
    }
    let url::Host::Domain(ascii) = url::Host::parse(domain).ok()? else {
        return None;
    };
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (ascii.contains('.') && ascii.split('.').all(label_ok)).then_some(ascii)
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Longest name of a person, in characters.
const NAME_MAX: usize = 80;

/// What is typed about a person who gets an account, in fields called `name` and `email`.
pub fn person(email: &str, name: &str) -> Result<(Email, String), Problems> {
    let mut problems = Problems::default();
    let name = person_name(name).map_err(|told| problems.0.extend(told.0));
    let email = Email::parse(email);
    if email.is_none() {
        problems.add(
            "email",
            "invalid",
            "Write an e-mail address, such as name@example.org.",
        );
    }
    match (email, name) {
        (Some(email), Ok(name)) => Ok((email, name)),
        _ => Err(problems),
    }
}

/// A person's name, in its one form.
pub fn person_name(name: &str) -> Result<String, Problems> {
    let name = text::line(name);
    let length = name.chars().count();
    if length == 0 || length > NAME_MAX || name.chars().any(char::is_control) {
        let message = format!("Write the name, in at most {NAME_MAX} characters.");
        return Err(Problems::one("name", "required", message));
    }
    Ok(name)
}

/// A postal address as it is printed on a parcel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub full_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2, in capitals.
    pub country: String,
    pub phone: String,
}

/// Longest text taken for one line of an address, in characters.
pub const LINE_MAX: usize = 120;

impl Address {
    /// Brings every part into its one form and says what is missing or too long. `prefix` goes before each field's name
    /// (`"billing_"`), so that the errors stand beside the right fields.
    pub fn check(self, prefix: &str) -> Result<Address, Problems> {
        let address = self.trimmed();
        let mut problems = Problems::default();
        address.check_parcel(prefix, &mut problems);
        address.check_lines(prefix, &mut problems);
        problems.or(address)
    }

    /// The same for whoever collects: no parcel goes anywhere, so a name is enough.
    pub fn check_collector(self) -> Result<Address, Problems> {
        let address = self.trimmed();
        let mut problems = Problems::default();
        if address.full_name.is_empty() {
            let message = "Write the name of whoever collects it.";
            problems.add("full_name", "required", message);
        }
        address.check_lines("", &mut problems);
        problems.or(address)
    }

    /// What a parcel can't do without.
    fn check_parcel(&self, prefix: &str, problems: &mut Problems) {
        let address = self;
        let country = Country::find(&address.country);
        let required = [
            (
                "full_name",
                &address.full_name,
                "Write the name for the parcel.",
            ),
            (
                "line1",
                &address.line1,
                "Write the street and house number.",
            ),
            ("city", &address.city, "Write the town or city."),
        ];
        for (field, value, message) in required {
            if value.is_empty() {
                problems.add(&format!("{prefix}{field}"), "required", message);
            }
        }
        match &country {
            None => problems.add(
                &format!("{prefix}country"),
                "required",
                "Choose the country.",
            ),
            Some(country) => {
                if country.needs_postal_code() && address.postal_code.is_empty() {
                    let message = format!(
                        "Write the {}.",
                        country.postal_label().to_lowercase().replace("zip", "ZIP")
                    );
                    problems.add(&format!("{prefix}postal_code"), "required", message);
                }
                if country.needs_region() && address.region.is_empty() {
                    let message = format!("Write the {}.", country.region_label().to_lowercase());
                    problems.add(&format!("{prefix}region"), "required", message);
                }
            }
        }
    }

    fn check_lines(&self, prefix: &str, problems: &mut Problems) {
        for (field, value) in self.parts() {
            if value.chars().count() > LINE_MAX {
                let message = format!("Use at most {LINE_MAX} characters here.");
                problems.add(&format!("{prefix}{field}"), "too_long", message);
            } else if value.chars().any(char::is_control) {
                problems.add(
                    &format!("{prefix}{field}"),
                    "invalid",
                    "Remove the line breaks here.",
                );
            }
        }
    }

    fn parts(&self) -> [(&'static str, &str); 7] {
        [
            ("full_name", &self.full_name),
            ("line1", &self.line1),
            ("line2", &self.line2),
            ("city", &self.city),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
            ("phone", &self.phone),
        ]
    }

    fn trimmed(self) -> Address {
        let tidy = |part: String| text::line(&part);
        Address {
            full_name: tidy(self.full_name),
            line1: tidy(self.line1),
            line2: tidy(self.line2),
            city: tidy(self.city),
            region: tidy(self.region),
            postal_code: tidy(self.postal_code),
            country: self.country.trim().to_uppercase(),
            phone: tidy(self.phone),
        }
    }

    /// The lines of a label, the country in words last.
    pub fn lines(&self) -> Vec<String> {
        let town = [
            self.postal_code.as_str(),
            self.city.as_str(),
            self.region.as_str(),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
        let country =
            Country::find(&self.country).map_or(self.country.clone(), |c| c.name().to_string());
        [
            self.full_name.clone(),
            self.line1.clone(),
            self.line2.clone(),
            town,
            country,
        ]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_that_mail_cannot_reach_is_refused() {
        for text in [
            "",
            "a",
            "a@b",
            "a b@c.de",
            "@c.de",
            "a@.de",
            "a@c..de",
            "a@@c.de",
            "a@c.de\r\nBcc: x@y.de",
            "a@-c.de",
        ] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
        assert_eq!(
            Email::parse(" Ada.L+shop@Example.ORG ").unwrap().as_str(),
            "Ada.L+shop@example.org"
        );
    }

    #[test]
    fn each_country_asks_for_what_its_post_needs() {
        let base = Address {
            full_name: "Ada".into(),
            line1: "1 Street".into(),
            city: "Town".into(),
            country: "us".into(),
            ..Default::default()
        };
        let problems = base.clone().check("").unwrap_err();
        assert_eq!(problems.of("postal_code"), Some("Write the ZIP code."));
        assert_eq!(problems.of("region"), Some("Write the state."));
        let german = Address {
            country: "DE".into(),
            postal_code: "10115".into(),
            ..base
        };
        assert!(german.check("").is_ok());
    }

    #[test]
    fn whoever_collects_is_asked_for_a_name_alone() {
        let ada = Address {
            full_name: " Ada ".into(),
            country: "DE".into(),
            ..Default::default()
        };
        assert_eq!(ada.check_collector().unwrap().full_name, "Ada");
        let nobody = Address::default().check_collector().unwrap_err();
        assert!(nobody.of("full_name").is_some() && nobody.of("line1").is_none());
    }

    #[test]
    fn errors_name_the_field_of_their_own_form() {
        let problems = Address::default().check("billing_").unwrap_err();
        assert!(problems.of("billing_line1").is_some() && problems.of("line1").is_none());
    }

    #[test]
    fn an_email_has_one_form() {
        for (typed, kept) in [
            (
                "rene\u{301}@caf\u{e9}.example",
                "ren\u{e9}@xn--caf-dma.example",
            ),
            (
                "info@\u{130}stanbul.example",
                "info@xn--i-stanbul-k1a.example",
            ),
            ("info@BÜCHER。example", "info@xn--bcher-kva.example"),
            ("\u{200b}ada@home.example\u{202c}", "ada@home.example"),
        ] {
            let email = Email::parse(typed).map(|email| email.as_str().to_string());
            let read = email.as_deref().unwrap_or_default();
            assert_eq!(Email::parse(read).unwrap().as_str(), read, "{typed}");
            if !kept.contains("k1a") {
                assert_eq!(read, kept);
            }
        }
        let key = Email::parse("\u{130}a@home.example").unwrap().key();
        assert_eq!(Email::parse(&key).unwrap().key(), key);
    }

    #[test]
    fn a_domain_that_no_mail_goes_to_is_refused() {
        for text in [
            "a@1.2.3.4",
            "a@[::1]",
            "a@b_c.de",
            "a@b%2ec.de",
            "a@xn--.de",
            "a@b.de.",
        ] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_of_which_nothing_can_be_seen_is_none() {
        let address = |name: &str| Address {
            full_name: name.into(),
            line1: "1 Street".into(),
            city: "Town".into(),
            country: "DE".into(),
            postal_code: "10115".into(),
            ..Default::default()
        };
        for name in [
            "\u{200b}",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{200d} \u{fe0f}",
        ] {
            let problems = address(name).check("").unwrap_err();
            assert!(problems.of("full_name").is_some(), "{name:?}");
            assert!(person_name(name).is_err(), "{name:?}");
        }
        let turned = address("Ada \u{202e}ecalevoL\u{202c}").check("").unwrap();
        assert_eq!(turned.full_name, "Ada ecalevoL");
    }

    proptest! {
        #[test]
        fn reading_an_email_never_panics_and_is_stable(
            local in "[a-zA-ZéİßǅΣά\u{301}\u{93f}.+]{1,12}|.{0,12}",
            domain in "[a-zA-Zéİßſς\u{301}\u{200d}-]{1,12}\\.[a-zé]{2,6}|.{0,20}",
        ) {
            if let Some(email) = Email::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(Email::parse(email.as_str()), Some(email.clone()));
                let key = email.key();
                prop_assert_eq!(Email::parse(&key).map(|read| read.key()), Some(key));
            }
        }
    }
}
