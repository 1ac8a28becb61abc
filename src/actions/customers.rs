//! A customer's account as its pages show it. Everything that changes it is a plain form.

use super::call::Call;
use super::error::ActionError;
use crate::domain::customer::{
    AddressFormView, ConfirmView, CustomerView, HistoryView, LinkView, ProfileView, SavedAddress,
    SecurityView,
};
use leptos::prelude::*;

/// Who is signed in; 401 when nobody is.
#[server(prefix = "/_fn", endpoint = "account/view", input = Call)]
pub async fn view() -> Result<CustomerView, ActionError> {
    use crate::server::{customers, http::visit};
    visit::answer(customers::view(&visit::current()?).await)
}

#[server(prefix = "/_fn", endpoint = "account/profile", input = Call)]
pub async fn profile() -> Result<ProfileView, ActionError> {
    use crate::server::{customers::profile, http::visit};
    visit::answer(profile::view(&visit::current()?).await)
}

#[server(prefix = "/_fn", endpoint = "account/addresses", input = Call)]
pub async fn addresses() -> Result<Vec<SavedAddress>, ActionError> {
    use crate::server::{customers::addresses, http::visit};
    visit::answer(addresses::list(&visit::current()?).await)
}

/// One address of the book for its form; `new` for an empty one.
#[server(prefix = "/_fn", endpoint = "account/address", input = Call)]
pub async fn address(id: String) -> Result<AddressFormView, ActionError> {
    use crate::server::{customers::addresses, http::visit};
    visit::answer(addresses::form(&visit::current()?, &id).await)
}

#[server(prefix = "/_fn", endpoint = "account/security", input = Call)]
pub async fn security() -> Result<SecurityView, ActionError> {
    use crate::server::{customers::security, http::visit};
    visit::answer(security::view(&visit::current()?).await)
}

/// What the page asks that confirms who it is.
#[server(prefix = "/_fn", endpoint = "account/confirm", input = Call)]
pub async fn confirm() -> Result<ConfirmView, ActionError> {
    use crate::server::{customers::signin, http::visit};
    visit::answer(signin::confirm_view(&visit::current()?).await)
}

/// What an open link to a mailbox is for; 404 when it was used or its time is over.
#[server(prefix = "/_fn", endpoint = "account/link", input = Call)]
pub async fn link(token: String) -> Result<LinkView, ActionError> {
    use crate::server::{customers::proofs, http::visit};
    visit::answer(proofs::view(&visit::current()?, &token).await)
}

/// Orders and custom orders of whoever looks, and what could be added to the account.
#[server(prefix = "/_fn", endpoint = "account/history", input = Call)]
pub async fn history() -> Result<HistoryView, ActionError> {
    use crate::server::{customers::belongings, http::visit};
    visit::answer(belongings::history(&visit::current()?).await)
}

/// The link token of an order of the account that is signed in.
#[server(prefix = "/_fn", endpoint = "account/order", input = Call)]
pub async fn order(number: String) -> Result<String, ActionError> {
    use crate::server::{customers::belongings, http::visit};
    visit::answer(belongings::token_of(&visit::current()?, &number).await)
}

/// What the provider is called with whose accounts one may sign in; `None` where there is none.
#[server(prefix = "/_fn", endpoint = "account/provider", input = Call)]
pub async fn provider() -> Result<Option<String>, ActionError> {
    use crate::server::http::visit;
    Ok(visit::current()?.app.settings.openid.name())
}
