//! Custom orders: making. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::thread_form::MessageForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn approve(visit: &Visit, token: &str, entry: &str) -> Result<()> {
    let _ = (visit, token, entry);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn begin(visit: &Visit, number: &str) -> Result<()> {
    let _ = (visit, number);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn show_progress(
    visit: &Visit,
    number: &str,
    form: MessageForm,
    ask_approval: bool,
) -> Result<()> {
    let _ = (visit, number, form, ask_approval);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn ask_for_stage(visit: &Visit, number: &str) -> Result<()> {
    let _ = (visit, number);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn finish(visit: &Visit, number: &str, form: MessageForm) -> Result<()> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
