//! Two carts that become one: what came with a browser meets what waited in the account.

use super::pieces;
use crate::domain::answers::Answers;
use serde::{Deserialize, Serialize};

/// Units of one variant with the same answers in a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Units {
    pub variant_id: String,
    pub answers: Answers,
    pub quantity: i64,
    pub one_of_a_kind: bool,
}

/// The message to somebody whose cart was merged at sign-in. Counts are units.
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

impl Units {
    /// Whether both stand in one line: the same thing with the same answers.
    fn same_line(&self, other: &Units) -> bool {
        (&self.variant_id, &self.answers) == (&other.variant_id, &other.answers)
    }
}

/// Puts the cart that came with a browser to the one that waited in the account: quantities add up to `most` of one
/// thing with the same answers, what exists once is there once, whatever was answered. Returns the whole cart in the
/// order of `kept`, then of `brought`.
pub fn merge(kept: &[Units], brought: &[Units], most: i64) -> (Vec<Units>, MergeTold) {
    let count = |units: &[Units]| units.iter().map(|u| u.quantity).sum::<i64>();
    let mut whole: Vec<Units> = Vec::new();
    for units in kept.iter().chain(brought) {
        let once = units.one_of_a_kind;
        match whole
            .iter_mut()
            .find(|u| u.same_line(units) || (once && u.variant_id == units.variant_id))
        {
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
        answered(variant_id, "", quantity, one_of_a_kind)
    }

    fn answered(variant_id: &str, name: &str, quantity: i64, one_of_a_kind: bool) -> Units {
        Units {
            variant_id: variant_id.into(),
            answers: Answers::of([("name".to_string(), name.to_string())]),
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
    fn other_answers_are_another_line_and_a_piece_is_there_once_whatever_was_answered() {
        let kept = [
            answered("spoon", "Ada", 2, false),
            answered("vase", "Ada", 1, true),
        ];
        let brought = [
            answered("spoon", "Grace", 1, false),
            answered("spoon", "Ada", 1, false),
            answered("vase", "Grace", 1, true),
        ];
        let (whole, told) = merge(&kept, &brought, 20);
        assert_eq!(
            whole,
            [
                answered("spoon", "Ada", 3, false),
                answered("vase", "Ada", 1, true),
                answered("spoon", "Grace", 1, false),
            ]
        );
        assert_eq!(told.left_out, 1);
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
            kept in proptest::collection::vec((0_u8..6, "[ab]?", 1_i64..30), 0..6),
            brought in proptest::collection::vec((0_u8..6, "[ab]?", 1_i64..30), 0..6),
            most in 1_i64..25,
        ) {
            let cart = |lines: Vec<(u8, String, i64)>| lines.into_iter()
                .map(|(id, name, n)| answered(&id.to_string(), &name, if id == 0 { 1 } else { n }, id == 0)).collect::<Vec<_>>();
            let (kept, brought) = (cart(kept), cart(brought));
            let sum = |units: &[Units]| units.iter().map(|u| u.quantity).sum::<i64>();
            let (whole, told) = merge(&kept, &brought, most);
            prop_assert_eq!(sum(&whole) + told.left_out, sum(&kept) + sum(&brought));
            prop_assert!(whole.iter().all(|u| u.quantity <= most && (!u.one_of_a_kind || u.quantity == 1)));
            prop_assert!(whole.iter().filter(|u| u.one_of_a_kind).count() <= 1);
            let of = |whole: &[Units]| { let mut all: Vec<_> = whole.iter()
                .map(|u| (u.variant_id.clone(), if u.one_of_a_kind { Answers::default() } else { u.answers.clone() }, u.quantity)).collect(); all.sort(); all };
            prop_assert_eq!(of(&whole), of(&merge(&brought, &kept, most).0), "whichever cart comes first");
        }
    }
}
