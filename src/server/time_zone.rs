//! Time zones by their IANA name, from data that is a part of the program: the machine's own is never asked, so that the
//! same shop has the same days wherever it runs.

use crate::domain::shop::Shop;
use crate::domain::time_zone::{Span, TimeZone};
use jiff::Timestamp;
use jiff::tz::{TimeZoneDatabase, TimeZoneTransition};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

static DATA: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Those that were asked for, by the name in the data: no more than there are.
static KNOWN: LazyLock<Mutex<HashMap<String, TimeZone>>> = LazyLock::new(Mutex::default);

/// Until here (the year 2200) changes of the clocks are known one by one.
const END_MS: i64 = 7_258_118_400_000;

/// The names that are offered, in the order of the alphabet: regions and places, and UTC. Older names are understood, too.
pub fn names() -> Vec<String> {
    const NOT_PLACES: [&str; 3] = ["Etc/", "SystemV/", "posix/"];
    let place =
        |name: &String| name.contains('/') && !NOT_PLACES.iter().any(|p| name.starts_with(p));
    let mut names: Vec<String> = DATA
        .available()
        .map(|name| name.to_string())
        .filter(place)
        .collect();
    names.push("UTC".into());
    names.sort();
    names
}

/// The zone of this name, whatever its letters' case; `None` where there is none.
pub fn named(name: &str) -> Option<TimeZone> {
    let found = DATA.get(name.trim()).ok()?;
    let name = found.iana_name().unwrap_or("UTC");
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = known.get(name) {
        return Some(zone.clone());
    }
    let zone = read(name, &found);
    known.insert(name.to_string(), zone.clone());
    Some(zone)
}

/// The shop's zone: UTC where none was chosen.
pub fn of(shop: &Shop) -> TimeZone {
    match shop.time_zone.as_str() {
        "" | "UTC" => TimeZone::default(),
        name => named(name).unwrap_or_else(|| {
            tracing::error!(
                zone = name,
                "the shop’s time zone is not known: UTC is used"
            );
            TimeZone::default()
        }),
    }
}

fn read(name: &str, zone: &jiff::tz::TimeZone) -> TimeZone {
    let begin = zone.to_offset_info(Timestamp::UNIX_EPOCH);
    let first = span(i64::MIN, begin.offset(), begin.abbreviation());
    let of_change = |change: TimeZoneTransition<'_>| {
        let from_ms = change.timestamp().as_millisecond();
        span(from_ms, change.offset(), change.abbreviation())
    };
    let later = zone
        .following(Timestamp::UNIX_EPOCH)
        .map(of_change)
        .take_while(|span| span.from_ms < END_MS);
    TimeZone::new(name, first, later.collect())
}

fn span(from_ms: i64, offset: jiff::tz::Offset, abbreviation: &str) -> Span {
    let seconds = i64::from(offset.seconds());
    let is_a_name = abbreviation.starts_with(|c: char| c.is_ascii_alphabetic());
    let called = match is_a_name {
        true => abbreviation.to_string(),
        false => from_utc(seconds),
    };
    Span {
        from_ms,
        ahead_ms: seconds * 1_000,
        called: called.into(),
    }
}

