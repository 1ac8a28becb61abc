//! What every page needs to know about the shop, and its pages of text.

use super::call::Call;
use super::error::ActionError;
use crate::domain::shop::{Frame, TextPageView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "shop/frame", input = Call)]
pub async fn page_frame() -> Result<Frame, ActionError> {
    use crate::server::{http::visit, shop};
    visit::answer(shop::page_frame(&visit::current()?).await)
}

#[server(prefix = "/_fn", endpoint = "shop/page", input = Call)]
pub async fn text_page(slug: String) -> Result<TextPageView, ActionError> {
    use crate::server::{http::visit, shop};
    visit::answer(shop::text_page(&visit::current()?, &slug).await)
}

/// Sets the currency that prices are shown in for this visit.
#[server(prefix = "/_fn", endpoint = "shop/currency", input = Call)]
pub async fn choose_currency(code: String) -> Result<(), ActionError> {
    use crate::server::{http::visit, shop};
    visit::answer(shop::choose_currency(&visit::current()?, &code).await)
}
