//! Custom orders: desk. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::desk::DeskForm;
use crate::domain::commission::view::DeskView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn view(visit: &Visit) -> Result<DeskView> {
    let _ = (visit,);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn save(visit: &Visit, form: DeskForm) -> Result<()> {
    let _ = (visit, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}
