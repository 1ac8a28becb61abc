//! The cart as the API writes it.

use super::amount::decimal;
use crate::domain::answers::Answered;
use crate::domain::cart::{CartLineView, CartView};
use crate::domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a line can’t be bought as it stands.
#[derive(Serialize, ToSchema)]
pub struct LineTrouble {
    pub code: String,
    pub message: String,
}

/// An answer about a line, as it reads.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"label": "Ribbon", "answer": "Red wool", "surcharge": "2.50"}))]
pub struct LineAnswer {
    pub label: String,
    pub answer: String,
    /// For one unit, contained in `unit_price`.
    pub surcharge: String,
}

/// The options that were chosen, and the texts that personalise a line. `currency` is the line's.
pub fn answers_of(
    answered: Vec<Answered>,
    currency: Currency,
) -> (Vec<LineAnswer>, Vec<LineAnswer>) {
    let (texts, options): (Vec<_>, Vec<_>) = answered.into_iter().partition(|a| a.personal);
    let write = |answered: Vec<Answered>| {
        let each = answered.into_iter().map(|answered| LineAnswer {
            surcharge: decimal(answered.surcharge.unwrap_or(Money::zero(currency))),
            label: answered.label,
            answer: answered.answer,
        });
        each.collect()
    };
    (write(options), write(texts))
}

#[derive(Serialize, ToSchema)]
pub struct CartLine {
    pub id: String,
    pub product_sku: String,
    pub product_slug: String,
    pub title: String,
    pub variant_name: String,
    pub options: Vec<LineAnswer>,
    pub personalisation: Vec<LineAnswer>,
    pub quantity: i64,
    pub max_quantity: i64,
    /// Today’s price, the surcharges of the answers included; null where there is none in the cart’s currency.
    pub unit_price: Option<String>,
    pub total: Option<String>,
    pub problem: Option<LineTrouble>,
}

impl CartLine {
    fn of(line: CartLineView, currency: Currency) -> Self {
        let (options, personalisation) = answers_of(line.answered, currency);
        CartLine {
            options,
            personalisation,
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
    "can_check_out": true, "problem": null,
    "lines": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a13", "product_sku": "BOWL", "product_slug": "moon-bowl",
        "title": "Moon bowl", "variant_name": "", "options": [], "personalisation": [], "quantity": 1, "max_quantity": 10,
        "unit_price": "45.00",
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
    /// Every line is fine, there is at least one, and together they fit into an order.
    pub can_check_out: bool,
    /// What is wrong with the cart as a whole, in a sentence; null when nothing is.
    pub problem: Option<String>,
}

impl Cart {
    pub fn of(cart: CartView, token: Option<String>) -> Self {
        Cart {
            cart_token: token,
            currency: cart.currency.code().into(),
            lines: cart
                .lines
                .into_iter()
                .map(|line| CartLine::of(line, cart.currency))
                .collect(),
            count: cart.count,
            subtotal: decimal(cart.subtotal),
            can_check_out: cart.can_check_out,
            problem: cart.problem,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(example = json!({"count": 2}))]
pub struct CartCount {
    /// Units over all lines.
    pub count: i64,
}
