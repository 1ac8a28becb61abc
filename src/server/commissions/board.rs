//! Custom orders: board. The rules stand in `domain::commission`; this is being built.

use crate::domain::commission::thread_form::BoardQuery;
use crate::domain::commission::view::BoardView;
use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

pub async fn board(visit: &Visit, query: BoardQuery) -> Result<BoardView> {
    let _ = (visit, query);
    Err(Error::refused(501, "not_built", "This is being built."))
}
