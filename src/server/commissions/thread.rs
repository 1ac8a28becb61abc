//! Custom orders: thread. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::view::ThreadView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn by_link(visit: &Visit, token: &str) -> Result<ThreadView> {
    let _ = (visit, token);
    Err(Error::refused(501, "not_built", "This is being built."))
}
