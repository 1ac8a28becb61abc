//! Points in time as people read them, from unix milliseconds, in UTC.

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

/// Year, month (1–12), day, hour and minute in UTC.
/// The date is Howard Hinnant's `civil_from_days` (howardhinnant.github.io/date_algorithms.html).
fn parts(at_ms: i64) -> (i64, usize, i64, i64, i64) {
    let minutes = at_ms.div_euclid(60_000);
    let days = minutes.div_euclid(1_440);
    let minute_of_day = minutes.rem_euclid(1_440);
    let shifted = days + 719_468;
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
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (
        year,
        usize::try_from(month).unwrap_or(1),
        day,
        minute_of_day / 60,
        minute_of_day % 60,
    )
}

/// `21 November 2026`.
pub fn date(at_ms: i64) -> String {
    let (year, month, day, ..) = parts(at_ms);
    format!("{day} {} {year}", MONTHS[(month - 1).min(11)])
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
