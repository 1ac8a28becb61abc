//! A customer's account as its pages show it. Everything that changes it is a plain form.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::customer::{
    AddressFormView, ConfirmView, CustomerView, HistoryView, LinkView, ProfileView, SavedAddress,
    SecurityView,
};
use leptos::prelude::*;

/// Who is signed in; 401 when nobody is.
#[server(prefix = "/_fn", endpoint = "account/view", input = Call)]
pub async fn view() -> Result<CustomerView, ActionError> {
    use super::context;
    use crate::server::customers;
    context::answer(customers::view(&context::visit()?).await)
}

#[server(prefix = "/_fn", endpoint = "account/profile", input = Call)]
pub async fn profile() -> Result<ProfileView, ActionError> {
    use super::context;
    use crate::server::customers::profile;
    context::answer(profile::view(&context::visit()?).await)
}

#[server(prefix = "/_fn", endpoint = "account/addresses", input = Call)]
pub async fn addresses() -> Result<Vec<SavedAddress>, ActionError> {
    use super::context;
    use crate::server::customers::addresses;
    context::answer(addresses::list(&context::visit()?).await)
}

/// One address of the book for its form; `new` for an empty one.
#[server(prefix = "/_fn", endpoint = "account/address", input = Call)]
pub async fn address(id: String) -> Result<AddressFormView, ActionError> {
    use super::context;
    use crate::server::customers::addresses;
    context::answer(addresses::form(&context::visit()?, &id).await)
}

#[server(prefix = "/_fn", endpoint = "account/security", input = Call)]
pub async fn security() -> Result<SecurityView, ActionError> {
    use super::context;
    use crate::server::customers::security;
    context::answer(security::view(&context::visit()?).await)
}

/// What the page asks that confirms who it is.
#[server(prefix = "/_fn", endpoint = "account/confirm", input = Call)]
pub async fn confirm() -> Result<ConfirmView, ActionError> {
    use super::context;
    use crate::server::customers::signin;
    context::answer(signin::confirm_view(&context::visit()?).await)
}

/// What an open link to a mailbox is for; 404 when it was used or its time is over.
#[server(prefix = "/_fn", endpoint = "account/link", input = Call)]
pub async fn link(token: String) -> Result<LinkView, ActionError> {
    use super::context;
    use crate::server::customers::proofs;
    context::answer(proofs::view(&context::visit()?, &token).await)
}

/// Orders and custom orders of whoever looks, and what could be added to the account. Of orders the newest, or the part
/// that a cursor leads to.
#[server(prefix = "/_fn", endpoint = "account/history", input = Call)]
pub async fn history(cursor: Option<String>) -> Result<HistoryView, ActionError> {
    use super::context;
    use crate::server::customers::account_orders;
    let cursor = cursor.unwrap_or_default();
    context::answer(account_orders::history(&context::visit()?, &cursor).await)
}

/// The link token of an order of the account that is signed in.
#[server(prefix = "/_fn", endpoint = "account/order", input = Call)]
pub async fn order(number: String) -> Result<String, ActionError> {
    use super::context;
    use crate::server::customers::account_orders;
    context::answer(account_orders::token_of(&context::visit()?, &number).await)
}

/// What the provider is called with whose accounts one may sign in; `None` where there is none.
#[server(prefix = "/_fn", endpoint = "account/provider", input = Call)]
pub async fn provider() -> Result<Option<String>, ActionError> {
    use super::context;
    Ok(context::visit()?.app.settings.openid.name())
}
