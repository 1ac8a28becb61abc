//! The cart as the API writes it.

use super::amount::decimal;
use crate::domain::cart::{CartLineView, CartView};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a line can’t be bought as it stands.
#[derive(Serialize, ToSchema)]
pub struct LineTrouble {
    pub code: String,
    pub message: String,
}

#[derive(Serialize, ToSchema)]
pub struct CartLine {
    pub id: String,
    pub product_sku: String,
    pub product_slug: String,
    pub title: String,
    pub variant_name: String,
    pub quantity: i64,
    pub max_quantity: i64,
    /// Today’s price; null where there is none in the cart’s currency.
    pub unit_price: Option<String>,
    pub total: Option<String>,
    pub problem: Option<LineTrouble>,
}

impl From<CartLineView> for CartLine {
    fn from(line: CartLineView) -> Self {
        CartLine {
            unit_price: line.unit_price.map(decimal),
            total: line.line_total.map(decimal),
            problem: line.problem.map(|problem| LineTrouble {
                code: problem.code().into(),
                message: problem.sentence(),
            }),
            id: line.id,
            product_sku: line.sku,
            product_slug: line.product_slug,
            title: line.title,
            variant_name: line.variant_name,
            quantity: line.quantity,
            max_quantity: line.max_quantity,
        }
    }
}

/// A cart, priced and checked at this moment.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "cart_token": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a12.3vQ…", "currency": "EUR", "count": 1, "subtotal": "45.00",
    "can_check_out": true,
    "lines": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a13", "product_sku": "BOWL", "product_slug": "moon-bowl",
        "title": "Moon bowl", "variant_name": "", "quantity": 1, "max_quantity": 10, "unit_price": "45.00",
        "total": "45.00", "problem": null
    }]
}))]
pub struct Cart {
    /// Send it as `Cart-Token`; null for the cart of nobody.
    pub cart_token: Option<String>,
    pub currency: String,
    pub lines: Vec<CartLine>,
    /// Units over all lines.
    pub count: i64,
    /// Lines without a problem.
    pub subtotal: String,
    /// Every line is fine, and there is at least one.
    pub can_check_out: bool,
}

impl Cart {
    pub fn of(cart: CartView, token: Option<String>) -> Self {
        Cart {
            cart_token: token,
            currency: cart.currency.code().into(),
            lines: cart.lines.into_iter().map(CartLine::from).collect(),
            count: cart.count,
            subtotal: decimal(cart.subtotal),
            can_check_out: cart.can_check_out,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(example = json!({"count": 2}))]
pub struct CartCount {
    /// Units over all lines.
    pub count: i64,
}
