//! The counter: orders, products and the attention queue, each behind its permission.

use super::error::ActionError;
use crate::domain::order::{AttentionView, OrderListView, OrderQuery, OrderView};
use crate::domain::staff::StaffView;
use leptos::prelude::*;

/// Who is signed in; 401 when nobody is.
#[server(prefix = "/_fn", endpoint = "admin/me")]
pub async fn me() -> Result<StaffView, ActionError> {
    use crate::server::{http::visit, staff};
    Ok(visit::answer(staff::signed_in(&visit::current()?).await)?)
}

#[server(prefix = "/_fn", endpoint = "admin/orders")]
pub async fn orders(query: OrderQuery) -> Result<OrderListView, ActionError> {
    use crate::domain::staff::Permission;
    use crate::server::{counter, http::visit, staff};
    let visit = visit::current()?;
    visit::answer(staff::require(&visit, Permission::SeeOrders).await)?;
    Ok(visit::answer(counter::orders(&visit, query).await)?)
}

#[server(prefix = "/_fn", endpoint = "admin/order")]
pub async fn order(number: String) -> Result<OrderView, ActionError> {
    use crate::domain::staff::Permission;
    use crate::server::{counter, http::visit, staff};
    let visit = visit::current()?;
    visit::answer(staff::require(&visit, Permission::SeeOrders).await)?;
    Ok(visit::answer(counter::order(&visit, &number).await)?)
}

#[server(prefix = "/_fn", endpoint = "admin/attention")]
pub async fn attention() -> Result<Vec<AttentionView>, ActionError> {
    use crate::domain::staff::Permission;
    use crate::server::{counter, http::visit, staff};
    let visit = visit::current()?;
    visit::answer(staff::require(&visit, Permission::ClearAttention).await)?;
    Ok(visit::answer(counter::attention(&visit).await)?)
}
