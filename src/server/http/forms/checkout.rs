//! The checkout's form. Whatever is pressed, what was typed is kept for this visit and comes back with the page.

use crate::domain::checkout::CheckoutForm;
use crate::domain::problem::FormBack;
use crate::server::cart;
use crate::server::checkout::{self, draft};
use crate::server::customers::addresses;
use crate::server::error::{Error, Result};
use crate::server::form_fields;
use crate::server::http::pages::{self, Submission};
use axum::response::Response;

/// What becomes of a form that was read.
enum Done {
    /// On to the payment, or to the order.
    Placed(String),
    /// The page again, with the costs of what was chosen.
    Shown,
}

pub async fn post(mut form: Submission) -> Response {
    let mut typed = match form_fields::form::<CheckoutForm>(&form.values) {
        Ok(typed) => typed,
        Err(error) => return form.go(Err(error)).await,
    };
    let outcome = take(&form, &mut typed).await;
    // The fields show what was put into them meanwhile, too.
    form.values = values(&typed);
    match outcome {
        Ok(Done::Placed(next)) => form.go(Ok(next)).await,
        Ok(Done::Shown) => again(form).await,
        Err(error) => form.go(Err(error)).await,
    }
}

async fn take(form: &Submission, typed: &mut CheckoutForm) -> Result<Done> {
    let visit = &form.visit;
    draft::keep(visit, typed).await?;
    if !typed.remove_line.is_empty() {
        cart::set_quantity(visit, &typed.remove_line, 0).await?;
        return Ok(Done::Shown);
    }
    if !typed.accept_line.is_empty() {
        cart::accept_price(visit, &typed.accept_line).await?;
        return Ok(Done::Shown);
    }
    let places = match typed.step.as_str() {
        "place" => true,
        // The key in a field is a wish to go on. Nobody orders what they have not seen the total of.
        "enter" if typed.seen_total.is_empty() => {
            typed.read()?;
            false
        }
        step => step == "enter",
    };
    if typed.chose_from_book() || typed.step == "use_address" {
        addresses::use_in(visit, typed).await?;
        draft::keep(visit, typed).await?;
        return match places {
            true => Err(look_again(typed)),
            false => Ok(Done::Shown),
        };
    }
    if !places {
        return Ok(Done::Shown);
    }
    let placed = checkout::place_from_cart(visit, typed.clone()).await?;
    Ok(Done::Placed(placed.next_url))
}

/// The parcel would have gone to the address in the fields, which is not the one that was chosen.
fn look_again(typed: &CheckoutForm) -> Error {
    let lines = typed.shipping_address().lines().join(", ");
    let message = format!(
        "You chose another address: the parcel goes to {lines}. Look at it and at the total once more, and place the order."
    );
    Error::refused(409, "address_chosen", message)
}

/// The page with what was typed in its fields.
async fn again(form: Submission) -> Response {
    let back = FormBack {
        values: form.values,
        ..Default::default()
    };
    pages::show_with(form.visit.app.clone(), form.parts, back).await
}

/// The fields of a form by their names.
fn values(form: &CheckoutForm) -> Vec<(String, String)> {
    let fields = serde_json::to_value(form).unwrap_or_default();
    let fields = fields.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_string()))
        .collect()
}
