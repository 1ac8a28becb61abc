//! Custom orders: shipping. The rules stand in `domain::commission`; this is being built.

use crate::server::error::{Error, Result};
use crate::server::http::visit::Visit;

/// A parcel as typed; pictures of the finished piece wait under the upload key.
pub struct ParcelForm {
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_url: String,
    pub upload_key: String,
}

pub async fn ship(visit: &Visit, number: &str, form: &ParcelForm) -> Result<()> {
    let _ = (visit, number, form);
    Err(Error::refused(501, "not_built", "This is being built."))
}

pub async fn complete(visit: &Visit, number: &str) -> Result<()> {
    let _ = (visit, number);
    Err(Error::refused(501, "not_built", "This is being built."))
}
