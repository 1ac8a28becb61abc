//! The cart: look, add, change, accept new prices.

use super::call::Call;
use super::error::ActionError;
use crate::domain::cart::{CartBrief, CartView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "cart/view", input = Call)]
pub async fn view() -> Result<CartView, ActionError> {
    use crate::server::{cart, http::visit};
    visit::answer(cart::view(&visit::current()?).await)
}

/// Adds units of a variant; refused with a sentence when there are not enough. `form` is the whole form as a browser
/// would send it: the answers to what the piece asks are in it.
#[server(prefix = "/_fn", endpoint = "cart/add", input = Call)]
pub async fn add(
    sku: String,
    quantity: i64,
    #[server(default)] form: String,
) -> Result<CartBrief, ActionError> {
    use crate::server::{cart, catalogue::questions, http::pages, http::visit};
    let answers = questions::typed(&pages::pairs(form.as_bytes()));
    let cart = visit::answer(cart::add(&visit::current()?, &sku, quantity, &answers).await)?;
    Ok(cart.brief())
}

/// Sets a line's quantity; zero removes it.
#[server(prefix = "/_fn", endpoint = "cart/set", input = Call)]
pub async fn set_quantity(line: String, quantity: i64) -> Result<CartBrief, ActionError> {
    use crate::server::{cart, http::visit};
    let cart = visit::answer(cart::set_quantity(&visit::current()?, &line, quantity).await)?;
    Ok(cart.brief())
}

/// Takes today's price for a line whose price changed since it was added.
#[server(prefix = "/_fn", endpoint = "cart/accept-price", input = Call)]
pub async fn accept_price(line: String) -> Result<CartBrief, ActionError> {
    use crate::server::{cart, http::visit};
    let cart = visit::answer(cart::accept_price(&visit::current()?, &line).await)?;
    Ok(cart.brief())
}
