//! Points in time as people read them, from unix milliseconds, in UTC.

use crate::domain::day::Day;

/// Year, month (1–12), day, hour and minute in UTC.
fn parts(at_ms: i64) -> (i64, i64, i64, i64, i64) {
    let minute_of_day = at_ms.div_euclid(60_000).rem_euclid(1_440);
    let (year, month, day) = Day::of_ms(at_ms).civil();
    (year, month, day, minute_of_day / 60, minute_of_day % 60)
}

/// `21 November 2026`.
pub fn date(at_ms: i64) -> String {
    Day::of_ms(at_ms).words()
}

/// `21 November 2026, 14:05 UTC`.
pub fn date_and_time(at_ms: i64) -> String {
    let (.., hour, minute) = parts(at_ms);
    format!("{}, {hour:02}:{minute:02} UTC", date(at_ms))
}

/// `14:05 UTC`.
pub fn time(at_ms: i64) -> String {
    let (.., hour, minute) = parts(at_ms);
    format!("{hour:02}:{minute:02} UTC")
}

/// `2026-11-21T14:05Z`, for the `datetime` attribute.
pub fn machine(at_ms: i64) -> String {
    let (year, month, day, hour, minute) = parts(at_ms);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_as_people_read_them() {
        assert_eq!(date_and_time(0), "1 January 1970, 00:00 UTC");
        assert_eq!(
            date_and_time(1_795_269_900_000),
            "21 November 2026, 14:05 UTC"
        );
        assert_eq!(machine(1_709_164_740_000), "2024-02-28T23:59Z");
        assert_eq!(date(1_709_164_800_000), "29 February 2024");
        assert_eq!(date(-86_400_000), "31 December 1969");
    }
}
