//! Payments.

pub mod events;

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::payment::PayView;

pub async fn due(_visit: &Visit, _token: &str) -> Result<PayView> {
    Err(Error::fault("not built yet"))
}

pub async fn choose(_visit: &Visit, _token: &str, _method: &str) -> Result<String> {
    Err(Error::fault("not built yet"))
}

pub async fn finish(_visit: &Visit, _token: &str) -> Result<String> {
    Err(Error::fault("not built yet"))
}
