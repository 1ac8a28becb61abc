//! The checkout's form. Whatever is pressed, what was typed is kept for this visit and comes back with the page.

use crate::domain::checkout::CheckoutForm;
use crate::domain::form::fields;
use crate::server::cart;
use crate::server::checkout::{self, draft};
use crate::server::customers::addresses;
use crate::server::error::{Error, Result};
use crate::server::http::forms::{Next, Submission};
use axum::response::Response;

pub async fn post(mut form: Submission) -> Response {
    let mut typed: CheckoutForm = match form.read() {
        Ok(typed) => typed,
        Err(error) => return form.go(Err::<Next, _>(error)).await,
    };
    let outcome = take(&form, &mut typed).await;
    // The fields show what was put into them meanwhile, too.
    form.values = fields(&typed);
    form.go(outcome).await
}

async fn take(form: &Submission, typed: &mut CheckoutForm) -> Result<Next> {
    let visit = &form.visit;
    draft::save(visit, typed).await?;
    if !typed.remove_line.is_empty() {
        cart::set_quantity(visit, &typed.remove_line, 0).await?;
        return Ok(Next::Again);
    }
    if !typed.accept_line.is_empty() {
        cart::accept_price(visit, &typed.accept_line).await?;
        return Ok(Next::Again);
    }
    let places = match typed.step.as_str() {
        "place" => true,
        // The Enter key in a field means to go on. Nobody orders what they have not seen the total of.
        "enter" if typed.seen_total.is_empty() => {
            typed.read()?;
            false
        }
        step => step == "enter",
    };
    if typed.chose_from_book() || typed.step == "use_address" {
        addresses::use_in(visit, typed).await?;
        draft::save(visit, typed).await?;
        return match places {
            true => Err(look_again(typed)),
            false => Ok(Next::Again),
        };
    }
    if !places {
        return Ok(Next::Again);
    }
    let placed = checkout::place_from_cart(visit, typed.clone()).await?;
    Ok(placed.next_url.into())
}

/// The parcel would have gone to the address in the fields, which is not the one that was chosen.
fn look_again(typed: &CheckoutForm) -> Error {
    let lines = typed.shipping_address().lines().join(", ");
    let message = format!(
        "You chose another address: the parcel goes to {lines}. Look at it and at the total once more, and place the order."
    );
    Error::conflict_of("address_chosen", message)
}
