//! What is wrong with something a person sent: a sentence beside each field, and a code for programs.

use super::form::{self, Fields};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One thing that is wrong with one field. `message` is a whole sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: String,
    pub message: String,
}

/// Everything that is wrong with one form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problems(pub Vec<FieldError>);

impl Problems {
    pub fn one(field: &str, code: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.add(field, code, message);
        problems
    }

    pub fn add(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            code: code.into(),
            message: message.into(),
        });
    }

    /// Adds that a text is longer than `most` characters.
    pub fn check_length(&mut self, field: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            let message = format!("This is too long. Shorten it to {most} characters.");
            self.add(field, "too_long", message);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message for a field, if there is one.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|e| e.field == field)
            .map(|e| e.message.as_str())
    }

    /// `value` when nothing is wrong, else the problems.
    pub fn or<T>(self, value: T) -> Result<T, Problems> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

/// A form on its way back to the person who sent it: everything typed, and what is wrong with it.
/// Pages find it in their context when a plain form was refused with 422.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormBack {
    pub values: Fields,
    pub problems: Problems,
    /// A sentence above the form, when what is wrong belongs to no field.
    pub notice: Option<String>,
}

impl FormBack {
    /// What was typed into a field; empty when nothing was.
    pub fn value(&self, field: &str) -> &str {
        form::text(&self.values, field)
    }

    /// What was typed, as the form's struct; lists aside.
    pub fn read<T: Default + Serialize + DeserializeOwned>(&self) -> T {
        form::known(&self.values)
    }
}
