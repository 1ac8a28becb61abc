//! Fields of the page's small forms: several of them have the same names.

use crate::domain::problem::FormBack;
use crate::ui::form::Filled;

/// As typed if that very form came back, else as stored.
pub fn of(back: &FormBack, mine: bool, name: &str, stored: &str) -> Filled {
    if !mine {
        return Filled {
            value: stored.to_string(),
            problem: None,
        };
    }
    Filled {
        value: back.value(name).to_string(),
        problem: back.problems.of(name).map(str::to_string),
    }
}
