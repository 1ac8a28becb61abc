//! The checkout: what it costs so far, and placing the order.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::checkout::{CheckoutForm, CheckoutView, CostsView};
use leptos::prelude::*;

/// The checkout page for what has been typed so far; an empty form gets the guessed country and the first offer.
#[server(prefix = "/_fn", endpoint = "checkout/view", input = Call)]
pub async fn view(form: CheckoutForm) -> Result<CheckoutView, ActionError> {
    use super::context;
    use crate::server::checkout;
    context::answer(checkout::view(&context::visit()?, form).await)
}

/// Keeps what has been typed so far, for when the page is opened again in this visit.
#[server(prefix = "/_fn", endpoint = "checkout/keep", input = Call)]
pub async fn keep(form: CheckoutForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::checkout;
    context::answer(checkout::draft::save(&context::visit()?, &form).await)
}

/// Delivery, payment and amounts alone, for a form that is being filled in.
#[server(prefix = "/_fn", endpoint = "checkout/costs", input = Call)]
pub async fn costs(form: CheckoutForm) -> Result<CostsView, ActionError> {
    use super::context;
    use crate::server::checkout;
    let view = context::answer(checkout::view(&context::visit()?, form).await)?;
    Ok(CostsView::of(&view))
}

/// Places the order and takes the holds; what was typed is kept first. Returns where to go on: the pay page or the order's.
#[server(prefix = "/_fn", endpoint = "checkout/place", input = Call)]
pub async fn place(form: CheckoutForm) -> Result<String, ActionError> {
    use super::context;
    use crate::server::checkout;
    let visit = context::visit()?;
    context::answer(checkout::draft::save(&visit, &form).await)?;
    Ok(context::answer(checkout::place_from_cart(&visit, form).await)?.next_url)
}
