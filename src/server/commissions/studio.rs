//! Custom orders: studio. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::view::StudioThreadView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn open(visit: &Visit, number: &str) -> Result<StudioThreadView> {
    let _ = (visit, number);
    Err(Error::refused(501, "not_built", "This is being built."))
}
