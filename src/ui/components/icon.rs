//! The few line drawings of the interface; each is decoration beside words, never a word by itself.

use leptos::prelude::*;

fn icon(paths: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=paths/>
        </svg>
    }
}

pub fn search() -> impl IntoView {
    icon("M9 3a6 6 0 1 1 0 12A6 6 0 0 1 9 3Zm4.4 10.4L17 17")
}
pub fn arrow_left() -> impl IntoView {
    icon("M16 10H4m0 0 5-5m-5 5 5 5")
}
pub fn arrow_right() -> impl IntoView {
    icon("M4 10h12m0 0-5-5m5 5-5 5")
}
pub fn arrow_up() -> impl IntoView {
    icon("M10 16V4m0 0-5 5m5-5 5 5")
}
pub fn arrow_down() -> impl IntoView {
    icon("M10 4v12m0 0-5-5m5 5 5-5")
}
pub fn close() -> impl IntoView {
    icon("M4.5 4.5l11 11m0-11-11 11")
}
pub fn check() -> impl IntoView {
    icon("M4 10.5l4 4 8-9")
}
pub fn bag() -> impl IntoView {
    icon("M4 7h12l.8 10H3.2L4 7Zm3 0V6a3 3 0 0 1 6 0v1")
}
pub fn person() -> impl IntoView {
    icon(
        "M10 3.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM3.5 17c.6-3.2 3.2-4.8 6.5-4.8s5.9 1.6 6.5 4.8",
    )
}
pub fn lock() -> impl IntoView {
    icon("M5 9h10v8H5V9Zm2.5 0V6.5a2.5 2.5 0 0 1 5 0V9")
}
pub fn enlarge() -> impl IntoView {
    icon("M12 3h5v5m0-5-6 6M8 17H3v-5m0 5 6-6")
}
pub fn turn() -> impl IntoView {
    icon("M16.5 10a6.5 6.5 0 1 1-2-4.7M15 2v3.5h-3.5")
}
pub fn menu() -> impl IntoView {
    icon("M3 6h14M3 10h14M3 14h14")
}
pub fn minus() -> impl IntoView {
    icon("M5 10h10")
}
pub fn plus() -> impl IntoView {
    icon("M5 10h10m-5-5v10")
}
