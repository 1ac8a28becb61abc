//! The checkout.

use super::error::{Error, Result};
use super::http::visit::Visit;
use crate::domain::checkout::{CheckoutForm, CheckoutView};

/// What placing an order answers.
pub struct Placed {
    pub order_id: String,
    pub number: i64,
    pub token: String,
    pub next_url: String,
}

pub async fn view(_visit: &Visit, _form: CheckoutForm) -> Result<CheckoutView> {
    Err(Error::fault("not built yet"))
}

pub async fn place_from_cart(_visit: &Visit, _form: CheckoutForm) -> Result<Placed> {
    Err(Error::fault("not built yet"))
}
