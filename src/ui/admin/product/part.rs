//! The parts of the page's one form: several have fields of the same names, so each field carries its part's name.

use crate::domain::catalogue_form::Prices;
use crate::domain::problem::FormBack;
use crate::ui::form::{Filled, sent_back};

/// One part: its fields are called `{name}-{section}`, and have that for their ids.
#[derive(Clone)]
pub struct Part {
    section: String,
    back: FormBack,
    came_back: bool,
}

impl Part {
    /// The part with this name, as typed if it came back, else as stored.
    pub fn of(section: impl Into<String>) -> Part {
        let (section, back) = (section.into(), sent_back());
        let behind = format!("-{section}");
        let came_back = back.values.iter().any(|(name, _)| name.ends_with(&behind));
        Part {
            section,
            back,
            came_back,
        }
    }

    pub fn name(&self, field: &str) -> String {
        format!("{field}-{}", self.section)
    }

    pub fn filled(&self, field: &str, stored: &str) -> Filled {
        let name = self.name(field);
        let value = match self.came_back {
            true => self.back.value(&name),
            false => stored,
        };
        Filled::of(&self.back.problems, &name, value)
    }

    pub fn ticked(&self, field: &str, stored: bool) -> bool {
        match self.came_back {
            true => self.back.value(&self.name(field)) == "true",
            false => stored,
        }
    }

    /// Whether it is to be seen: something is wrong with it, or `unsaved` was typed.
    pub fn is_open(&self, typed: impl Iterator<Item = (String, String)>) -> bool {
        let behind = format!("-{}", self.section);
        let problems = &self.back.problems.0;
        let wrong = problems
            .iter()
            .any(|problem| problem.field.ends_with(&behind));
        let mut fields = typed;
        wrong
            || (self.came_back
                && fields.any(|(name, stored)| self.back.value(&self.name(&name)) != stored))
    }
}

/// The price that is stored under a field's name, as the field shows it.
pub fn stored_price(prices: &Prices, name: &str) -> String {
    prices
        .get(name)
        .map(ToString::to_string)
        .unwrap_or_default()
}
