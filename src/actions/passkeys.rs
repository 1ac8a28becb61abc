//! What a browser is asked to do with a passkey. Its answer goes through the page's own form.

use super::call::Call;
use super::error::ActionError;
use crate::domain::passkey::PasskeyAsk;
use leptos::prelude::*;

/// The question as JSON for `navigator.credentials`; it waits five minutes for one answer from this very browser.
#[server(prefix = "/_fn", endpoint = "passkeys/ask", input = Call)]
pub async fn ask(ask: PasskeyAsk) -> Result<String, ActionError> {
    use crate::server::{http::visit, passkeys};
    visit::answer(passkeys::ask(&visit::current()?, ask).await)
}

/// Whether asking makes sense: passkeys work at the shop's address, and there is one to answer with.
#[server(prefix = "/_fn", endpoint = "passkeys/usable", input = Call)]
pub async fn usable(ask: PasskeyAsk) -> Result<bool, ActionError> {
    use crate::server::{http::visit, passkeys};
    visit::answer(passkeys::usable(&visit::current()?, ask).await)
}
