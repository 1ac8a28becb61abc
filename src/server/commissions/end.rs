//! Custom orders: end. The rules stand in `domain::commission`; this is being built.

use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn withdraw(visit: &Visit, token: &str, reason: &str, seen_back: &str) -> Result<()> {
    let _ = (visit, token, reason, seen_back);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn reject(visit: &Visit, number: &str, reason: &str, seen_back: &str) -> Result<()> {
    let _ = (visit, number, reason, seen_back);
    Err(Error::refused(501, "not_built", "This is being built."))
}
