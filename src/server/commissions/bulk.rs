//! Custom orders: bulk. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::view::BulkResult;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn each(
    visit: &Visit,
    action: &str,
    numbers: &[String],
    reason: &str,
) -> Result<Vec<BulkResult>> {
    let _ = (visit, action, numbers, reason);
    Err(Error::refused(501, "not_built", "This is being built."))
}
