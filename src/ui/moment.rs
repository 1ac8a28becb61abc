//! Points in time as people read them, from unix milliseconds, in the time zone of the shop. The server writes them: what
//! runs in a browser, whose own zone is another, is handed text.

use crate::domain::day::Day;
use crate::domain::time_zone::TimeZone;
use leptos::prelude::use_context;

/// The shop's zone, which the server gives to every page that it renders.
fn zone() -> TimeZone {
    use_context::<TimeZone>().unwrap_or_default()
}

/// The day of the shop that a moment lies in.
pub fn day(at_ms: i64) -> Day {
    zone().day_of(at_ms)
}

/// `21 November 2026`.
pub fn date(at_ms: i64) -> String {
    zone().date(at_ms)
}

/// `21 November 2026, 14:05 CET`.
pub fn date_and_time(at_ms: i64) -> String {
    zone().date_and_time(at_ms)
}

/// `2026-11-21T13:05Z`, for the `datetime` attribute.
pub fn machine(at_ms: i64) -> String {
    let minute_of_day = at_ms.div_euclid(60_000).rem_euclid(1_440);
    let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
    format!("{}T{hour:02}:{minute:02}Z", Day::of_ms(at_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_read_utc() {
        assert_eq!(machine(1_709_164_740_000), "2024-02-28T23:59Z");
        assert_eq!(machine(-1), "1969-12-31T23:59Z");
    }
}
