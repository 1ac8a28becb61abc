//! How a refund stands: every change passes here, so that it is announced.

pub mod enqueue;
pub mod owed;
pub mod record;
pub mod request;

use crate::server::announce;
use crate::server::db::refunds::RefundRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// Moves a refund from where it stands. Whoever listens hears how it ended. `false`: it stands elsewhere by now.
pub async fn move_to(
    conn: &mut Conn,
    refund: &RefundRow,
    to: &str,
    provider_ref: Option<&str>,
    now: i64,
) -> Result<bool> {
    let from = refund.state.as_str();
    if !db::refunds::set_state(conn, &refund.id, from, to, provider_ref, now).await? {
        return Ok(false);
    }
    announce::refund_moved(conn, refund, to, now).await?;
    Ok(true)
}
