//! Withdrawing from the contract: what of an order it is possible for, and the form that declares it
//! (Directive (EU) 2023/2673, which puts article 11a into Directive 2011/83/EU).

use super::ReturnableLine;
use crate::domain::day::Day;
use crate::domain::form;
use crate::domain::order::OrderKind;
use crate::domain::order_status::OrderStatus;
use crate::domain::problem::Problems;
use crate::domain::refund::form::{UNITS, Units, counted, units};
use serde::{Deserialize, Serialize};

/// What of an order can be withdrawn from, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawable {
    pub lines: Vec<ReturnableLine>,
    /// The last day; `None` while nobody knows when the order was received.
    pub until: Option<Day>,
    /// Something of it has left.
    pub has_left: bool,
}

/// Why nothing of an order can be withdrawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWithdrawable {
    /// All of it is made to the customer's specification.
    MadeToWish,
    NotPaid,
    Cancelled,
    /// The last day is over.
    Over(Day),
    NothingLeft,
}

impl NotWithdrawable {
    pub fn code(self) -> &'static str {
        match self {
            Self::MadeToWish => "made_to_wish",
            Self::NotPaid => "not_paid",
            Self::Cancelled => "cancelled",
            Self::Over(_) => "too_late",
            Self::NothingLeft => "nothing_left",
        }
    }

    pub fn sentence(self) -> String {
        match self {
            Self::MadeToWish => "It was made to your wish, so the law knows no withdrawal from it. If something is wrong with it, send it back on the order’s page or write to us.".into(),
            Self::NotPaid => "It is not paid yet: cancel it on the order’s page, and nothing is owed.".into(),
            Self::Cancelled => "The order is cancelled already, so there is nothing to withdraw from.".into(),
            Self::Over(day) => format!(
                "The time to withdraw ended on {}. If something is wrong with it, send it back on the order’s page or write to us.",
                day.words()
            ),
            Self::NothingLeft => "All of it was withdrawn from, sent back or refunded already.".into(),
        }
    }
}

/// Whether an order of this kind and state can be withdrawn from at all: paid for, wherever it is by now. What is not paid
/// is cancelled, which owes nobody anything.
pub fn may_be_withdrawn_from(kind: OrderKind, status: OrderStatus) -> Result<(), NotWithdrawable> {
    use OrderStatus::*;
    match (kind, status) {
        (OrderKind::Commission, _) => Err(NotWithdrawable::MadeToWish),
        (OrderKind::ReadyMade, Pending) => Err(NotWithdrawable::NotPaid),
        (OrderKind::ReadyMade, Cancelled) => Err(NotWithdrawable::Cancelled),
        (OrderKind::ReadyMade, Confirmed | InProduction | Shipped | Completed) => Ok(()),
    }
}

/// The declaration as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    /// `pieces` for some of them; anything else is the whole order.
    pub what: String,
    /// Units by a line's id.
    pub units: Units,
    /// The form's own: the same one sent twice is one declaration.
    pub form_key: String,
}

impl WithdrawalForm {
    /// The word for some of the pieces.
    pub const PIECES: &str = "pieces";

    pub fn from_fields(fields: &[(String, String)]) -> WithdrawalForm {
        WithdrawalForm {
            units: units(fields),
            ..form::known(fields)
        }
    }

    /// Units by a line's id, at least one. All problems are reported at once.
    pub fn read(&self, lines: &[ReturnableLine]) -> Result<Vec<(String, i64)>, Problems> {
        let open: Vec<&ReturnableLine> = lines.iter().filter(|l| l.withdrawable() > 0).collect();
        if self.what != Self::PIECES {
            let all = open.iter().map(|l| (l.line_id.clone(), l.withdrawable()));
            return Ok(all.collect());
        }
        let mut problems = Problems::default();
        let first = open.first().map_or("what".to_string(), |line| {
            format!("{UNITS}{}", line.line_id)
        });
        let nothing = "Choose at least one piece, or the whole order.";
        let wanted = counted(&self.units, &first, nothing, &mut problems);
        for (id, units) in &wanted {
            let line = lines.iter().find(|line| line.line_id == *id);
            let left = line.map_or(0, ReturnableLine::withdrawable);
            let twice = wanted.iter().filter(|(other, _)| other == id).count() > 1;
            if *units > left || twice {
                let message = match (line.is_some_and(|line| line.personal), left) {
                    (true, _) => "This piece was made to your wish, so you can’t withdraw from it."
                        .to_string(),
                    (false, 0) => "You can’t withdraw from this piece any more.".to_string(),
                    (false, left) => format!("You can withdraw from {left} of these at most."),
                };
                problems.add(&format!("{UNITS}{id}"), "too_many", message);
            }
        }
        problems.or(wanted)
    }
}

/// The form's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalPageView {
    pub order_number: String,
    /// Who declares it, and where the confirmation goes: as the order has them.
    pub name: String,
    pub email: String,
    /// `None`: nothing can be withdrawn from, and `why_not` says why.
    pub withdrawable: Option<Withdrawable>,
    pub why_not: String,
    pub form_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, left: i64, personal: bool) -> ReturnableLine {
        ReturnableLine {
            line_id: id.into(),
            sku: id.to_uppercase(),
            title: id.into(),
            variant_name: String::new(),
            units: 3,
            left,
            personal,
        }
    }

    fn form(what: &str, units: &[(&str, &str)]) -> WithdrawalForm {
        let units = units.iter().map(|(id, n)| (id.to_string(), (*n).into()));
        WithdrawalForm {
            what: what.into(),
            units: units.collect(),
            form_key: String::new(),
        }
    }

    #[test]
    fn the_whole_order_is_all_that_is_not_exempt_and_pieces_are_counted() {
        let lines = [line("a", 2, false), line("b", 0, false), line("c", 1, true)];
        let all = form("whole", &[("a", "x")]).read(&lines).unwrap();
        assert_eq!(all, [("a".to_string(), 2)]);
        let one = form("pieces", &[("a", "1"), ("b", "")])
            .read(&lines)
            .unwrap();
        assert_eq!(one, [("a".to_string(), 1)]);
        for (units, words) in [
            (vec![("a", "3")], "2 of these at most"),
            (vec![("b", "1")], "any more"),
            (vec![("c", "1")], "made to your wish"),
            (vec![("z", "1")], "any more"),
            (vec![("a", "1"), ("a", "1")], "2 of these at most"),
            (vec![], "at least one piece"),
        ] {
            let problems = form("pieces", &units).read(&lines).unwrap_err();
            assert!(
                problems.0[0].message.contains(words),
                "{units:?} {problems:?}"
            );
        }
    }

    #[test]
    fn what_is_paid_for_can_be_withdrawn_from_wherever_it_is() {
        use OrderStatus::*;
        for status in OrderStatus::ALL {
            let open = may_be_withdrawn_from(OrderKind::ReadyMade, status).is_ok();
            assert_eq!(open, !matches!(status, Pending | Cancelled), "{status:?}");
            let wish = may_be_withdrawn_from(OrderKind::Commission, status);
            assert_eq!(wish, Err(NotWithdrawable::MadeToWish));
        }
    }
}
