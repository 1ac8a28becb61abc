//! The cart as a visitor sees it, re-priced and re-checked each time.

mod merge;

use super::answers::Answered;
use super::catalogue::PictureView;
use super::money::{Currency, Money};
use serde::{Deserialize, Serialize};

pub use merge::{MergeTold, Units, merge};

/// Why a line can't be bought as it stands. The words are the API's codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum LineProblem {
    ProductNotFound,
    /// Archived or withdrawn from sale.
    ProductNotActive,
    ProductSoldOut,
    /// Nothing is left, and somebody else's unpaid order holds some: it may yet be free again.
    InAnotherCheckout,
    InsufficientInventory {
        available: i64,
    },
    /// Not sold in the cart's currency.
    PaymentNotAvailable {
        currency: Currency,
    },
    PriceChanged {
        seen: Money,
        now: Money,
    },
    InvalidItemData {
        max: i64,
    },
    /// What the piece asks is not answered as it can be; the sentence says which and what to do.
    InvalidAnswer {
        sentence: String,
    },
}

impl LineProblem {
    pub fn code(&self) -> &'static str {
        match self {
            Self::ProductNotFound => "product_not_found",
            Self::ProductNotActive => "product_not_active",
            Self::ProductSoldOut | Self::InAnotherCheckout => "product_sold_out",
            Self::InsufficientInventory { .. } => "insufficient_inventory",
            Self::PaymentNotAvailable { .. } => "payment_not_available",
            Self::PriceChanged { .. } => "price_changed",
            Self::InvalidItemData { .. } | Self::InvalidAnswer { .. } => "invalid_item_data",
        }
    }

    /// A sentence for the customer that says what to do.
    pub fn sentence(&self) -> String {
        match self {
            Self::ProductNotFound => "This piece is no longer here. Remove it to go on.".into(),
            Self::ProductNotActive => {
                "This piece is no longer for sale. Remove it to go on.".into()
            }
            Self::ProductSoldOut => {
                "This has sold out since you added it. Remove it to go on.".into()
            }
            Self::InAnotherCheckout => {
                "Somebody else is paying for this right now. Remove it to go on, or look again in a while: it may be free then.".into()
            }
            Self::InsufficientInventory { available: 0 } => {
                "Your other lines have all there are of it. Remove this one to go on.".into()
            }
            Self::InsufficientInventory { available } => {
                format!("Only {available} left. Lower the quantity to go on.")
            }
            Self::PaymentNotAvailable { currency } => {
                format!(
                    "This can’t be bought in {currency}. Remove it, or choose another currency below."
                )
            }
            Self::PriceChanged { seen, now } => {
                format!(
                    "The price changed from {seen} to {now} since you added it. Accept the new price to go on."
                )
            }
            Self::InvalidItemData { max } => format!("Choose a quantity from 1 to {max}."),
            Self::InvalidAnswer { sentence } => sentence.clone(),
        }
    }
}

/// What a cart says that comes to more than one order can have.
pub fn too_much(most: Money) -> String {
    format!(
        "Together this comes to more than {most}, the most that one order can have. Lower a quantity or remove something to go on."
    )
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

/// What the catalogue offers of a variant, with what was answered, right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub for_sale: bool,
    /// In the cart's currency, the answers' surcharges included; `None` where it isn't sold in it.
    pub price: Option<Money>,
    /// Free units, those included that the visitor's own unpaid order holds.
    pub available: i64,
    /// Units that other people's unpaid orders hold.
    pub held: i64,
    /// Of the free ones, what other lines of the same variant want.
    pub wanted_beside: i64,
    /// Why it can't be bought with these answers.
    pub answers: Option<LineProblem>,
}

/// What is wrong with wanting `quantity` of an offer, if anything. `seen` is the price the visitor last agreed to;
/// one in another currency is no promise about this one.
pub fn check_line(
    offered: Option<&Offered>,
    quantity: i64,
    most: i64,
    seen: Option<Money>,
    currency: Currency,
) -> Option<LineProblem> {
    let Some(offered) = offered else {
        return Some(LineProblem::ProductNotFound);
    };
    if !offered.for_sale {
        return Some(LineProblem::ProductNotActive);
    }
    let Some(price) = offered.price else {
        return Some(LineProblem::PaymentNotAvailable { currency });
    };
    if offered.available <= 0 {
        return Some(match offered.held > 0 {
            true => LineProblem::InAnotherCheckout,
            false => LineProblem::ProductSoldOut,
        });
    }
    if quantity < 1 || quantity > most {
        return Some(LineProblem::InvalidItemData { max: most });
    }
    let left = offered.available - offered.wanted_beside;
    if quantity > left {
        return Some(LineProblem::InsufficientInventory {
            available: left.max(0),
        });
    }
    if offered.answers.is_some() {
        return offered.answers.clone();
    }
    match seen {
        Some(seen) if seen.currency == price.currency && seen != price => {
            Some(LineProblem::PriceChanged { seen, now: price })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EUR: Currency = Currency::EUR;

    fn offered(available: i64) -> Offered {
        Offered {
            for_sale: true,
            price: Some(Money::new(2500, EUR)),
            available,
            held: 0,
            wanted_beside: 0,
            answers: None,
        }
    }

    #[test]
    fn lines_of_one_variant_share_what_there_is() {
        let beside = |wanted_beside| Offered {
            wanted_beside,
            ..offered(5)
        };
        let check = |offer: Offered, quantity| check_line(Some(&offer), quantity, 20, None, EUR);
        assert_eq!(check(beside(3), 2), None);
        let short = |available| Some(LineProblem::InsufficientInventory { available });
        assert_eq!(check(beside(3), 3), short(2));
        assert_eq!(check(beside(5), 1), short(0));
        assert_eq!(check(beside(9), 1), short(0));
    }

    #[test]
    fn each_trouble_has_its_own_word() {
        let check = |offer: Offered, quantity, seen| {
            check_line(Some(&offer), quantity, 20, seen, EUR).map(|p| p.code())
        };
        assert_eq!(check(offered(5), 2, None), None);
        assert_eq!(
            check_line(None, 1, 20, None, EUR).map(|p| p.code()),
            Some("product_not_found")
        );
        assert_eq!(
            check(
                Offered {
                    for_sale: false,
                    ..offered(5)
                },
                1,
                None
            ),
            Some("product_not_active")
        );
        assert_eq!(
            check(
                Offered {
                    price: None,
                    ..offered(5)
                },
                1,
                None
            ),
            Some("payment_not_available")
        );
        assert_eq!(check(offered(0), 1, None), Some("product_sold_out"));
        let held = Offered {
            held: 1,
            ..offered(0)
        };
        assert_eq!(
            check_line(Some(&held), 1, 20, None, EUR),
            Some(LineProblem::InAnotherCheckout),
            "what somebody holds is not sold yet"
        );
        assert_eq!(check(offered(1), 2, None), Some("insufficient_inventory"));
        assert_eq!(check(offered(50), 21, None), Some("invalid_item_data"));
        assert_eq!(check(offered(50), 0, None), Some("invalid_item_data"));
        assert_eq!(
            check(offered(5), 1, Some(Money::new(2400, EUR))),
            Some("price_changed")
        );
        assert_eq!(
            check(offered(5), 1, Some(Money::new(2400, Currency::USD))),
            None
        );
    }
}
