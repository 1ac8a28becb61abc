//! Days of the calendar: due dates, holidays and dates that people type, without a time of day or a zone.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// 1 January 1970 was a Thursday.
const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAY_MS: i64 = 86_400_000;

/// A day, counted from 1 January 1970. Written and stored as `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    /// The day in UTC that a moment, in unix milliseconds, lies in. The shop's own day is decided by its `TimeZone`.
    pub fn of_ms(at_ms: i64) -> Day {
        Day(at_ms.div_euclid(DAY_MS))
    }

    /// When the day begins in UTC, in unix milliseconds.
    pub fn start_ms(self) -> i64 {
        self.0.saturating_mul(DAY_MS)
    }

    /// When the day ends in UTC, in unix milliseconds.
    pub fn end_ms(self) -> i64 {
        self.plus(1).start_ms()
    }

    pub fn plus(self, days: i64) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Year, month (1–12) and day of the month: Howard Hinnant's `civil_from_days`
    /// (howardhinnant.github.io/date_algorithms.html).
    pub fn civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// The reverse of [`Day::civil`]; `None` where the calendar has no such day.
    pub fn from_civil(year: i64, month: i64, day: i64) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let shifted_month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Day(era * 146_097 + day_of_era - 719_468);
        (found.civil() == (year, month, day)).then_some(found)
    }

    /// `21 November 2026`.
    pub fn words(self) -> String {
        let (year, ..) = self.civil();
        format!("{} {year}", self.day_and_month())
    }

    /// `21 November`.
    fn day_and_month(self) -> String {
        let (_, month, day) = self.civil();
        let name = MONTHS[(month.clamp(1, 12) - 1) as usize];
        format!("{day} {name}")
    }

    /// `Saturday 21 November`: a day that is near.
    pub fn words_when_near(self) -> String {
        let weekday = WEEKDAYS[self.0.rem_euclid(7) as usize];
        format!("{weekday} {}", self.day_and_month())
    }

    pub fn year(self) -> i64 {
        self.civil().0
    }
}

/// `2026-11-21`, as date fields take it.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Write the date as 2026-11-21.")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Day, NotADay> {
        let mut parts = text.trim().splitn(3, '-');
        let mut next = |digits: usize| {
            parts
                .next()
                .filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse().ok())
                .ok_or(NotADay)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        Day::from_civil(year, month, day).ok_or(NotADay)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days_are_read_and_written() {
        let day: Day = "2026-11-21".parse().unwrap();
        assert_eq!(day, Day::of_ms(1_795_269_900_000));
        assert_eq!(day.words(), "21 November 2026");
        assert_eq!(day.words_when_near(), "Saturday 21 November");
        assert_eq!(Day(-1).words_when_near(), "Wednesday 31 December");
        assert_eq!(Day(0).to_string(), "1970-01-01");
        for text in [
            "",
            "2026-2-1",
            "2026-02-30",
            "21.11.2026",
            "2025-02-29",
            "x",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in -200_000i64..2_000_000) {
            let day = Day(days);
            prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
            prop_assert_eq!(Day::of_ms(day.start_ms()), day);
            prop_assert_eq!(Day::of_ms(day.end_ms() - 1), day);
        }
    }
}
