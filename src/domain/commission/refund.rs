//! What is kept and what is refunded when a custom order ends after money was paid.

use crate::domain::money::Money;
use crate::domain::tax::half_up;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// How far the making had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Progress {
    BeforeStart,
    WhileMaking,
    WhenReady,
}

/// Whose decision ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum EndedBy {
    Customer,
    Studio,
}

/// The agreed rule: whole percents of what was received that are refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRule {
    pub before_start: u32,
    pub while_making: u32,
    pub when_ready: u32,
    /// At any time, when it is the studio that steps back.
    pub if_studio_cancels: u32,
}

impl Default for RefundRule {
    fn default() -> Self {
        RefundRule {
            before_start: 100,
            while_making: 50,
            when_ready: 0,
            if_studio_cancels: 100,
        }
    }
}

/// What ending it now comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Received and not yet refunded.
    pub received: Money,
    pub back: Money,
    pub kept: Money,
    /// The percent of the rule that was applied.
    pub percent: u32,
}

impl RefundRule {
    pub fn percent(&self, by: EndedBy, progress: Progress) -> u32 {
        match (by, progress) {
            (EndedBy::Studio, _) => self.if_studio_cancels,
            (EndedBy::Customer, Progress::BeforeStart) => self.before_start,
            (EndedBy::Customer, Progress::WhileMaking) => self.while_making,
            (EndedBy::Customer, Progress::WhenReady) => self.when_ready,
        }
        .min(100)
    }

    /// Applies the rule to what was received, in steps of what the currency can be charged in. Half a step goes to the
    /// customer; the parts add up to what was received.
    pub fn settle(&self, received: Money, by: EndedBy, progress: Progress) -> Settlement {
        let percent = self.percent(by, progress);
        let paid = received.minor.max(0);
        let exact = i128::from(paid) * i128::from(percent);
        let back = match percent {
            100 => paid,
            _ => half_up(exact, 100, received.currency.step()).min(paid),
        };
        Settlement {
            received: Money::new(paid, received.currency),
            back: Money::new(back, received.currency),
            kept: Money::new(paid - back, received.currency),
            percent,
        }
    }

    /// The rule as the customer reads it, one sentence a line.
    pub fn words(&self) -> Vec<String> {
        let line = |when: &str, percent: u32| match percent {
            100 => format!("{when}: everything goes back to you."),
            0 => format!("{when}: nothing goes back."),
            n => format!("{when}: {n} % of what you paid goes back to you."),
        };
        vec![
            line("Before we begin", self.before_start),
            line("While we make it", self.while_making),
            line("Once it is ready", self.when_ready),
            line("If we have to step back", self.if_studio_cancels),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use proptest::prelude::*;

    #[test]
    fn the_rule_follows_the_making() {
        let rule = RefundRule {
            before_start: 90,
            while_making: 50,
            when_ready: 0,
            if_studio_cancels: 100,
        };
        let paid = Money::new(10_001, Currency::EUR);
        let back = |by, progress| rule.settle(paid, by, progress).back.minor;
        assert_eq!(back(EndedBy::Customer, Progress::BeforeStart), 9_001);
        assert_eq!(back(EndedBy::Customer, Progress::WhileMaking), 5_001);
        assert_eq!(back(EndedBy::Customer, Progress::WhenReady), 0);
        assert_eq!(back(EndedBy::Studio, Progress::WhenReady), 10_001);
        assert_eq!(rule.words().len(), 4);
        let dinars = Money::new(10_010, "KWD".parse().unwrap());
        let settled = rule.settle(dinars, EndedBy::Customer, Progress::WhileMaking);
        assert_eq!((settled.back.minor, settled.kept.minor), (5_010, 5_000));
    }

    proptest! {
        #[test]
        fn what_is_kept_and_what_goes_back_is_what_was_received(paid in 0i64..99_999_999, percent in 0u32..=100) {
            let rule = RefundRule { before_start: percent, ..RefundRule::default() };
            let s = rule.settle(Money::new(paid, Currency::EUR), EndedBy::Customer, Progress::BeforeStart);
            prop_assert_eq!(s.kept.minor + s.back.minor, paid);
            prop_assert!(s.kept.minor >= 0 && s.back.minor >= 0);
        }
    }
}
