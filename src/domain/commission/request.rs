//! The request form: what somebody would like to have made.

use crate::domain::contact::Email;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::problem::Problems;
use crate::domain::text;
use serde::{Deserialize, Serialize};

pub const NAME_MAX: usize = 100;
pub const DESCRIPTION_MIN: usize = 10;
pub const DESCRIPTION_MAX: usize = 2000;
pub const COLOURS_MAX: usize = 200;
pub const SIZE_MAX: usize = 100;
pub const BUDGET_MAX: usize = 60;
/// Most pictures with one request or message.
pub const PICTURES_MAX: usize = 10;
/// Largest picture that is taken, in bytes.
pub const PICTURE_BYTES_MAX: usize = 7 * 1024 * 1024;
/// What the file field accepts.
pub const PICTURE_TYPES: &str = "image/jpeg,image/png,image/webp,image/gif";

/// The request exactly as typed; every field is text so that nothing is lost on the way back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommissionForm {
    pub name: String,
    pub email: String,
    pub description: String,
    pub colours: String,
    pub size: String,
    pub budget: String,
    /// As `2026-11-21`; empty: no matter when.
    pub wanted_by: String,
    pub country: String,
    /// Where pictures that were sent already are kept until the request is.
    pub upload_key: String,
}

/// What the form says once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommissionInput {
    pub name: String,
    pub email: Email,
    pub description: String,
    pub colours: String,
    pub size: String,
    pub budget: String,
    pub wanted_by: Option<Day>,
    pub country: Country,
    pub upload_key: String,
}

/// Trims a text that is written on one line and says when it is too long.
pub(super) fn line(problems: &mut Problems, field: &str, text: &str, max: usize) -> String {
    let text = text::line(text);
    if text.chars().count() > max {
        let message = format!("Use at most {max} characters here.");
        problems.add(field, "too_long", message);
    } else if text.chars().any(char::is_control) {
        problems.add(field, "invalid", "Remove the line breaks here.");
    }
    text
}

/// Trims a text of several lines, with line breaks as `\n`, and says when it is too short or too long.
pub(super) fn words(
    problems: &mut Problems,
    field: &str,
    text: &str,
    range: std::ops::RangeInclusive<usize>,
    missing: &str,
) -> String {
    let text = text::line(text);
    let length = text.chars().count();
    if length < *range.start() {
        problems.add(field, "required", missing);
    } else if length > *range.end() {
        let message = format!(
            "This is {length} characters long. Use at most {}.",
            range.end()
        );
        problems.add(field, "too_long", message);
    } else if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        problems.add(field, "invalid", "Remove the invisible characters here.");
    }
    text
}

impl CommissionForm {
    /// Reads the form; every problem is reported at once. `today` is in the studio's calendar.
    pub fn read(&self, today: Day) -> Result<CommissionInput, Problems> {
        let mut problems = Problems::default();
        let p = &mut problems;
        let name = line(p, "name", &self.name, NAME_MAX);
        if name.is_empty() {
            p.add("name", "required", "Write your name.");
        }
        let email = Email::parse(&self.email);
        if email.is_none() {
            let message =
                "Write an e-mail address such as name@example.org: the answer is sent there.";
            p.add("email", "invalid", message);
        }
        let description = words(
            p,
            "description",
            &self.description,
            DESCRIPTION_MIN..=DESCRIPTION_MAX,
            "Describe what you would like to have made, in a sentence or two.",
        );
        let colours = line(p, "colours", &self.colours, COLOURS_MAX);
        let size = line(p, "size", &self.size, SIZE_MAX);
        let budget = line(p, "budget", &self.budget, BUDGET_MAX);
        let wanted_by = match self.wanted_by.trim() {
            "" => None,
            text => match text.parse::<Day>() {
                Ok(day) if day > today => Some(day),
                Ok(_) => {
                    p.add("wanted_by", "past", "Choose a day that is still to come.");
                    None
                }
                Err(error) => {
                    p.add("wanted_by", "invalid", error.to_string());
                    None
                }
            },
        };
        let country = Country::find(&self.country);
        if country.is_none() {
            p.add("country", "required", "Choose the country it goes to.");
        }
        if self.upload_key.len() > 64 {
            p.add("pictures", "invalid", "Choose your pictures once more.");
        }
        match (email, country) {
            (Some(email), Some(country)) if problems.is_empty() => Ok(CommissionInput {
                name,
                email,
                description,
                colours,
                size,
                budget,
                wanted_by,
                country,
                upload_key: self.upload_key.clone(),
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> CommissionForm {
        CommissionForm {
            name: "Ada".into(),
            email: "ada@example.org".into(),
            description: "A collar of green beads\r\nfor a wedding".into(),
            country: "de".into(),
            wanted_by: "2026-12-24".into(),
            ..CommissionForm::default()
        }
    }

    fn today() -> Day {
        "2026-11-21".parse().unwrap()
    }

    #[test]
    fn a_proper_request_is_read() {
        let input = filled().read(today()).unwrap();
        assert_eq!(input.description, "A collar of green beads\nfor a wedding");
        assert_eq!(input.wanted_by, "2026-12-24".parse().ok());
    }

    #[test]
    fn every_limit_has_its_sentence() {
        let mut form = CommissionForm {
            name: "x".repeat(NAME_MAX + 1),
            description: "too short".into(),
            colours: "c".repeat(COLOURS_MAX + 1),
            size: "s".repeat(SIZE_MAX + 1),
            budget: "b\nc".into(),
            wanted_by: "2026-11-21".into(),
            ..CommissionForm::default()
        };
        let problems = form.read(today()).unwrap_err();
        let fields = [
            "name",
            "email",
            "description",
            "colours",
            "size",
            "budget",
            "wanted_by",
            "country",
        ];
        for field in fields {
            assert!(problems.of(field).is_some(), "{field}");
        }
        form = filled();
        form.description = "ä".repeat(DESCRIPTION_MAX);
        assert!(
            form.read(today()).is_ok(),
            "characters are counted, not bytes"
        );
        form.description.push('x');
        assert!(form.read(today()).is_err());
    }
}
