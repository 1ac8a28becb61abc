//! Private pictures of returns: shown to whoever holds the order's link, and to staff who see orders.

use crate::domain::staff::Permission;
use crate::server::db;
use crate::server::error::Result;
use crate::server::orders;
use crate::server::staff::require;
use crate::server::state::App;
use crate::server::visit::Visit;
use bytes::Bytes;

/// Where the pictures of an order's returns lie for its holder, without a slash at the end.
pub fn of_holder(token: &str) -> String {
    format!("/o/{token}/returns")
}

/// The same for staff, by the order's number as people write it.
pub fn of_staff(number: &str) -> String {
    format!("/admin/orders/{number}/returns")
}

/// One size of a picture, for the holder of an order's link. Another order's picture is not there.
pub async fn by_link(visit: &Visit, token: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    let order = orders::held_by(visit, token).await?;
    read(&visit.app, &order.id, id, width).await
}

/// The same for staff.
pub async fn for_staff(visit: &Visit, number: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    require(visit, Permission::SeeOrders).await?;
    let order_id = orders::id_by_number(visit, number).await?;
    read(&visit.app, &order_id, id, width).await
}

async fn read(app: &App, order_id: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    let pictures = {
        let mut conn = app.db.read().await?;
        db::returns::pictures(&mut conn, order_id).await?
    };
    match pictures.iter().find(|(_, picture)| picture.id == id) {
        Some((_, picture)) => app.media.read_private(&picture.media_key, width).await,
        None => Ok(None),
    }
}
