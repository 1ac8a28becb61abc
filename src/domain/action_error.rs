//! The one error of all server functions and pages: a status, a code, and a sentence for the person it reaches.

use super::problem::Problems;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ActionError {
    /// The HTTP status of the answer.
    pub status: u16,
    pub code: String,
    pub message: String,
    #[serde(default)]
    pub problems: Problems,
}

impl ActionError {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        ActionError {
            status,
            code: code.into(),
            message: message.into(),
            problems: Problems::default(),
        }
    }

    pub fn not_found(message: &str) -> Self {
        Self::new(404, "not_found", message)
    }

    pub fn is_not_found(&self) -> bool {
        self.status == 404
    }
}
