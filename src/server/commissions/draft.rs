//! Custom orders: draft. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::QuoteForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn totals(visit: &Visit, number: &str, form: QuoteForm) -> Result<QuoteTotalsView> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn save(visit: &Visit, number: &str, form: QuoteForm) -> Result<()> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
