//! The form that asks to send something back: what is typed, and what it asks for.

use super::{ReturnReason, ReturnableLine, is_in_time};
use crate::domain::day::Day;
use crate::domain::form;
use crate::domain::problem::Problems;
use crate::domain::refund::form::{UNITS, Units, counted, units};
use serde::{Deserialize, Serialize};

/// Longest explanation, in characters.
pub const WORDS_MAX: usize = 1000;

/// A request to send something back, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    /// Units by a line's id.
    pub units: Units,
    pub reason: String,
    pub words: String,
    /// Where pictures that were sent already are kept until the form is.
    pub upload_key: String,
}

/// What the form says once it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnInput {
    /// By a line's id; at least one.
    pub lines: Vec<(String, i64)>,
    pub reason: ReturnReason,
    pub words: String,
}

impl ReturnForm {
    pub fn from_fields(fields: &[(String, String)]) -> ReturnForm {
        ReturnForm {
            units: units(fields),
            ..form::known(fields)
        }
    }

    /// Reads the form against what can be returned of an order that was received on a day, if anybody knows which. All
    /// problems are reported at once.
    pub fn read(
        &self,
        lines: &[ReturnableLine],
        received: Option<Day>,
        days: i64,
        now_ms: i64,
    ) -> Result<ReturnInput, Problems> {
        let mut problems = Problems::default();
        let first = lines.iter().find(|line| line.left > 0);
        let first = first.map_or("reason".into(), |line| format!("{UNITS}{}", line.line_id));
        let wanted = counted(
            &self.units,
            &first,
            "Choose at least one piece that goes back.",
            &mut problems,
        );
        for (id, units) in &wanted {
            let left = lines.iter().find(|line| line.line_id == *id);
            let left = left.map_or(0, |line| line.left);
            let twice = wanted.iter().filter(|(other, _)| other == id).count() > 1;
            if *units > left || twice {
                let message = match left {
                    0 => "This piece can’t be sent back any more.".to_string(),
                    left => format!("At most {left} of these can be sent back."),
                };
                problems.add(&format!("{UNITS}{id}"), "too_many", message);
            }
        }
        let reason = ReturnReason::parse(&self.reason);
        match reason {
            None => problems.add("reason", "required", "Choose why it goes back."),
            Some(reason) if !is_in_time(reason, received, days, now_ms) => {
                let message = match reason.is_a_fault() {
                    true => {
                        "The time to send this back is over. Write to us if we should look at it anyway."
                    }
                    false => {
                        "The time to change your mind is over. If it is damaged, or not what you ordered, choose that."
                    }
                };
                problems.add("reason", "too_late", message);
            }
            Some(_) => {}
        }
        if reason == Some(ReturnReason::ChangedMind) {
            let exempt = |id: &str| lines.iter().any(|line| line.line_id == id && line.personal);
            for (id, _) in wanted.iter().filter(|(id, _)| exempt(id)) {
                let message = "This piece was made to your wish, so you can’t withdraw from it. If something is wrong with it, choose that.";
                problems.add(&format!("{UNITS}{id}"), "made_to_wish", message);
            }
        }
        // Browsers send line breaks as two characters; the limit counts what was typed.
        let words = self.words.replace("\r\n", "\n").trim().to_string();
        let unprintable = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if words.chars().count() > WORDS_MAX || words.chars().any(unprintable) {
            let message = format!("Use at most {WORDS_MAX} characters here.");
            problems.add("words", "too_long", message);
        } else if words.is_empty() && reason == Some(ReturnReason::Other) {
            problems.add("words", "required", "Write in a sentence why it goes back.");
        }
        match reason {
            Some(reason) if problems.is_empty() => Ok(ReturnInput {
                lines: wanted,
                reason,
                words,
            }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn line(id: &str, left: i64) -> ReturnableLine {
        ReturnableLine {
            line_id: id.into(),
            sku: id.to_uppercase(),
            title: id.into(),
            variant_name: String::new(),
            units: 3,
            left,
            personal: id == "c",
        }
    }

    fn read(pairs: &[(&str, &str)], at_ms: i64) -> Result<ReturnInput, Problems> {
        let fields: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        ReturnForm::from_fields(&fields).read(
            &[line("a", 2), line("b", 0), line("c", 1)],
            Some(Day(0)),
            14,
            at_ms,
        )
    }

    #[test]
    fn a_proper_request_is_read() {
        let form = [
            ("units-a", "2"),
            ("units-b", ""),
            ("reason", "damaged"),
            ("words", " It broke\r\non the way "),
        ];
        let input = read(&form, DAY).unwrap();
        assert_eq!(input.lines, [("a".to_string(), 2)]);
        assert_eq!(input.words, "It broke\non the way");
    }

    #[test]
    fn each_problem_stands_beside_its_field() {
        let long = "x".repeat(WORDS_MAX + 1);
        for (wrong, field, code) in [
            (vec![("reason", "damaged")], "units-a", "required"),
            (
                vec![("units-a", "0"), ("reason", "damaged")],
                "units-a",
                "required",
            ),
            (
                vec![("units-a", "-1"), ("reason", "damaged")],
                "units-a",
                "invalid",
            ),
            (
                vec![("units-a", "3"), ("reason", "damaged")],
                "units-a",
                "too_many",
            ),
            (
                vec![("units-b", "1"), ("reason", "damaged")],
                "units-b",
                "too_many",
            ),
            (
                vec![("units-x", "1"), ("reason", "damaged")],
                "units-x",
                "too_many",
            ),
            (
                vec![("units-a", "1"), ("units-a", "1"), ("reason", "damaged")],
                "units-a",
                "too_many",
            ),
            (vec![("units-a", "1")], "reason", "required"),
            (
                vec![("units-a", "1"), ("reason", "other")],
                "words",
                "required",
            ),
            (
                vec![("units-a", "1"), ("reason", "damaged"), ("words", &long)],
                "words",
                "too_long",
            ),
        ] {
            let problems = read(&wrong, DAY).unwrap_err();
            let found = problems.0.iter().find(|p| p.field == field);
            assert_eq!(
                found.map(|p| p.code.as_str()),
                Some(code),
                "{wrong:?} {problems:?}"
            );
        }
    }

    #[test]
    fn a_mind_is_changed_within_its_days_and_a_fault_is_told_for_longer() {
        let with = |reason, at_ms| read(&[("units-a", "1"), ("reason", reason)], at_ms);
        assert!(with("changed_mind", 15 * DAY).is_ok());
        let late = with("changed_mind", 16 * DAY).unwrap_err();
        assert_eq!(late.0[0].code, "too_late");
        assert!(with("damaged", 16 * DAY).is_ok());
        assert!(with("damaged", 732 * DAY).is_err());
    }

    #[test]
    fn what_was_made_to_a_wish_goes_back_for_a_fault_alone() {
        let with = |reason| read(&[("units-c", "1"), ("reason", reason)], DAY);
        assert_eq!(with("changed_mind").unwrap_err().0[0].code, "made_to_wish");
        assert!(with("damaged").is_ok());
    }
}
