//! Invoices and credit notes as files: behind the order's link, in its customer's account, or for staff who see orders.

use super::refusals::Refusal;
use crate::domain::staff::Permission;
use crate::server::customers::account_orders;
use crate::server::error::{Error, Result};
use crate::server::invoices;
use crate::server::orders;
use crate::server::staff::require;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

pub async fn of_order(Path((token, file)): Path<(String, String)>, visit: Visit) -> Response {
    let id = orders::held_by(&visit, &token).await.map(|order| order.id);
    answer(&visit.app, id, &file).await
}

pub async fn of_own_order(Path((number, file)): Path<(String, String)>, visit: Visit) -> Response {
    let order = account_orders::order(&visit, &number).await;
    answer(&visit.app, order.map(|order| order.id), &file).await
}

pub async fn for_staff(Path((number, file)): Path<(String, String)>, visit: Visit) -> Response {
    let id = async {
        require(&visit, Permission::SeeOrders).await?;
        orders::id_by_number(&visit, &number).await
    };
    answer(&visit.app, id.await, &file).await
}

/// The file, for whoever was let in to the order with this id.
pub async fn answer(app: &App, order_id: Result<String>, file: &str) -> Response {
    let found = async {
        let id = order_id?;
        let number = file.strip_suffix(".pdf").ok_or_else(|| {
            Error::not_found("There is no such file. The order’s page lists its invoices.")
        })?;
        invoices::pdf(app, &id, number).await
    };
    match found.await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                // Never kept for whoever comes next.
                (header::CACHE_CONTROL, "private, no-store"),
            ];
            let mut response = (headers, bytes).into_response();
            let name = format!("inline; filename=\"{file}\"");
            if let Ok(name) = HeaderValue::from_str(&name) {
                response
                    .headers_mut()
                    .insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(error) => Refusal::from(error).into_response(),
    }
}
