//! Custom orders: uploads. The rules stand in `domain::commission`; this is being built.

use crate::server::error::{Error, Result};
use crate::server::state::App;

pub async fn remove(app: &App, upload_key: &str, picture: &str) -> Result<()> {
    let _ = (app, upload_key, picture);
    Err(Error::refused(501, "not_built", "This is being built."))
}
