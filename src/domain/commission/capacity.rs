//! Due dates: computed from the queue, what the studio makes in a week, and when it is away.

use crate::domain::day::Day;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Whether requests are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Named)]
pub enum Openness {
    #[default]
    Open,
    /// Requests are taken and answered when there is time again.
    Waitlist,
    Closed,
}

/// Days on which the studio is away, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vacation {
    pub from: Day,
    pub to: Day,
}

impl Vacation {
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What a due date is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'a> {
    pub today: Day,
    /// Pieces agreed and not finished.
    pub queue: i64,
    pub per_week: i64,
    pub vacations: &'a [Vacation],
}

/// A due date further away than this many days is not computed.
const HORIZON: i64 = 5 * 366;

impl Workload<'_> {
    /// The day on which the next piece can be begun: when the queue has been worked off.
    pub fn begins(&self) -> Day {
        let per_week = self.per_week.max(1);
        let days = (self.queue.max(0).saturating_mul(7) + per_week - 1) / per_week;
        self.after_days(self.today, days)
    }

    /// The day by which a piece with this many days of making is ready.
    pub fn due_date(&self, lead_days: i64) -> Day {
        self.after_days(self.begins(), lead_days.max(0))
    }

    /// The day that lies `days` days in the studio after `from`. It is never a day away.
    fn after_days(&self, from: Day, days: i64) -> Day {
        let away = |day: Day| self.vacations.iter().any(|v| v.covers(day));
        let (mut day, mut left) = (from, days);
        for _ in 0..HORIZON {
            if !away(day) {
                if left == 0 {
                    break;
                }
                left -= 1;
            }
            day = day.plus(1);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_queue_comes_first_and_days_away_do_not_count() {
        let today = day("2026-11-02");
        let vacations = [Vacation {
            from: day("2026-11-20"),
            to: day("2026-11-29"),
        }];
        let load = Workload {
            today,
            queue: 4,
            per_week: 2,
            vacations: &[],
        };
        assert_eq!(load.begins(), day("2026-11-16"));
        assert_eq!(load.due_date(7), day("2026-11-23"));
        let away = Workload {
            vacations: &vacations,
            ..load
        };
        assert_eq!(away.due_date(7), day("2026-12-03"));
        let idle = Workload { queue: 0, ..load };
        assert_eq!(idle.due_date(0), today);
    }

    proptest! {
        #[test]
        fn a_longer_queue_never_promises_sooner_and_no_promise_falls_into_a_vacation(
            queue in 0i64..50, per_week in 1i64..10, lead in 0i64..60, from in 0i64..200, length in 0i64..30
        ) {
            let vacations = [Vacation { from: Day(from), to: Day(from + length) }];
            let load = Workload { today: Day(0), queue, per_week, vacations: &vacations };
            let longer = Workload { queue: queue + 1, ..load };
            prop_assert!(longer.due_date(lead) >= load.due_date(lead));
            prop_assert!(load.due_date(lead + 1) > load.due_date(lead));
            prop_assert!(!vacations[0].covers(load.due_date(lead)));
        }
    }
}
