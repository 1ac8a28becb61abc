//! Webhook events.

use crate::server::error::{Error, Result};
use crate::server::state::App;

pub enum Received {
    New,
    Seen,
}

pub async fn receive(_app: &App, _body: &[u8]) -> Result<Received> {
    Err(Error::fault("not built yet"))
}
