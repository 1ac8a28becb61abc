//! Custom orders: pay. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::view::PayLinkView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn view(visit: &Visit, token: &str) -> Result<PayLinkView> {
    let _ = (visit, token);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn choose(visit: &Visit, token: &str, method: &str) -> Result<String> {
    let _ = (visit, token, method);
    Err(Error::refused(501, "not_built", "This is being built."))
}
