//! How long something can be returned: the days count from receipt, and from nothing else.

use super::ReturnReason;
use crate::domain::day::Day;

/// How long something that was broken, wrong or not as promised can be sent back: two years, as long as the law of the
/// European Union holds a seller answerable for it (Directive (EU) 2019/771, article 10). A shop that chooses a shorter
/// time to change one's mind does not shorten this one.
pub const FAULT_DAYS: i64 = 730;

/// A day ends last in the zone that is twelve hours behind UTC: nobody's day is cut short.
const LAST_ZONE_MS: i64 = 12 * 3_600_000;

/// The last day to withdraw from a contract whose goods were received on a day: that day does not count, and a last day
/// at a weekend moves to Monday (Directive 2011/83/EU, article 9; Regulation (EEC, Euratom) 1182/71, article 3).
pub fn last_day(received: Day, days: i64) -> Day {
    let last = received.plus(days);
    // 1 January 1970 was a Thursday.
    match (last.0 + 4).rem_euclid(7) {
        6 => last.plus(2),
        0 => last.plus(1),
        _ => last,
    }
}

fn is_over(day: Day, now_ms: i64) -> bool {
    now_ms >= day.end_ms() + LAST_ZONE_MS
}

/// Whether one may still withdraw. Where nobody knows when it was received, nothing is refused for its date.
pub fn withdrawal_is_open(received: Option<Day>, days: i64, now_ms: i64) -> bool {
    received.is_none_or(|day| !is_over(last_day(day, days), now_ms))
}

/// The last day on which something that is broken or wrong can be sent back.
pub fn faults_until(received: Day, days: i64) -> Day {
    received.plus(days.max(FAULT_DAYS))
}

/// Whether something can still be returned for this reason. `days` is the shop's own time for changing one's mind.
pub fn is_in_time(reason: ReturnReason, received: Option<Day>, days: i64, now_ms: i64) -> bool {
    match reason.is_a_fault() {
        true => received.is_none_or(|day| !is_over(faults_until(day, days), now_ms)),
        false => withdrawal_is_open(received, days, now_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_days_count_from_receipt_and_end_on_a_working_day() {
        for (received, last) in [
            ("2026-11-02", "2026-11-16"), // Monday to Monday
            ("2026-11-06", "2026-11-20"), // Friday to Friday
            ("2026-11-07", "2026-11-23"), // Saturday: Monday after
            ("2026-11-08", "2026-11-23"), // Sunday: Monday after
        ] {
            assert_eq!(last_day(day(received), 14), day(last), "{received}");
        }
    }

    #[test]
    fn the_last_day_is_whole_wherever_somebody_lives() {
        let received = day("2026-11-02");
        let end = day("2026-11-16").end_ms() + LAST_ZONE_MS;
        assert!(withdrawal_is_open(Some(received), 14, end - 1));
        assert!(!withdrawal_is_open(Some(received), 14, end));
        assert!(
            withdrawal_is_open(None, 14, i64::MAX),
            "nobody knows when it arrived"
        );
    }

    #[test]
    fn what_is_broken_can_be_sent_back_for_longer() {
        let received = Some(day("2026-11-02"));
        let late = day("2026-12-24").start_ms();
        assert!(!is_in_time(ReturnReason::ChangedMind, received, 14, late));
        assert!(!is_in_time(ReturnReason::Other, received, 14, late));
        for fault in ReturnReason::ALL.into_iter().filter(|r| r.is_a_fault()) {
            assert!(is_in_time(fault, received, 14, late), "{fault:?}");
            let over = day("2026-11-02").plus(FAULT_DAYS + 2).start_ms();
            assert!(!is_in_time(fault, received, 14, over), "{fault:?}");
            assert!(
                is_in_time(fault, received, 1_000, over),
                "never shorter than a change of mind"
            );
        }
    }
}
