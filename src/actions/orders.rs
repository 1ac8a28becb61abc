//! Orders as their customers see them.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::customer::OlderOrders;
use crate::domain::order::OrderView;
use crate::domain::order_holder::EmailChangeView;
use crate::domain::returns::{ReturnPageView, WithdrawalPageView};
use leptos::prelude::*;

/// One order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "orders/by-link", input = Call)]
pub async fn by_link(token: String) -> Result<OrderView, ActionError> {
    use super::context;
    use crate::server::orders;
    context::answer(orders::by_link(&context::visit()?, &token).await)
}

/// What the holder of an order's link can withdraw from; a form that was opened just now has no key yet.
#[server(prefix = "/_fn", endpoint = "orders/withdrawal-page", input = Call)]
pub async fn withdrawal_page(
    token: String,
    form_key: String,
) -> Result<WithdrawalPageView, ActionError> {
    use super::context;
    use crate::server::{orders, returns};
    let visit = context::visit()?;
    let order = context::answer(orders::held_by(&visit, &token).await)?;
    context::answer(returns::withdraw::page(&visit, order, form_key).await)
}

/// What the holder of an order's link can send back; a form that was opened just now has no upload key yet.
#[server(prefix = "/_fn", endpoint = "orders/return-page", input = Call)]
pub async fn return_page(token: String, upload_key: String) -> Result<ReturnPageView, ActionError> {
    use super::context;
    use crate::server::{orders, returns};
    let visit = context::visit()?;
    let order = context::answer(orders::held_by(&visit, &token).await)?;
    context::answer(returns::ask::page(&visit, order, upload_key).await)
}

/// Orders of the account that is signed in and those placed in this browser's session, newest first: the first of them, or
/// the part that a cursor leads to.
#[server(prefix = "/_fn", endpoint = "orders/history", input = Call)]
pub async fn history(cursor: Option<String>) -> Result<OlderOrders, ActionError> {
    use super::context;
    use crate::server::customers::account_orders;
    let cursor = cursor.unwrap_or_default();
    context::answer(account_orders::older(&context::visit()?, &cursor).await)
}

/// The change of an order's e-mail address that a mailed link asks to confirm.
#[server(prefix = "/_fn", endpoint = "orders/email-change", input = Call)]
pub async fn email_change(token: String) -> Result<EmailChangeView, ActionError> {
    use super::context;
    use crate::server::orders::correct;
    context::answer(correct::email_change(&context::visit()?.app, &token).await)
}
