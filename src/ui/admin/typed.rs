//! A form as it was typed if it came back, else as it is stored.

use crate::domain::problem::FormBack;
use crate::ui::form::{Filled, sent_back};

/// What one of a page's forms shows in its fields.
pub struct Typed {
    pub came_back: bool,
    back: FormBack,
}

impl Typed {
    /// The form whose `action` field has this value.
    pub fn of_action(action: &str) -> Typed {
        let back = sent_back();
        Typed {
            came_back: back.value("action") == action,
            back,
        }
    }

    /// The form that came back with this field.
    pub fn with(field: &str) -> Typed {
        let back = sent_back();
        Typed {
            came_back: back.values.iter().any(|(name, _)| name == field),
            back,
        }
    }

    /// Whether something is wrong with one of these fields.
    pub fn is_wrong(&self, fields: &[&str]) -> bool {
        fields
            .iter()
            .any(|field| self.back.problems.of(field).is_some())
    }

    pub fn of(&self, name: &str, stored: &str) -> Filled {
        if !self.came_back {
            return Filled {
                value: stored.to_string(),
                problem: None,
            };
        }
        Filled {
            value: self.back.value(name).to_string(),
            problem: self.back.problems.of(name).map(str::to_string),
        }
    }

    pub fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.came_back {
            self.back.value(name) == "true"
        } else {
            stored
        }
    }
}
