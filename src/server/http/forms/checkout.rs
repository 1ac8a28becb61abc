//! The checkout's form: `review` shows the costs, `place` places the order.

use crate::domain::checkout::CheckoutForm;
use crate::domain::problem::FormBack;
use crate::server::checkout;
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
        // Nothing is wrong: the page again, with the costs of what was chosen.
        Ok(_) => {
            let back = FormBack {
                values: form.values,
                ..Default::default()
            };
            pages::show_with(form.visit.app.clone(), form.parts, back).await
        }
        Err(error) => form.go(Err(error)).await,
    }
}
