//! The error of a server function that could not be called at all.

use crate::domain::action_error::{ActionError, OFFLINE};
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;

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
            ServerFnErrorErr::Request(_) => ActionError::new(503, "offline", OFFLINE),
            _ => ActionError::new(
                500,
                "internal",
                "Something went wrong on our side. Please try again in a moment.",
            ),
        }
    }
}
