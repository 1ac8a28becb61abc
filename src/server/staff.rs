//! Signing in at the counter.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::staff::{Permission, StaffView};

pub async fn signed_in(_visit: &Visit) -> Result<StaffView> {
    Err(Error::fault("not built yet"))
}

/// The member of staff, if signed in (else 401) and allowed to (else 403).
pub async fn require(_visit: &Visit, _permission: Permission) -> Result<StaffView> {
    Err(Error::fault("not built yet"))
}
