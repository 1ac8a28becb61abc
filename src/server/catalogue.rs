//! Browsing the catalogue.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::catalogue::{Found, HomeView, ListQuery, ListView, ProductView};

pub async fn home(_visit: &Visit) -> Result<HomeView> {
    Err(Error::fault("not built yet"))
}

pub async fn list(_visit: &Visit, _query: ListQuery) -> Result<Found<ListView>> {
    Err(Error::fault("not built yet"))
}

pub async fn product(_visit: &Visit, _slug: &str) -> Result<Found<ProductView>> {
    Err(Error::fault("not built yet"))
}
