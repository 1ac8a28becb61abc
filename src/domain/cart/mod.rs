//! The cart as a visitor sees it, re-priced and re-checked each time.

mod check;
mod merge;

use super::answers::Answered;
use super::catalogue::PictureView;
use super::money::{Currency, Money};
use serde::{Deserialize, Serialize};

pub use check::{Bounds, LineProblem, Offered, Wanted};
pub use merge::{MergeTold, Units, merge};

/// What a cart says that comes to more than one order can have.
pub fn too_much(most: Money) -> String {
    format!(
        "Together this comes to more than {most}, the most that one order can have. Lower a quantity or remove something to go on."
    )
}

/// `1 piece`, `3 pieces`.
pub fn pieces(count: i64) -> String {
    match count {
        1 => "1 piece".to_string(),
        n => format!("{n} pieces"),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLineView {
    pub id: String,
    pub product_slug: String,
    pub title: String,
    pub variant_name: String,
    pub sku: String,
    /// What the buyer answered, as it reads today.
    pub answered: Vec<Answered>,
    pub picture: Option<PictureView>,
    pub quantity: i64,
    /// Most units that can be chosen; 1 hides the quantity field.
    pub max_quantity: i64,
    /// Today's price; `None` where there is none in the cart's currency.
    pub unit_price: Option<Money>,
    pub line_total: Option<Money>,
    pub problem: Option<LineProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    pub currency: Currency,
    pub lines: Vec<CartLineView>,
    /// Units over all lines.
    pub count: i64,
    /// Lines without a problem.
    pub subtotal: Money,
    /// Every line is fine, there is at least one, and together they fit into an order.
    pub can_check_out: bool,
    /// What is wrong with the cart as a whole, in a sentence that says what to do.
    #[serde(default)]
    pub problem: Option<String>,
    /// The visitor's own unpaid order that holds these pieces, if there is one: where to go on paying.
    pub pending_order_url: Option<String>,
}

/// What a change left in the cart, for a page that shows the cart itself elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartBrief {
    pub count: i64,
    /// As people read it: the browser has no sums to do.
    pub subtotal: String,
}

impl CartView {
    pub fn brief(&self) -> CartBrief {
        CartBrief {
            count: self.count,
            subtotal: self.subtotal.to_string(),
        }
    }

    pub fn empty(currency: Currency) -> Self {
        CartView {
            currency,
            lines: Vec::new(),
            count: 0,
            subtotal: Money::zero(currency),
            can_check_out: false,
            problem: None,
            pending_order_url: None,
        }
    }
}
