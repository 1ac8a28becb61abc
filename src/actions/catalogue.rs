//! Browsing: home, product list, product.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::catalogue::{Found, HomeView, ListQuery, ListView, ProductView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "catalogue/home", input = Call)]
pub async fn home() -> Result<HomeView, ActionError> {
    use super::context;
    use crate::server::catalogue;
    context::answer(catalogue::home(&context::visit()?).await)
}

#[server(prefix = "/_fn", endpoint = "catalogue/list", input = Call)]
pub async fn list(query: ListQuery) -> Result<Found<ListView>, ActionError> {
    use super::context;
    use crate::server::catalogue;
    context::answer(catalogue::list(&context::visit()?, query).await)
}

#[server(prefix = "/_fn", endpoint = "catalogue/product", input = Call)]
pub async fn product(slug: String) -> Result<Found<ProductView>, ActionError> {
    use super::context;
    use crate::server::catalogue;
    context::answer(catalogue::product(&context::visit()?, &slug).await)
}
