//! Keeps what was typed into the other forms of a page when one of them is sent, where scripts run. Pages that are one form
//! need none of it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    CustomEvent, CustomEventInit, Element, HtmlFormElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, Storage,
};

/// What stands between fields, and between a field's id and its value: nobody types these.
const FIELDS: char = '\u{1e}';
const PARTS: char = '\u{1f}';
/// Kinds of inputs that hold words; what is secret or a file is never put aside.
const WORDS: [&str; 6] = ["text", "url", "email", "number", "tel", "search"];

/// Puts aside what was typed into a page's other forms, and brings it back on the page that follows.
#[island(lazy)]
pub fn KeepTyped() -> impl IntoView {
    Effect::new(move || {
        bring_back();
        let _ = window_event_listener(ev::submit, move |event| {
            let target = event
                .target()
                .and_then(|t| t.dyn_into::<HtmlFormElement>().ok());
            if let Some(form) = target {
                put_aside(&form);
            }
        });
    });
}

fn storage() -> Option<(Storage, String)> {
    let window = web_sys::window()?;
    let path = window.location().pathname().ok()?;
    let storage = window.session_storage().ok().flatten()?;
    Some((storage, format!("typed {path}")))
}

/// The value that was typed into a field, where it is not the one that the page came with.
fn typed(field: &Element) -> Option<String> {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return (area.value() != area.default_value().unwrap_or_default()).then(|| area.value());
    }
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return Some(select.value());
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    match input.type_().as_str() {
        "checkbox" | "radio" => {
            (input.checked() != input.default_checked()).then(|| input.checked().to_string())
        }
        kind if WORDS.contains(&kind) && input.autocomplete() != "one-time-code" => {
            (input.value() != input.default_value()).then(|| input.value())
        }
        _ => None,
    }
}

fn put_aside(sent: &HtmlFormElement) {
    let page = sent.closest("main").ok().flatten();
    let (Some(page), true) = (page, sent.method() == "post") else {
        return;
    };
    let Ok(found) = page.query_selector_all("form input[id], form textarea[id], form select[id]")
    else {
        return;
    };
    let mut kept = Vec::new();
    for at in 0..found.length() {
        let field = found
            .item(at)
            .and_then(|node| node.dyn_into::<Element>().ok());
        let Some(field) = field else { continue };
        let own = field.closest("form").ok().flatten();
        if own.is_some_and(|own| own.is_same_node(Some(sent.as_ref()))) {
            continue;
        }
        kept.extend(typed(&field).map(|value| format!("{}{PARTS}{value}", field.id())));
    }
    if let Some((storage, key)) = storage() {
        let _ = match kept.is_empty() {
            true => storage.remove_item(&key),
            false => storage.set_item(&key, &kept.join(&FIELDS.to_string())),
        };
    }
}

fn bring_back() {
    let Some((storage, key)) = storage() else {
        return;
    };
    let kept = storage.get_item(&key).ok().flatten().unwrap_or_default();
    let _ = storage.remove_item(&key);
    for (id, value) in kept
        .split(FIELDS)
        .filter_map(|field| field.split_once(PARTS))
    {
        let field = document().get_element_by_id(id);
        if let Some(field) = field {
            fill(&field, value);
        }
    }
}

/// Writes into a field what was typed, unless the page knows better; and opens what it is folded into.
fn fill(field: &Element, value: &str) {
    let already = field.dyn_ref::<HtmlSelectElement>().is_none() && typed(field).is_some();
    if already {
        return;
    }
    let changed = if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
        true
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        let before = select.value();
        select.set_value(value);
        before != value
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        match input.type_().as_str() {
            "checkbox" | "radio" => input.set_checked(value == "true"),
            _ => input.set_value(value),
        }
        true
    } else {
        false
    };
    if !changed {
        return;
    }
    let mut around = field.closest("details").ok().flatten();
    while let Some(details) = around {
        let _ = details.set_attribute("open", "");
        around = details
            .parent_element()
            .and_then(|parent| parent.closest("details").ok().flatten());
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("input", &init) {
        let _ = field.dispatch_event(&event);
    }
}
