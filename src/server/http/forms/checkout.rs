//! The checkout's form: `review` shows the costs, `use_address` puts an address of the book in, `place` places the order.

use crate::domain::checkout::CheckoutForm;
use crate::domain::problem::FormBack;
use crate::server::checkout;
use crate::server::customers::addresses;
use crate::server::http::pages::{self, Submission};
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    match pages::form::<CheckoutForm>(&form.values) {
        Ok(typed) if typed.step == "place" => {
            let outcome = checkout::place_from_cart(&form.visit, typed)
                .await
                .map(|placed| placed.next_url);
            form.go(outcome).await
        }
        Ok(mut typed) if typed.step == "use_address" => {
            match addresses::use_in(&form.visit, &mut typed).await {
                Ok(()) => again(form, values(&typed)).await,
                Err(error) => form.go(Err(error)).await,
            }
        }
        // Nothing is wrong: the page again, with the costs of what was chosen.
        Ok(_) => {
            let typed = form.values.clone();
            again(form, typed).await
        }
        Err(error) => form.go(Err(error)).await,
    }
}

/// The page with `values` in its fields.
async fn again(form: Submission, values: Vec<(String, String)>) -> Response {
    let back = FormBack {
        values,
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
