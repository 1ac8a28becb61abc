//! The refund form: what is typed, and what it asks for.

use crate::domain::form;
use crate::domain::form_values::{FormAmount, FormNumber};
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use serde::{Deserialize, Serialize};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 500;
/// What the names of the fields begin with that are there for each line; the line's id follows.
pub const UNITS: &str = "units-";
pub const RESTOCK: &str = "restock-";

/// Units by a line's id.
pub type Units = Vec<(String, FormNumber)>;

/// A refund as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundForm {
    /// `full`, `amount`, `lines` or `shipping`.
    pub what: String,
    pub amount: FormAmount,
    pub units: Units,
    /// Lines whose units are restocked.
    pub restock: Vec<String>,
    pub reason: String,
    /// Id of the return that it is for; empty where it is for none.
    pub return_id: String,
    /// Id of the refund that did not go through and is tried again: it fills the form in.
    pub again: String,
    /// The payment that it comes from, by its id; empty: any of the order's.
    pub payment: String,
    /// The order's version and the amount, in minor units, that were shown.
    pub seen_version: FormNumber,
    pub seen_amount: FormNumber,
}

/// How much of an order somebody wants to refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundScope {
    Everything,
    Amount(i64),
    /// By a line's id; at least one.
    Units(Vec<(String, i64)>),
    Shipping,
}

impl RefundForm {
    pub fn from_fields(fields: &[(String, String)]) -> RefundForm {
        let ticked = form::by_id(fields, RESTOCK).into_iter();
        let restock = ticked.filter(|(_, value)| value == "on");
        RefundForm {
            units: units(fields),
            restock: restock.map(|(id, _)| id).collect(),
            ..form::known(fields)
        }
    }

    pub fn restocks(&self, line_id: &str) -> bool {
        self.restock.iter().any(|id| id == line_id)
    }

    /// Reads the form: what is wanted and why. All problems are reported at once.
    pub fn read(&self, currency: Currency) -> Result<(RefundScope, String), Problems> {
        let mut problems = Problems::default();
        let scope = match self.what.as_str() {
            "full" => Some(RefundScope::Everything),
            "shipping" => Some(RefundScope::Shipping),
            "amount" => match self.amount.read(currency) {
                Ok(amount) if amount.minor > 0 => Some(RefundScope::Amount(amount.minor)),
                Ok(_) => {
                    problems.add("amount", "required", "Write an amount above zero.");
                    None
                }
                Err(error) => {
                    problems.add("amount", "invalid", error.to_string());
                    None
                }
            },
            "lines" => {
                let first = self.units.first().map(|(id, _)| format!("{UNITS}{id}"));
                let nothing = "Write how many units go back, beside at least one of the pieces.";
                let first = first.as_deref().unwrap_or("what");
                let wanted = counted(&self.units, first, nothing, &mut problems);
                Some(RefundScope::Units(wanted))
            }
            _ => {
                problems.add("what", "required", "Choose what goes back.");
                None
            }
        };
        let reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.is_empty() || reason.chars().count() > REASON_MAX {
            let message = format!(
                "Write the reason in a sentence of at most {REASON_MAX} characters: the customer reads it."
            );
            problems.add("reason", "required", message);
        }
        match scope {
            Some(scope) if problems.is_empty() => Ok((scope, reason)),
            _ => Err(problems),
        }
    }
}

/// The units in a form's fields, by a line's id.
pub fn units(fields: &[(String, String)]) -> Units {
    let typed = form::by_id(fields, UNITS).into_iter();
    typed
        .map(|(id, units)| (id, units.as_str().into()))
        .collect()
}

/// What is wanted of one line, as its field shows it.
pub fn units_of(units: &Units, line_id: &str) -> String {
    let found = units.iter().find(|(id, _)| id == line_id);
    found
        .map(|(_, units)| units.to_string())
        .unwrap_or_default()
}

/// Units that are wanted, by a line's id; what is empty or nought is left out. Where nothing is left the problem
/// `nothing` is reported beside `first`.
pub fn counted(
    given: &Units,
    first: &str,
    nothing: &str,
    problems: &mut Problems,
) -> Vec<(String, i64)> {
    let before = problems.0.len();
    let mut wanted = Vec::new();
    for (id, units) in given {
        match units {
            FormNumber::Empty | FormNumber::Whole(0) => {}
            FormNumber::Whole(units @ 1..) => wanted.push((id.clone(), *units)),
            FormNumber::Whole(_) | FormNumber::Unreadable(_) => {
                let message = "Write a whole number of units.";
                problems.add(&format!("{UNITS}{id}"), "invalid", message);
            }
        }
    }
    if wanted.is_empty() && problems.0.len() == before {
        problems.add(first, "required", nothing);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> RefundForm {
        let fields: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        RefundForm::from_fields(&fields)
    }

    #[test]
    fn a_form_says_what_goes_back_and_why() {
        let read = |pairs: &[(&str, &str)]| form(pairs).read(Currency::EUR);
        let why = ("reason", " It broke\non the way ");
        let (scope, reason) = read(&[("what", "amount"), ("amount", "12.50"), why]).unwrap();
        assert_eq!(
            (scope, reason.as_str()),
            (RefundScope::Amount(1250), "It broke on the way")
        );
        let lines = [
            ("what", "lines"),
            ("units-a", "2"),
            ("units-b", ""),
            ("restock-a", "on"),
            why,
        ];
        assert_eq!(
            read(&lines).unwrap().0,
            RefundScope::Units(vec![("a".into(), 2)])
        );
        assert!(form(&lines).restocks("a") && !form(&lines).restocks("b"));
        for (wrong, field) in [
            (vec![("what", "amount"), ("amount", "0"), why], "amount"),
            (vec![("what", "amount"), ("amount", "-3"), why], "amount"),
            (vec![("what", "lines"), ("units-a", "x"), why], "units-a"),
            (vec![("what", "lines"), ("units-a", "0"), why], "units-a"),
            (vec![("what", "nothing"), why], "what"),
            (vec![("what", "full"), ("reason", " ")], "reason"),
        ] {
            assert!(read(&wrong).unwrap_err().of(field).is_some(), "{wrong:?}");
        }
    }
}
