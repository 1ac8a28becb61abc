//! The project's rules about days and times.

use crate::tidy::{findings_outside, none};

#[test]
fn days_are_the_shops_and_not_utcs() {
    // Each of them says why it means UTC.
    const MEAN_UTC: [&str; 6] = [
        "src/domain/day.rs:",
        "src/domain/time_zone.rs:",
        "src/domain/invoice.rs:",
        "src/domain/refund/mod.rs:",
        "src/domain/returns/period.rs:",
        "src/ui/moment.rs:",
    ];
    let in_utc = |line: &str| {
        let words = ["Day::of_ms", ".start_ms()", ".end_ms()", "TimeZone::UTC"];
        words.iter().any(|word| line.contains(word))
    };
    let found = findings_outside("sandbox/", in_utc).into_iter();
    none(
        "ask the shop’s time zone for the day",
        found.filter(|place| !MEAN_UTC.iter().any(|file| place.starts_with(file))),
    );
}

#[test]
fn islands_write_no_times() {
    let files = |word: &'static str| {
        let places = findings_outside("-", |line| line.contains(word)).into_iter();
        places.map(|place| place.split(':').next().unwrap().to_string())
    };
    let islands: Vec<String> = files("#[island").collect();
    none(
        "a browser has a zone of its own: hand its island the words that the server wrote",
        files("moment::").filter(|file| islands.contains(file)),
    );
}
