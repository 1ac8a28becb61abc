//! Light, dark, or as the system has it; remembered in this browser.

use leptos::prelude::*;

const CHOICES: [(&str, &str); 3] = [("", "Auto"), ("light", "Light"), ("dark", "Dark")];

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Hidden where scripts don't run: there the system's choice holds. Every change is dispatched as a `themechange` event
/// on the window.
#[island]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| {
        let stored = storage().and_then(|s| s.get_item("theme").ok().flatten());
        chosen.set(stored.unwrap_or_default());
    });
    let choose = move |theme: &'static str| {
        chosen.set(theme.to_string());
        let root = document().document_element();
        if theme.is_empty() {
            storage().map(|s| s.remove_item("theme"));
            root.map(|r| r.remove_attribute("data-theme"));
        } else {
            storage().map(|s| s.set_item("theme", theme));
            root.map(|r| r.set_attribute("data-theme", theme));
        }
        if let Ok(event) = web_sys::Event::new("themechange") {
            // Nobody listening is fine.
            let _ = window().dispatch_event(&event);
        }
    };
    view! {
        <fieldset class="theme-switch needs-js">
            <legend>"Light"</legend>
            {CHOICES
                .map(|(theme, label)| view! {
                    <label>
                        <input
                            type="radio"
                            name="theme"
                            value=theme
                            prop:checked=move || chosen.get() == theme
                            on:change=move |_| choose(theme)
                        />
                        <span>{label}</span>
                    </label>
                })
                .collect_view()}
        </fieldset>
    }
}
