//! The one error of all server functions and pages: a status, a code, and a sentence for the person it reaches.

use super::problem::Problems;
use serde::{Deserialize, Serialize};

/// Said where no answer came.
pub const OFFLINE: &str = "The shop can’t be reached. Check your connection and try again.";

/// Why something is not done, as it matters to whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    NotSignedIn,
    /// The payment provider refused for a reason the customer can act on.
    Declined,
    Forbidden,
    NotFound,
    /// It does not fit how things stand by now.
    Conflict,
    /// Another version was meant than the one that is there.
    Outdated,
    TooLarge,
    Invalid,
    /// Too often in too short a time.
    TooMany,
    /// Something is wrong on our side.
    Fault,
    /// The payment provider took none of it.
    Upstream,
    /// Not now.
    Unavailable,
}

impl Kind {
    /// The number that HTTP has for it; use cases know none.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Declined => 402,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Outdated => 412,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::Fault => 500,
            Self::Upstream => 502,
            Self::Unavailable => 503,
        }
    }
}

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
