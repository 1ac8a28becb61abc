//! Custom orders: ask. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::request::CommissionForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn ask(visit: &Visit, form: CommissionForm) -> Result<String> {
    let _ = (visit, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
