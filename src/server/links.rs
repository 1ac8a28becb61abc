//! Links that open one thing to whoever holds them: an order, a custom order, a single payment. Their tokens are derived,
//! never stored, and a new generation takes the place of all before it.

use super::db::commissions::CommissionRow;
use super::db::orders::OrderRow;
use super::state::App;
use crate::domain::order::OrderKind;

/// The token of an order's link.
pub fn order(app: &App, order: &OrderRow) -> String {
    order_token(app, &order.id, order.link_generation)
}

pub fn order_token(app: &App, order_id: &str, generation: i64) -> String {
    app.keys.link_token("order", order_id, generation)
}

/// The token of a custom order's link.
pub fn commission(app: &App, row: &CommissionRow) -> String {
    commission_token(app, &row.id, row.link_generation)
}

pub fn commission_token(app: &App, id: &str, generation: i64) -> String {
    app.keys.link_token("commission", id, generation)
}

/// The token of a single payment's link.
pub fn payment(app: &App, request_id: &str) -> String {
    app.keys.link_token("payment", request_id, 1)
}

/// Paths of this shop around one payment.
pub struct PaymentPaths {
    /// Where it is paid.
    pub pay: String,
    /// Where the provider sends the browser back to.
    pub back: String,
    /// Where it says how it stands.
    pub after: String,
}

/// An ordinary order is paid under its own link, each part of a custom order under the part's.
pub fn payment_paths(app: &App, paid: &OrderRow, request_id: &str) -> PaymentPaths {
    match paid.kind {
        OrderKind::ReadyMade => {
            let token = order(app, paid);
            PaymentPaths {
                pay: format!("/checkout/pay/{token}"),
                back: format!("/checkout/return/{token}"),
                after: format!("/o/{token}"),
            }
        }
        OrderKind::Commission => {
            let token = payment(app, request_id);
            PaymentPaths {
                pay: format!("/pay/{token}"),
                back: format!("/pay/{token}/return"),
                after: format!("/pay/{token}"),
            }
        }
    }
}
