//! What every page needs to know about the shop, and its pages of text.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::shop::{Frame, TextPageView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "shop/frame", input = Call)]
pub async fn page_frame() -> Result<Frame, ActionError> {
    use super::context;
    use crate::server::layout;
    context::answer(layout::of_page(&context::visit()?).await)
}

#[server(prefix = "/_fn", endpoint = "shop/page", input = Call)]
pub async fn text_page(slug: String) -> Result<TextPageView, ActionError> {
    use super::context;
    use crate::server::shop;
    context::answer(shop::text_page(&context::visit()?, &slug).await)
}
