//! Browsing: home, product list, product.

use super::call::Call;
use super::error::ActionError;
use crate::domain::catalogue::{Found, HomeView, ListQuery, ListView, ProductView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "catalogue/home", input = Call)]
pub async fn home() -> Result<HomeView, ActionError> {
    use crate::server::{catalogue, http::visit};
    visit::answer(catalogue::home(&visit::current()?).await)
}

#[server(prefix = "/_fn", endpoint = "catalogue/list", input = Call)]
pub async fn list(query: ListQuery) -> Result<Found<ListView>, ActionError> {
    use crate::server::{catalogue, http::visit};
    visit::answer(catalogue::list(&visit::current()?, query).await)
}

#[server(prefix = "/_fn", endpoint = "catalogue/product", input = Call)]
pub async fn product(slug: String) -> Result<Found<ProductView>, ActionError> {
    use crate::server::{catalogue, http::visit};
    visit::answer(catalogue::product(&visit::current()?, &slug).await)
}
