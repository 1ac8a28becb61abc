//! The cart.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::cart::CartView;

pub async fn view(_visit: &Visit) -> Result<CartView> {
    Err(Error::fault("not built yet"))
}

pub async fn add(_visit: &Visit, _sku: &str, _quantity: i64) -> Result<CartView> {
    Err(Error::fault("not built yet"))
}

pub async fn set_quantity(_visit: &Visit, _line: &str, _quantity: i64) -> Result<CartView> {
    Err(Error::fault("not built yet"))
}

pub async fn accept_price(_visit: &Visit, _line: &str) -> Result<CartView> {
    Err(Error::fault("not built yet"))
}
