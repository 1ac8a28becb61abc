//! The counter's use cases.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::order::{AttentionView, OrderListView, OrderQuery, OrderView};

pub async fn orders(_visit: &Visit, _query: OrderQuery) -> Result<OrderListView> {
    Err(Error::fault("not built yet"))
}

pub async fn order(_visit: &Visit, _number: &str) -> Result<OrderView> {
    Err(Error::fault("not built yet"))
}

pub async fn attention(_visit: &Visit) -> Result<Vec<AttentionView>> {
    Err(Error::fault("not built yet"))
}
