//! Where an amount is paid: an ordinary order under its own link, each part of a custom order under the part's.

use crate::domain::order::OrderKind;
use crate::server::db::orders::OrderRow;
use crate::server::orders::link;
use crate::server::state::App;

/// The purpose under which the links of single payments are derived.
const LINK: &str = "payment";

/// The token of a single payment's link.
pub fn token(app: &App, request_id: &str) -> String {
    app.keys.link_token(LINK, request_id, 1)
}

/// Paths of this shop around one payment.
pub struct Places {
    /// Where it is paid.
    pub pay: String,
    /// Where the provider sends the browser back to.
    pub back: String,
    /// Where it is told how it stands.
    pub after: String,
}

pub fn places(app: &App, order: &OrderRow, request_id: &str) -> Places {
    match order.kind {
        OrderKind::ReadyMade => {
            let token = link(app, order);
            Places {
                pay: format!("/checkout/pay/{token}"),
                back: format!("/checkout/return/{token}"),
                after: format!("/o/{token}"),
            }
        }
        OrderKind::Commission => {
            let token = token(app, request_id);
            Places {
                pay: format!("/pay/{token}"),
                back: format!("/pay/{token}/return"),
                after: format!("/pay/{token}"),
            }
        }
    }
}
