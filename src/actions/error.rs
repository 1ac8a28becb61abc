//! The one error of all server functions: a status, a code, and a sentence for the person it reaches.

use crate::domain::problem::Problems;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
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

impl FromServerFnError for ActionError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => ActionError::new(
                422,
                "invalid",
                "Something in this request could not be read. Reload the page and try again.",
            ),
            ServerFnErrorErr::Request(_) => ActionError::new(
                503,
                "offline",
                "The shop can’t be reached. Check your connection and try again.",
            ),
            _ => ActionError::new(
                500,
                "internal",
                "Something went wrong on our side. Please try again in a moment.",
            ),
        }
    }
}
