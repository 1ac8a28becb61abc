//! What is wrong with a line that somebody wants to buy: the one rule of the cart, the checkout and the API, and its
//! sentences.

use crate::domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Why a line can't be bought as it stands. The names are the API's codes.
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

    /// A sentence for somebody who looks at the piece, not at the cart, and wanted to add it.
    pub fn refusal(&self, some_in_cart: bool) -> String {
        match self {
            Self::ProductNotActive => "This piece is no longer for sale.".into(),
            Self::ProductSoldOut => "This has just sold out.".into(),
            Self::InAnotherCheckout => {
                "This is in someone’s checkout right now. Look again in a while: it may be free then."
                    .into()
            }
            Self::InsufficientInventory { available: 0 } => {
                "There are no more of these than your cart has already.".into()
            }
            Self::InsufficientInventory { available } if some_in_cart => {
                format!("There are only {available} of these, and your cart has some already.")
            }
            Self::InsufficientInventory { available } => {
                format!("There are only {available} of these left.")
            }
            Self::PaymentNotAvailable { currency } => {
                format!(
                    "This isn’t sold in {currency}. Choose another currency at the foot of the page."
                )
            }
            other => other.sentence(),
        }
    }
}

/// What the catalogue offers of a variant, with what was answered, right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub for_sale: bool,
    /// In the currency that was asked for, the answers' surcharges included; `None` where it isn't sold in it.
    pub price: Option<Money>,
    /// Free units, those included that the visitor's own unpaid order holds.
    pub available: i64,
    /// Units that other people's unpaid orders hold.
    pub held: i64,
    /// Why it can't be bought with these answers.
    pub answers: Option<LineProblem>,
}

/// What somebody wants of a variant, beside what the catalogue offers; `None` where there is no such variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    pub variant_id: &'a str,
    pub quantity: i64,
    /// The price they last agreed to; one in another currency says nothing about this one.
    pub seen: Option<Money>,
    pub offered: Option<Offered>,
}

/// What an order can have.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub currency: Currency,
    /// Most units of a line.
    pub most: i64,
}

