//! The time zone of the shop: which day a moment lies in there, when a day begins and ends, and how a time reads. Days of
//! 23 and 25 hours, days without a midnight and days that a country left out are all days.

use super::day::Day;
use std::fmt;
use std::sync::Arc;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// From a moment on, the clocks there stand this far ahead of UTC (behind it: below zero).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub from_ms: i64,
    pub ahead_ms: i64,
    /// What the time is called meanwhile: `CET`, or `UTC+5:45` where it has no name.
    pub called: Arc<str>,
}

/// A time zone: its name (`Europe/Berlin`) and how far its clocks stood and will stand ahead. Where the data comes from is
/// not known here, so that what reaches the browser carries none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone {
    name: Arc<str>,
    /// The first holds for everything before it, too; the others follow in the order of time.
    first: Span,
    later: Arc<[Span]>,
}

impl Default for TimeZone {
    fn default() -> Self {
        let utc = Span {
            from_ms: i64::MIN,
            ahead_ms: 0,
            called: "UTC".into(),
        };
        TimeZone::new("UTC", utc, Vec::new())
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl TimeZone {
    pub fn new(name: &str, first: Span, later: Vec<Span>) -> TimeZone {
        TimeZone {
            name: name.into(),
            first,
            later: later.into(),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    fn span(&self, at_ms: i64) -> &Span {
        let begun = self.later.partition_point(|span| span.from_ms <= at_ms);
        match begun.checked_sub(1) {
            None => &self.first,
            Some(place) => &self.later[place],
        }
    }

    /// What the clock on the wall shows, as milliseconds of a zone without an offset.
    fn wall_ms(&self, at_ms: i64) -> i64 {
        at_ms.saturating_add(self.span(at_ms).ahead_ms)
    }

    /// The day that a moment lies in.
    pub fn day_of(&self, at_ms: i64) -> Day {
        Day::of_ms(self.wall_ms(at_ms))
    }

    /// The first moment at which the clock on the wall shows this or more. Of an hour that comes twice it is the first, of
    /// one that is left out the moment after it.
    fn first_at(&self, wall_ms: i64) -> i64 {
        // No clock is a whole day away from UTC but for those that go over the date line: two days are enough.
        let look = self
            .later
            .partition_point(|span| span.from_ms <= wall_ms.saturating_sub(2 * DAY_MS));
        let before = match look.checked_sub(1) {
            None => &self.first,
            Some(place) => &self.later[place],
        };
        let mut spans = std::iter::once(before)
            .chain(&self.later[look..])
            .peekable();
        while let Some(span) = spans.next() {
            let at_ms = wall_ms.saturating_sub(span.ahead_ms).max(span.from_ms);
            if spans.peek().is_none_or(|next| at_ms < next.from_ms) {
                return at_ms;
            }
        }
        wall_ms
    }

    /// When a day begins: at midnight, or at the first moment of it where that is left out.
    pub fn start_of(&self, day: Day) -> i64 {
        self.first_at(day.start_ms())
    }

    /// When a day is over: when the next one begins.
    pub fn end_of(&self, day: Day) -> i64 {
        self.start_of(day.plus(1))
    }

    /// The last moment of a day, which still lies in it: what is good until a day is good until then.
    pub fn last_of(&self, day: Day) -> i64 {
        self.end_of(day) - 1
    }

    /// The same time of day, some days later or (below zero) earlier.
    pub fn days_later(&self, at_ms: i64, days: i64) -> i64 {
        self.first_at(
            self.wall_ms(at_ms)
                .saturating_add(days.saturating_mul(DAY_MS)),
        )
    }

    /// The last moment of the day that comes so many days after a moment's own.
    pub fn whole_days_later(&self, at_ms: i64, days: i64) -> i64 {
        self.last_of(self.day_of(at_ms).plus(days))
    }

    /// `21 November 2026`.
    pub fn date(&self, at_ms: i64) -> String {
        self.day_of(at_ms).words()
    }

    /// `14:05 CET`.
    pub fn time(&self, at_ms: i64) -> String {
        let minutes = self.minute_of_day(at_ms);
        let (hour, minute) = (minutes / 60, minutes % 60);
        format!("{hour:02}:{minute:02} {}", self.span(at_ms).called)
    }

    /// `14:05:30 CET`: a time that may have to be proved.
    pub fn time_to_the_second(&self, at_ms: i64) -> String {
        let minutes = self.minute_of_day(at_ms);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let second = self.wall_ms(at_ms).rem_euclid(MINUTE_MS) / 1_000;
        let called = &self.span(at_ms).called;
        format!("{hour:02}:{minute:02}:{second:02} {called}")
    }

    /// `21 November 2026, 14:05 CET`.
    pub fn date_and_time(&self, at_ms: i64) -> String {
        format!("{}, {}", self.date(at_ms), self.time(at_ms))
    }

    fn minute_of_day(&self, at_ms: i64) -> i64 {
        self.wall_ms(at_ms).rem_euclid(DAY_MS) / MINUTE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR_MS: i64 = 3_600_000;

    /// Clocks that stand so many minutes ahead from the given moments on.
    fn zone(first: i64, later: &[(i64, i64)]) -> TimeZone {
        let span = |(from_ms, minutes): (i64, i64)| Span {
            from_ms,
            ahead_ms: minutes * MINUTE_MS,
            called: "there".into(),
        };
        let later = later.iter().copied().map(span).collect();
        TimeZone::new("There", span((i64::MIN, first)), later)
    }

    #[test]
    fn without_a_zone_a_day_is_utcs() {
        let utc = TimeZone::default();
        let day: Day = "2026-11-21".parse().unwrap();
        assert_eq!(utc.name(), "UTC");
        assert_eq!(utc.day_of(1_795_269_900_000), day);
        assert_eq!(
            (utc.start_of(day), utc.end_of(day)),
            (day.start_ms(), day.end_ms())
        );
        assert_eq!(utc.date_and_time(0), "1 January 1970, 00:00 UTC");
        assert_eq!(
            utc.date_and_time(1_795_269_900_000),
            "21 November 2026, 14:05 UTC"
        );
        assert_eq!(utc.time_to_the_second(1_795_269_905_000), "14:05:05 UTC");
        assert_eq!(utc.days_later(7, 3), 3 * DAY_MS + 7);
        assert_eq!(utc.date(-1), "31 December 1969");
    }

    #[test]
    fn an_hour_that_is_left_out_and_one_that_comes_twice() {
        let day = Day(20_000);
        let two = day.start_ms() + 2 * HOUR_MS;
        let spring = zone(0, &[(two, 60)]);
        assert_eq!(spring.end_of(day) - spring.start_of(day), 23 * HOUR_MS);
        let half_past_two = two - DAY_MS + HOUR_MS / 2;
        assert_eq!(
            spring.days_later(half_past_two, 1),
            two,
            "there is no half past two"
        );
        let autumn = zone(60, &[(two, 0)]);
        assert_eq!(autumn.end_of(day) - autumn.start_of(day), 25 * HOUR_MS);
        let twice = autumn.days_later(two - DAY_MS - HOUR_MS / 2, 1);
        assert_eq!(twice, two - HOUR_MS / 2, "the first of the two");
    }

    #[test]
    fn a_day_that_was_left_out_is_over_when_it_begins() {
        let gone = Day(20_000);
        let midnight = gone.start_ms() + 10 * HOUR_MS;
        let samoa = zone(-600, &[(midnight, 840)]);
        assert_eq!(samoa.start_of(gone), midnight);
        assert_eq!(samoa.end_of(gone), midnight);
        assert_eq!(samoa.end_of(gone.plus(-1)), midnight);
        assert_eq!(samoa.day_of(midnight), gone.plus(1));
        assert_eq!(samoa.day_of(midnight - 1), gone.plus(-1));
    }

    proptest! {
        #[test]
        fn days_follow_each_other_without_a_gap(
            first in -720i64..840,
            changes in prop::collection::vec((1i64..400, -720i64..840), 0..6),
            day in 0i64..2_000,
        ) {
            let mut at_ms = 0;
            let later: Vec<_> = changes
                .iter()
                .map(|(days, minutes)| {
                    at_ms += days * DAY_MS;
                    (at_ms, *minutes)
                })
                .collect();
            let zone = zone(first, &later);
            let day = Day(day);
            let (start, end) = (zone.start_of(day), zone.end_of(day));
            prop_assert!(start <= end);
            prop_assert!(zone.day_of(start) >= day);
            prop_assert!(zone.day_of(start - 1) < day);
            if start < end {
                prop_assert_eq!(zone.day_of(start), day);
            }
        }
    }
}
