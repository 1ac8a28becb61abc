//! Custom orders: front. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::view::CommissionPageView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn page(visit: &Visit, form: CommissionForm) -> Result<CommissionPageView> {
    let _ = (visit, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
