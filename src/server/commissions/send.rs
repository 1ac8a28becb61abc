//! Custom orders: send. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::quote_form::QuoteForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn approve_and_send(visit: &Visit, number: &str, form: QuoteForm) -> Result<i64> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
