//! The cart: look, add, change, accept new prices.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::cart::{CartBrief, CartView};
use leptos::prelude::*;

#[server(prefix = "/_fn", endpoint = "cart/view", input = Call)]
pub async fn view() -> Result<CartView, ActionError> {
    use super::context;
    use crate::server::cart;
    context::answer(cart::view(&context::visit()?).await)
}

/// Adds units of a variant; refused with a sentence when there are not enough. `form` is the whole form as a browser
/// would send it: the answers to what the piece asks are in it.
#[server(prefix = "/_fn", endpoint = "cart/add", input = Call)]
pub async fn add(
    sku: String,
    quantity: i64,
    #[server(default)] form: String,
) -> Result<CartBrief, ActionError> {
    use super::context;
    use crate::server::{cart, catalogue::questions, form_fields};
    let answers = questions::typed(&form_fields::pairs(form.as_bytes()));
    let cart = context::answer(cart::add(&context::visit()?, &sku, quantity, &answers).await)?;
    Ok(cart.brief())
}

/// Sets a line's quantity; zero removes it.
#[server(prefix = "/_fn", endpoint = "cart/set", input = Call)]
pub async fn set_quantity(line: String, quantity: i64) -> Result<CartBrief, ActionError> {
    use super::context;
    use crate::server::cart;
    let cart = context::answer(cart::set_quantity(&context::visit()?, &line, quantity).await)?;
    Ok(cart.brief())
}

/// Takes today's price for a line whose price changed since it was added.
#[server(prefix = "/_fn", endpoint = "cart/accept-price", input = Call)]
pub async fn accept_price(line: String) -> Result<CartBrief, ActionError> {
    use super::context;
    use crate::server::cart;
    let cart = context::answer(cart::accept_price(&context::visit()?, &line).await)?;
    Ok(cart.brief())
}
