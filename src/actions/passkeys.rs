//! What a browser is asked to do with a passkey. Its answer goes through the page's own form.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::passkey::PasskeyAsk;
use leptos::prelude::*;

/// The question as JSON for `navigator.credentials`; it waits five minutes for one answer from this very browser. Refused
/// where whoever asks may not.
#[server(prefix = "/_fn", endpoint = "passkeys/ask", input = Call)]
pub async fn ask(ask: PasskeyAsk) -> Result<String, ActionError> {
    use super::context;
    use crate::server::{customers, staff};
    let visit = context::visit()?;
    let asked = match ask {
        PasskeyAsk::SignIn | PasskeyAsk::Confirm | PasskeyAsk::Add => {
            customers::passkeys::ask(&visit, ask).await
        }
        PasskeyAsk::CounterSignIn | PasskeyAsk::CounterConfirm | PasskeyAsk::CounterAdd => {
            staff::passkeys::ask(&visit, ask).await
        }
    };
    Ok(context::answer(asked)?.to_string())
}

/// Whether asking makes sense: passkeys work at the shop's address, and where somebody is known already there is one to
/// answer with.
#[server(prefix = "/_fn", endpoint = "passkeys/usable", input = Call)]
pub async fn usable(ask: PasskeyAsk) -> Result<bool, ActionError> {
    use super::context;
    use crate::domain::action_error::Kind;
    use crate::server::{customers, passkeys, staff};
    let visit = context::visit()?;
    if !passkeys::offered(&visit.app.settings) {
        return Ok(false);
    }
    let list = match ask {
        PasskeyAsk::SignIn => return Ok(true),
        PasskeyAsk::Confirm | PasskeyAsk::Add => customers::passkeys::list(&visit).await,
        _ => staff::passkeys::list_for(&visit, ask).await,
    };
    match list {
        Ok(passkeys) => Ok(ask.makes_one() || !passkeys.list.is_empty()),
        // The form that it would stand in says so.
        Err(error) if error.kind() == Kind::NotSignedIn => Ok(false),
        Err(error) => context::answer(Err(error)),
    }
}