impl Bounds {
    /// What is wrong with each of these lines, if anything. Those of one variant share its units: earlier ones take theirs
    /// first.
    pub fn check(&self, lines: &[Wanted<'_>]) -> Vec<Option<LineProblem>> {
        let mut taken: HashMap<&str, i64> = HashMap::new();
        let checked = lines.iter().map(|line| {
            let before = taken.entry(line.variant_id).or_default();
            let problem = self.check_line(line, *before);
            *before = before.saturating_add(line.quantity);
            problem
        });
        checked.collect()
    }

    /// What is wrong with a line where others of its variant take so many units first.
    pub fn check_line(&self, wanted: &Wanted<'_>, taken: i64) -> Option<LineProblem> {
        let Bounds { currency, most } = *self;
        let quantity = wanted.quantity;
        let Some(offered) = &wanted.offered else {
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
        let left = offered.available.saturating_sub(taken);
        if quantity > left {
            return Some(LineProblem::InsufficientInventory {
                available: left.max(0),
            });
        }
        if offered.answers.is_some() {
            return offered.answers.clone();
        }
        match wanted.seen {
            Some(seen) if seen.currency == price.currency && seen != price => {
                Some(LineProblem::PriceChanged { seen, now: price })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EUR: Currency = Currency::EUR;
    const BOUNDS: Bounds = Bounds {
        currency: EUR,
        most: 20,
    };

    fn offered(available: i64) -> Offered {
        Offered {
            for_sale: true,
            price: Some(Money::new(2500, EUR)),
            available,
            held: 0,
            answers: None,
        }
    }

    fn wanted(variant_id: &str, quantity: i64, offered: Offered) -> Wanted<'_> {
        Wanted {
            variant_id,
            quantity,
            seen: None,
            offered: Some(offered),
        }
    }

    #[test]
    fn lines_of_one_variant_share_what_there_is() {
        let short = |available| Some(LineProblem::InsufficientInventory { available });
        let check = |first, second| {
            let lines = [
                wanted("bowl", first, offered(5)),
                wanted("mug", 5, offered(5)),
                wanted("bowl", second, offered(5)),
            ];
            BOUNDS.check(&lines)
        };
        assert_eq!(check(3, 2), [None, None, None]);
        assert_eq!(check(3, 3), [None, None, short(2)]);
        assert_eq!(check(5, 1), [None, None, short(0)]);
        assert_eq!(check(9, 1), [short(5), None, short(0)]);
    }

    #[test]
    fn each_trouble_has_its_own_word() {
        let check = |offered: Offered, quantity, seen| {
            let wanted = Wanted {
                seen,
                ..wanted("bowl", quantity, offered)
            };
            BOUNDS.check_line(&wanted, 0).map(|problem| problem.code())
        };
        assert_eq!(check(offered(5), 2, None), None);
        let unknown = Wanted {
            offered: None,
            ..wanted("", 1, offered(5))
        };
        assert_eq!(
            BOUNDS.check_line(&unknown, 0).map(|problem| problem.code()),
            Some("product_not_found")
        );
        let withdrawn = Offered {
            for_sale: false,
            ..offered(5)
        };
        assert_eq!(check(withdrawn, 1, None), Some("product_not_active"));
        let without_price = Offered {
            price: None,
            ..offered(5)
        };
        assert_eq!(check(without_price, 1, None), Some("payment_not_available"));
        assert_eq!(check(offered(0), 1, None), Some("product_sold_out"));
        let held = Offered {
            held: 1,
            ..offered(0)
        };
        assert_eq!(
            BOUNDS.check_line(&wanted("bowl", 1, held), 0),
            Some(LineProblem::InAnotherCheckout),
            "what somebody holds is not sold yet"
        );
        assert_eq!(check(offered(1), 2, None), Some("insufficient_inventory"));
        assert_eq!(check(offered(50), 21, None), Some("invalid_item_data"));
        assert_eq!(check(offered(50), 0, None), Some("invalid_item_data"));
        let unanswered = Offered {
            answers: Some(LineProblem::InvalidAnswer {
                sentence: "Choose a colour.".into(),
            }),
            ..offered(5)
        };
        assert_eq!(check(unanswered, 1, None), Some("invalid_item_data"));
        assert_eq!(
            check(offered(5), 1, Some(Money::new(2400, EUR))),
            Some("price_changed")
        );
        assert_eq!(
            check(offered(5), 1, Some(Money::new(2400, Currency::USD))),
            None
        );
    }

    proptest! {
        #[test]
        fn what_is_fine_can_be_sold_together_as_it_was_seen(
            lines in proptest::collection::vec((0_usize..4, -2_i64..25, proptest::option::of(0_i64..3)), 0..8),
            stock in proptest::collection::vec((proptest::bool::weighted(0.9), -1_i64..40, 0_i64..3), 4),
        ) {
            const IDS: [&str; 4] = ["a", "b", "c", "d"];
            let lines: Vec<Wanted> = lines.into_iter().map(|(variant, quantity, seen)| {
                let (for_sale, available, held) = stock[variant];
                Wanted {
                    variant_id: IDS[variant],
                    quantity,
                    seen: seen.map(|minor| Money::new(minor, EUR)),
                    offered: Some(Offered { for_sale, available, held, price: Some(Money::new(1, EUR)), answers: None }),
                }
            }).collect();
            let problems = BOUNDS.check(&lines);
            prop_assert_eq!(problems.len(), lines.len());
            for (line, problem) in lines.iter().zip(&problems) {
                let fine = line.offered.as_ref().is_some_and(|offered| offered.for_sale)
                    && (1..=BOUNDS.most).contains(&line.quantity)
                    && line.seen.is_none_or(|seen| seen.minor == 1);
                prop_assert!(fine || problem.is_some());
            }
            if problems.iter().all(Option::is_none) {
                for (id, (_, available, _)) in IDS.iter().zip(&stock) {
                    let of_it = lines.iter().filter(|line| line.variant_id == *id);
                    prop_assert!(of_it.map(|line| line.quantity).sum::<i64>() <= (*available).max(0));
                }
            }
            // Whoever comes later changes nothing for those before, and other variants nothing at all.
            for end in 0..lines.len() {
                prop_assert_eq!(BOUNDS.check(&lines[..end]), problems[..end].to_vec());
            }
            for id in IDS {
                let (alone, expected): (Vec<_>, Vec<_>) = lines.iter().cloned().zip(problems.iter().cloned())
                    .filter(|(line, _)| line.variant_id == id).unzip();
                prop_assert_eq!(BOUNDS.check(&alone), expected);
            }
        }
    }
}
