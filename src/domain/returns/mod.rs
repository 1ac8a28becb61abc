//! Sending something back: why, until when, how many units, and the way that a return goes.

mod form;
pub mod history;
mod period;
mod status;
mod view;
mod withdrawal;

pub use form::{ReturnForm, ReturnInput, WORDS_MAX};
pub use period::{FAULT_DAYS, faults_until, is_in_time, last_day, withdrawal_is_open};
pub use status::{ReturnEvent, ReturnKind, ReturnStatus, Turn};
pub use view::{
    ReturnEntry, ReturnLineView, ReturnPageView, ReturnView, Returnable, ReturnableLine,
};
pub use withdrawal::{
    NotWithdrawable, Withdrawable, WithdrawalForm, WithdrawalPageView, may_be_withdrawn_from,
};

use super::order::OrderKind;
use super::order_status::OrderStatus;
use atelier_derive::Named;

/// Why something comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum ReturnReason {
    ChangedMind,
    Damaged,
    WrongItem,
    NotAsDescribed,
    Other,
}

impl ReturnReason {
    /// What people choose.
    pub fn label(self) -> &'static str {
        match self {
            Self::ChangedMind => "I changed my mind",
            Self::Damaged => "It is damaged",
            Self::WrongItem => "It is not what I ordered",
            Self::NotAsDescribed => "It is not as described",
            Self::Other => "Something else",
        }
    }

    /// What it is to ask for a return for this reason: whoever changed their mind withdraws from the contract.
    pub fn kind(self) -> ReturnKind {
        match self {
            Self::ChangedMind => ReturnKind::Withdrawal,
            Self::Damaged | Self::WrongItem | Self::NotAsDescribed | Self::Other => {
                ReturnKind::Return
            }
        }
    }

    /// Whether the shop answers for it, so that the longer time counts.
    pub fn is_a_fault(self) -> bool {
        matches!(self, Self::Damaged | Self::WrongItem | Self::NotAsDescribed)
    }
}

/// Whether an order of this kind and state can be sent back from at all: what was made for one customer alone goes by
/// its own agreement, and what has not left is cancelled instead.
pub fn is_returnable(kind: OrderKind, status: OrderStatus) -> bool {
    let left = matches!(status, OrderStatus::Shipped | OrderStatus::Completed);
    kind == OrderKind::ReadyMade && left
}

/// Units of a line that can be returned. `bought` units were; `spoken_for` are those of returns that are open or
/// were refunded; `open` those of open ones alone; and the money of `paid` units has not gone back.
pub fn units_left(bought: i64, spoken_for: i64, open: i64, paid: i64) -> i64 {
    // A refund that follows from a return takes its units out of what is paid as well: they count once.
    (bought - spoken_for).min(paid - open).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_has_left_and_lay_in_the_shop_comes_back() {
        for status in OrderStatus::ALL {
            let left = matches!(status, OrderStatus::Shipped | OrderStatus::Completed);
            assert_eq!(
                is_returnable(OrderKind::ReadyMade, status),
                left,
                "{status:?}"
            );
            assert!(!is_returnable(OrderKind::Commission, status), "{status:?}");
        }
    }

    #[test]
    fn units_are_counted_once() {
        assert_eq!(units_left(3, 0, 0, 3), 3);
        assert_eq!(units_left(3, 1, 1, 3), 2, "one is asked for");
        assert_eq!(units_left(3, 1, 0, 2), 2, "that one was refunded");
        assert_eq!(
            units_left(3, 1, 0, 3),
            2,
            "or an amount was, and it keeps its unit"
        );
        assert_eq!(
            units_left(3, 0, 0, 1),
            1,
            "the counter gave two back without a return"
        );
        assert_eq!(units_left(3, 1, 1, 1), 0);
    }

    proptest! {
        #[test]
        fn never_more_than_was_bought(bought in 0i64..50, spoken in 0i64..60, open in 0i64..60, paid in 0i64..50) {
            let left = units_left(bought, spoken, open, paid);
            prop_assert!(left >= 0 && left <= bought);
            prop_assert!(left == 0 || left + spoken <= bought);
        }
    }

    #[test]
    fn words_are_read_back() {
        for reason in ReturnReason::ALL {
            assert_eq!(ReturnReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(ReturnReason::parse(""), None);
    }
}
