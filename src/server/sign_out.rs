//! Signing out: whoever is signed in here, as a customer or as staff, and everything that the session remembers.

use super::error::Result;
use super::visit::Visit;
use super::{customers, staff};

/// Ends every sign-in of this browser and the session itself. Only the mark of a known browser stays.
pub async fn everybody(visit: &Visit) -> Result<()> {
    staff::signin::leave(visit).await?;
    customers::leave(visit).await?;
    Ok(visit.session.flush().await?)
}
