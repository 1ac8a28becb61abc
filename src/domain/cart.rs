//! The cart as a visitor sees it, re-priced and re-checked each time.

use super::catalogue::PictureView;
use super::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// Why a line can't be bought as it stands. The words are the API's codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum LineProblem {
    ProductNotFound,
    /// Archived or withdrawn from sale.
    ProductNotActive,
    ProductSoldOut,
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
}

impl LineProblem {
    pub fn code(&self) -> &'static str {
        match self {
            Self::ProductNotFound => "product_not_found",
            Self::ProductNotActive => "product_not_active",
            Self::ProductSoldOut => "product_sold_out",
            Self::InsufficientInventory { .. } => "insufficient_inventory",
            Self::PaymentNotAvailable { .. } => "payment_not_available",
            Self::PriceChanged { .. } => "price_changed",
            Self::InvalidItemData { .. } => "invalid_item_data",
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
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLineView {
    pub id: String,
    pub product_slug: String,
    pub title: String,
    pub variant_name: String,
    pub sku: String,
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
    /// Every line is fine and there is at least one.
    pub can_check_out: bool,
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
            pending_order_url: None,
        }
    }
}

/// What the catalogue offers of a variant right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    pub for_sale: bool,
    /// In the cart's currency; `None` where it isn't sold in it.
    pub price: Option<Money>,
    /// Free units, those included that the visitor's own unpaid order holds.
    pub available: i64,
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
        return Some(LineProblem::ProductSoldOut);
    }
    if quantity < 1 || quantity > most {
        return Some(LineProblem::InvalidItemData { max: most });
    }
    if quantity > offered.available {
        return Some(LineProblem::InsufficientInventory {
            available: offered.available,
        });
    }
    match seen {
        Some(seen) if seen.currency == price.currency && seen != price => {
            Some(LineProblem::PriceChanged { seen, now: price })
        }
        _ => None,
    }
}

/// Units of one variant in a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    pub variant_id: String,
    pub quantity: i64,
    pub one_of_a_kind: bool,
}

/// What somebody is told whose cart met another at sign-in. Counts are units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeTold {
    /// Waited in the account's cart.
    pub kept: i64,
    /// Came with the browser.
    pub brought: i64,
    /// More than a cart takes of one thing, or a second time something that exists once.
    pub left_out: i64,
}

impl MergeTold {
    /// What happened, in a sentence; `None` when nothing did that can be seen.
    pub fn sentence(&self) -> Option<String> {
        let pieces = |n: i64| match n {
            1 => "1 piece".to_string(),
            n => format!("{n} pieces"),
        };
        let left_out = match self.left_out {
            0 => String::new(),
            1 => " One more was left out: a cart takes no more of that.".into(),
            n => format!(" {n} more were left out: a cart takes no more of those."),
        };
        match (self.kept, self.brought) {
            (0, _) => None,
            (kept, 0) => Some(format!(
                "Your cart from last time is back: {}.{left_out}",
                pieces(kept - self.left_out)
            )),
            (kept, brought) => Some(format!(
                "Your cart holds what you chose here and what waited in your account: {}.{left_out}",
                pieces(kept + brought - self.left_out)
            )),
        }
    }
}

/// Puts the cart that came with a browser to the one that waited in the account: quantities add up to `most` of one
/// thing, what exists once is there once. Answers the whole cart in the order of `kept`, then of `brought`.
pub fn merge(kept: &[Units], brought: &[Units], most: i64) -> (Vec<Units>, MergeTold) {
    let count = |units: &[Units]| units.iter().map(|u| u.quantity).sum::<i64>();
    let mut whole: Vec<Units> = Vec::new();
    for units in kept.iter().chain(brought) {
        match whole.iter_mut().find(|u| u.variant_id == units.variant_id) {
            Some(known) => {
                known.quantity = known.quantity.saturating_add(units.quantity);
                known.one_of_a_kind |= units.one_of_a_kind;
            }
            None => whole.push(units.clone()),
        }
    }
    for units in &mut whole {
        let most = if units.one_of_a_kind { 1 } else { most };
        units.quantity = units.quantity.min(most);
    }
    let told = MergeTold {
        kept: count(kept),
        brought: count(brought),
        left_out: count(kept) + count(brought) - count(&whole),
    };
    (whole, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(variant_id: &str, quantity: i64, one_of_a_kind: bool) -> Units {
        Units {
            variant_id: variant_id.into(),
            quantity,
            one_of_a_kind,
        }
    }

    #[test]
    fn two_carts_add_up_to_the_limit_and_a_piece_is_there_once() {
        let kept = [units("bowl", 12, false), units("vase", 1, true)];
        let brought = [
            units("vase", 1, true),
            units("bowl", 10, false),
            units("mug", 2, false),
        ];
        let (whole, told) = merge(&kept, &brought, 20);
        assert_eq!(
            whole,
            [
                units("bowl", 20, false),
                units("vase", 1, true),
                units("mug", 2, false)
            ]
        );
        assert_eq!((told.kept, told.brought, told.left_out), (13, 13, 3));
        assert_eq!(
            told.sentence().unwrap(),
            "Your cart holds what you chose here and what waited in your account: 23 pieces. 3 more were left out: a cart takes no more of those."
        );
    }

    #[test]
    fn an_empty_side_changes_nothing_and_a_cart_that_waited_is_named() {
        let cart = [units("bowl", 2, false)];
        let (whole, told) = merge(&[], &cart, 20);
        assert_eq!(whole, cart);
        assert_eq!(told.sentence(), None);
        let (whole, told) = merge(&cart, &[], 20);
        assert_eq!(whole, cart);
        assert_eq!(
            told.sentence().unwrap(),
            "Your cart from last time is back: 2 pieces."
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_but_what_is_told(
            kept in proptest::collection::vec((0_u8..6, 1_i64..30), 0..6),
            brought in proptest::collection::vec((0_u8..6, 1_i64..30), 0..6),
            most in 1_i64..25,
        ) {
            let cart = |lines: Vec<(u8, i64)>| lines.into_iter()
                .map(|(id, n)| units(&id.to_string(), if id == 0 { 1 } else { n }, id == 0)).collect::<Vec<_>>();
            let (kept, brought) = (cart(kept), cart(brought));
            let sum = |units: &[Units]| units.iter().map(|u| u.quantity).sum::<i64>();
            let (whole, told) = merge(&kept, &brought, most);
            prop_assert_eq!(sum(&whole) + told.left_out, sum(&kept) + sum(&brought));
            prop_assert!(whole.iter().all(|u| u.quantity <= most && (!u.one_of_a_kind || u.quantity == 1)));
            let of = |whole: &[Units]| { let mut all: Vec<_> = whole.iter().map(|u| (u.variant_id.clone(), u.quantity)).collect(); all.sort(); all };
            prop_assert_eq!(of(&whole), of(&merge(&brought, &kept, most).0), "whichever cart comes first");
        }
    }

    const EUR: Currency = Currency::EUR;

    fn offered(available: i64) -> Offered {
        Offered {
            for_sale: true,
            price: Some(Money::new(2500, EUR)),
            available,
        }
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
