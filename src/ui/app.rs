//! The frame of every page.

use leptos::prelude::*;

pub fn shell() -> impl IntoView {
    view! { <html lang="en"></html> }
}
