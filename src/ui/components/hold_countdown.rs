//! How long the pieces of an unpaid order are kept for their buyer.

use leptos::either::Either;
use leptos::prelude::*;
use std::time::Duration;

/// Without scripts it names the time, as the server wrote it; with them it counts down by the minute, and by the second at the very end.
#[island(lazy)]
pub fn HoldCountdown(expires_at_ms: i64, until: String) -> impl IntoView {
    let left_ms = RwSignal::new(None::<i64>);
    Effect::new(move |_| {
        let look = move || left_ms.set(Some(expires_at_ms - js_sys::Date::now() as i64));
        look();
        // A page lives no longer than its timer; a refused timer leaves the time that was named.
        let _ = set_interval_with_handle(look, Duration::from_secs(1));
    });
    let words = Memo::new(move |_| match left_ms.get() {
        None => format!("until {until}"),
        Some(left) => sentence(left),
    });
    let over = move || left_ms.get().is_some_and(|left| left <= 0);
    view! {
        <p class="hold" class=("hold-over", over)>
            {move || if over() {
                Either::Left(view! {
                    <span>"The hold on your pieces has ended. Your cart is kept: "</span>
                    <a class="link" href="/cart">"look whether they are still there"</a>
                })
            } else {
                Either::Right(view! { <span>"We are keeping your pieces for you "</span><strong class="tabular">{move || words.get()}</strong>"." })
            }}
        </p>
    }
}

/// Keeps a figure and its unit on one line.
const NBSP: char = '\u{a0}';

/// What is left of a hold: `for another 3 h 20 min`.
fn sentence(left_ms: i64) -> String {
    let seconds = left_ms.max(0) / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("for another {s}{NBSP}s"),
        (0, m, s) if m < 5 => format!("for another {m}{NBSP}min {s:02}{NBSP}s"),
        (0, m, _) => format!("for another {m}{NBSP}min"),
        (h, m, _) if h < 24 => format!("for another {h}{NBSP}h {m:02}{NBSP}min"),
        (h, ..) if h < 48 => "until tomorrow".to_string(),
        (h, ..) => format!("for another {} days", h / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn what_is_left_is_told_as_coarsely_as_it_can_be() {
        for (seconds, words) in [
            (3 * 3_600 + 20 * 60, "for another 3 h 20 min"),
            (59 * 60, "for another 59 min"),
            (4 * 60 + 5, "for another 4 min 05 s"),
            (7, "for another 7 s"),
            (-5, "for another 0 s"),
            (5 * 86_400, "for another 5 days"),
        ] {
            assert_eq!(sentence(seconds * 1_000).replace(super::NBSP, " "), words);
        }
    }
}
