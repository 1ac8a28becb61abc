//! Passkeys: what one is asked for, and how a list shows it.

use super::problem::Problems;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Most passkeys of one account.
pub const PASSKEYS_MAX: usize = 20;
/// Longest name, in characters.
pub const NAME_MAX: usize = 60;

/// What a browser is asked to do with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum PasskeyAsk {
    /// Sign a customer in.
    SignIn,
    /// Show that it is still the same customer.
    Confirm,
    /// Make one for the customer who is signed in.
    Add,
    /// Stand in for the code that follows the password of staff.
    CounterSignIn,
    /// Stand in for a new code of staff.
    CounterConfirm,
    /// Make one for whoever is signed in as staff.
    CounterAdd,
}

impl PasskeyAsk {
    /// Whether a new passkey is made.
    pub fn makes_one(self) -> bool {
        matches!(self, Self::Add | Self::CounterAdd)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyView {
    pub id: String,
    pub name: String,
    pub added_at_ms: i64,
    pub used_at_ms: Option<i64>,
}

/// The passkeys of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeysView {
    /// Browsers offer passkeys at the shop's address.
    pub offered: bool,
    pub list: Vec<PasskeyView>,
}

/// The id of the field that a passkey's name is typed into.
pub fn name_field(id: &str) -> String {
    format!("passkey-name-{id}")
}

/// Reads a passkey's name as typed.
pub fn passkey_name(id: &str, typed: &str) -> Result<String, Problems> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_MAX;
    if !fits || name.chars().any(char::is_control) {
        let message = format!("Name the passkey in at most {NAME_MAX} characters.");
        return Err(Problems::one(&name_field(id), "name", message));
    }
    Ok(name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_says_something() {
        assert_eq!(passkey_name("1", " Phone ").unwrap(), "Phone");
        for wrong in ["", "  ", "a\nb", &"x".repeat(NAME_MAX + 1)] {
            let problems = passkey_name("1", wrong).unwrap_err();
            assert!(problems.of("passkey-name-1").is_some(), "{wrong:?}");
        }
    }
}
