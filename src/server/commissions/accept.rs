//! Custom orders: accept. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::thread_form::AcceptForm;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn accept(visit: &Visit, token: &str, form: AcceptForm) -> Result<String> {
    let _ = (visit, token, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
