//! Custom orders: say. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::thread_form::MessageForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn customer(visit: &Visit, token: &str, form: MessageForm) -> Result<()> {
    let _ = (visit, token, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn studio(visit: &Visit, number: &str, form: MessageForm) -> Result<()> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
