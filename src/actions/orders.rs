//! Orders as their customers see them.

use super::call::Call;
use super::error::ActionError;
use crate::domain::order::{OrderCard, OrderView};
use crate::domain::order_holder::EmailChangeView;
use crate::domain::returns::{ReturnPageView, WithdrawalPageView};
use leptos::prelude::*;

/// One order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "orders/by-link", input = Call)]
pub async fn by_link(token: String) -> Result<OrderView, ActionError> {
    use crate::server::{http::visit, orders};
    visit::answer(orders::by_link(&visit::current()?, &token).await)
}

/// What the holder of an order's link can withdraw from; a form that was opened just now has no key yet.
#[server(prefix = "/_fn", endpoint = "orders/withdrawal-page", input = Call)]
pub async fn withdrawal_page(
    token: String,
    form_key: String,
) -> Result<WithdrawalPageView, ActionError> {
    use crate::server::{http::visit, orders, returns};
    let visit = visit::current()?;
    let order = visit::answer(orders::held_by(&visit, &token).await)?;
    visit::answer(returns::withdraw::page(&visit, order, form_key).await)
}

/// What the holder of an order's link can send back; a form that was opened just now has no upload key yet.
#[server(prefix = "/_fn", endpoint = "orders/return-page", input = Call)]
pub async fn return_page(token: String, upload_key: String) -> Result<ReturnPageView, ActionError> {
    use crate::server::{http::visit, orders, returns};
    let visit = visit::current()?;
    let order = visit::answer(orders::held_by(&visit, &token).await)?;
    visit::answer(returns::ask::page(&visit, order, upload_key).await)
}

/// Orders of the account that is signed in and those placed in this browser's session, newest first.
#[server(prefix = "/_fn", endpoint = "orders/history", input = Call)]
pub async fn history() -> Result<Vec<OrderCard>, ActionError> {
    use crate::server::{customers::belongings, http::visit};
    visit::answer(belongings::orders(&visit::current()?).await)
}

/// Cancels an order while that is allowed; a paid one is refunded in full.
#[server(prefix = "/_fn", endpoint = "orders/cancel", input = Call)]
pub async fn cancel(token: String) -> Result<OrderView, ActionError> {
    use crate::server::{http::visit, orders};
    visit::answer(orders::cancel_by_link(&visit::current()?, &token).await)
}

/// The change of an order's e-mail address that a mailed link asks to confirm.
#[server(prefix = "/_fn", endpoint = "orders/email-change", input = Call)]
pub async fn email_change(token: String) -> Result<EmailChangeView, ActionError> {
    use crate::server::{http::visit, orders::correct};
    visit::answer(correct::email_change(&visit::current()?.app, &token).await)
}

/// Sends the order's link again to the address on it. Answers alike for hit and miss.
#[server(prefix = "/_fn", endpoint = "orders/send-link", input = Call)]
pub async fn send_link(number: String, email: String) -> Result<(), ActionError> {
    use crate::server::{http::visit, orders};
    visit::answer(orders::send_link(&visit::current()?, &number, &email).await)
}
