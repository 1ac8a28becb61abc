//! Orders.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::order::{OrderCard, OrderView};

pub async fn by_link(_visit: &Visit, _token: &str) -> Result<OrderView> {
    Err(Error::fault("not built yet"))
}

pub async fn history(_visit: &Visit) -> Result<Vec<OrderCard>> {
    Err(Error::fault("not built yet"))
}

pub async fn cancel_by_link(_visit: &Visit, _token: &str) -> Result<OrderView> {
    Err(Error::fault("not built yet"))
}

pub async fn send_link(_visit: &Visit, _number: &str, _email: &str) -> Result<()> {
    Err(Error::fault("not built yet"))
}
