//! Custom orders: answer. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::thread_form::MessageForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn ask_for_changes(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let _ = (visit, token, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn decline(visit: &Visit, token: &str, reason: &str) -> Result<()> {
    let _ = (visit, token, reason);
    Err(Error::refused(501, "not_built", "This is being built."))
}
