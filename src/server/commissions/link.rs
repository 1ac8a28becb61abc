//! Custom orders: link. The rules stand in `domain::commission`; this is being built.

use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn send_again(visit: &Visit, email: &str) -> Result<()> {
    let _ = (visit, email);
    Err(Error::refused(501, "not_built", "This is being built."))
}
