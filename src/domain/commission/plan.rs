//! How a quoted price is paid: all now, a deposit and a balance, or in stages.

use crate::domain::money::Money;
use crate::domain::tax::allocate_in_steps;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Named)]
pub enum PlanKind {
    AllNow,
    #[default]
    DepositAndBalance,
    Stages,
}

impl PlanKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::AllNow => "All when accepting",
            Self::DepositAndBalance => "A deposit, and the balance when it is ready",
            Self::Stages => "In stages",
        }
    }
}

/// When a stage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum StageDue {
    OnAcceptance,
    /// When the studio says so while it is making it.
    OnProgress,
    WhenReady,
}

impl StageDue {
    pub fn words(self) -> &'static str {
        match self {
            Self::OnAcceptance => "when you accept",
            Self::OnProgress => "while it is being made",
            Self::WhenReady => "when it is ready",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub label: String,
    /// Of the total; all stages together are 100.
    pub percent: u32,
    pub due: StageDue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPlan {
    pub kind: PlanKind,
    pub stages: Vec<Stage>,
}

/// Most stages of one plan.
pub const STAGES_MAX: usize = 6;

impl PaymentPlan {
    pub fn all_now() -> PaymentPlan {
        PaymentPlan {
            kind: PlanKind::AllNow,
            stages: vec![Stage {
                label: "Full price".into(),
                percent: 100,
                due: StageDue::OnAcceptance,
            }],
        }
    }

    /// `percent` (1–99) now, the rest when it is ready.
    pub fn deposit(percent: u32) -> PaymentPlan {
        let stage = |label: &str, percent, due| Stage {
            label: label.into(),
            percent,
            due,
        };
        PaymentPlan {
            kind: PlanKind::DepositAndBalance,
            stages: vec![
                stage("Deposit", percent, StageDue::OnAcceptance),
                stage("Balance", 100 - percent.min(100), StageDue::WhenReady),
            ],
        }
    }

    /// Stages by label and percent: the first is due on acceptance, the last when it is ready.
    pub fn stages(parts: Vec<(String, u32)>) -> PaymentPlan {
        let last = parts.len().saturating_sub(1);
        let stage = |(index, (label, percent)): (usize, (String, u32))| Stage {
            label,
            percent,
            due: match index {
                0 => StageDue::OnAcceptance,
                n if n == last => StageDue::WhenReady,
                _ => StageDue::OnProgress,
            },
        };
        PaymentPlan {
            kind: PlanKind::Stages,
            stages: parts.into_iter().enumerate().map(stage).collect(),
        }
    }

    /// The amount of each stage; together they are the total to the unit. Where a currency can only be charged in
    /// steps, a total in such steps is split in such steps.
    pub fn split(&self, total: Money) -> Vec<Money> {
        let weights: Vec<i64> = self.stages.iter().map(|s| i64::from(s.percent)).collect();
        allocate_in_steps(total.minor, &weights, total.currency.step())
            .into_iter()
            .map(|part| Money::new(part, total.currency))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use proptest::prelude::*;

    #[test]
    fn a_deposit_and_its_balance_are_the_price() {
        let parts = PaymentPlan::deposit(30).split(Money::new(33_333, Currency::EUR));
        assert_eq!(
            parts.iter().map(|p| p.minor).collect::<Vec<_>>(),
            [10_000, 23_333]
        );
        let kwd: Currency = "KWD".parse().unwrap();
        let parts = PaymentPlan::deposit(33).split(Money::new(10_010, kwd));
        assert!(parts.iter().all(|p| p.chargeable()), "{parts:?}");
        assert_eq!(parts.iter().map(|p| p.minor).sum::<i64>(), 10_010);
    }

    #[test]
    fn the_first_stage_is_due_at_once_and_the_last_when_it_is_ready() {
        let plan = PaymentPlan::stages(vec![("A".into(), 20), ("B".into(), 30), ("C".into(), 50)]);
        let due: Vec<StageDue> = plan.stages.iter().map(|s| s.due).collect();
        assert_eq!(
            due,
            [
                StageDue::OnAcceptance,
                StageDue::OnProgress,
                StageDue::WhenReady
            ]
        );
    }

    proptest! {
        #[test]
        fn stages_add_up_to_the_unit(total in 1i64..99_999_999, cuts in prop::collection::vec(1u32..40, 1..6)) {
            let used: u32 = cuts.iter().sum();
            prop_assume!(used < 100);
            let mut parts: Vec<(String, u32)> = cuts.iter().map(|p| ("x".into(), *p)).collect();
            parts.push(("last".into(), 100 - used));
            for code in ["EUR", "JPY", "KWD"] {
                let split = PaymentPlan::stages(parts.clone()).split(Money::new(total, code.parse().unwrap()));
                prop_assert_eq!(split.iter().map(|p| p.minor).sum::<i64>(), total);
                prop_assert!(split.iter().all(|p| p.minor >= 0));
            }
        }
    }
}