/// `UTC+5:45`, `UTC−3`: what a time is called that has no name.
fn from_utc(seconds: i64) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.abs() / 60;
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// A moment written in RFC 3339.
    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn days_have_the_hours_that_they_have() {
        let berlin = named("Europe/Berlin").unwrap();
        for (text, hours) in [("2027-03-28", 23), ("2026-10-25", 25), ("2026-11-21", 24)] {
            let day = day(text);
            let long = berlin.end_of(day) - berlin.start_of(day);
            assert_eq!(long, hours * HOUR_MS, "{text}");
        }
        assert_eq!(
            berlin.start_of(day("2027-01-01")),
            at("2026-12-31T23:00:00Z")
        );
        assert_eq!(berlin.day_of(at("2026-12-31T23:30:00Z")), day("2027-01-01"));
        assert_eq!(berlin.day_of(at("2026-07-31T22:00:00Z")), day("2026-08-01"));
    }

    #[test]
    fn a_quarter_of_an_hour_and_a_date_line_count() {
        let kathmandu = named("Asia/Kathmandu").unwrap();
        assert_eq!(
            kathmandu.start_of(day("2026-11-21")),
            at("2026-11-20T18:15:00Z")
        );
        assert_eq!(kathmandu.time(at("2026-11-20T18:15:00Z")), "00:00 UTC+5:45");
        let apia = named("Pacific/Apia").unwrap();
        assert_eq!(apia.day_of(at("2026-11-20T11:00:00Z")), day("2026-11-21"));
        // 30 December 2011 was left out there.
        assert_eq!(
            apia.start_of(day("2011-12-30")),
            apia.end_of(day("2011-12-30"))
        );
        assert_eq!(
            apia.end_of(day("2011-12-29")),
            apia.start_of(day("2011-12-31"))
        );
    }

    #[test]
    fn a_day_without_a_midnight_begins_with_its_first_moment() {
        for (name, text, first) in [
            ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"),
            ("Asia/Beirut", "2027-03-28", "2027-03-27T22:00:00Z"),
        ] {
            let zone = named(name).unwrap();
            let day = day(text);
            assert_eq!(zone.start_of(day), at(first), "{name}");
            assert_eq!(zone.day_of(zone.start_of(day)), day, "{name}");
            assert_eq!(zone.day_of(zone.start_of(day) - 1), day.plus(-1), "{name}");
            assert_eq!(
                zone.end_of(day) - zone.start_of(day),
                23 * HOUR_MS,
                "{name}"
            );
            assert!(zone.time(zone.start_of(day)).starts_with("01:00"), "{name}");
        }
    }

    #[test]
    fn deadlines_keep_the_time_of_day_or_end_with_their_day() {
        let berlin = named("Europe/Berlin").unwrap();
        let noon = at("2026-10-20T10:00:00Z");
        assert_eq!(berlin.days_later(noon, 7), noon + 7 * DAY_MS + HOUR_MS);
        assert_eq!(berlin.days_later(noon, -7), noon - 7 * DAY_MS);
        let end = berlin.whole_days_later(noon, 7);
        assert_eq!(end + 1, at("2026-10-27T23:00:00Z"));
        assert_eq!(berlin.date(end), "27 October 2026");
    }

    #[test]
    fn times_say_what_they_are_called() {
        let berlin = named("europe/berlin").unwrap();
        assert_eq!(berlin.name(), "Europe/Berlin");
        let first = at("2026-10-25T00:30:00Z");
        assert_eq!(berlin.time(first), "02:30 CEST");
        assert_eq!(berlin.time(first + HOUR_MS), "02:30 CET");
        let santiago = named("America/Santiago").unwrap();
        assert_eq!(
            santiago.date_and_time(at("2026-01-01T02:59:00Z") + MINUTE_MS),
            "1 January 2026, 00:00 UTC−3"
        );
    }

    #[test]
    fn what_is_no_zone_is_none_and_what_is_offered_is_one() {
        for wrong in ["", "Europe/Atlantis", "CEST+2", "../etc/passwd", "Berlin"] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
        let names = names();
        assert!(names.len() > 300 && names.contains(&"Europe/Berlin".to_string()));
        for name in &names {
            assert_eq!(named(name).unwrap().name(), name, "{name}");
        }
    }

    #[test]
    fn every_zone_agrees_with_its_data() {
        for name in [
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "America/New_York",
        ] {
            let (ours, theirs) = (named(name).unwrap(), DATA.get(name).unwrap());
            for hours in (0..90 * 366 * 24).step_by(101) {
                let at_ms = hours * HOUR_MS;
                let there = Timestamp::from_millisecond(at_ms)
                    .unwrap()
                    .to_zoned(theirs.clone());
                assert_eq!(
                    ours.day_of(at_ms).to_string(),
                    there.date().to_string(),
                    "{name} {at_ms}"
                );
            }
        }
    }
}
