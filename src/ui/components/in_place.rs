//! Forms that are sent in place: a refused one says what is wrong without loading the page again, and all that was typed
//! stays. Until this is hydrated, and without scripts, they are plain forms, which come back with the same messages.
//!
//! A button names a server function in `data-call`, and in `data-token` the link that it is called for. The fields of its
//! form are that function's argument `form`, its own field is one by itself, and the answer is where to go on.

use crate::domain::action_error::OFFLINE;
use crate::domain::problem::{FormBack, Problems};
use crate::ui::fetch::{self, text};
use crate::ui::form::{ErrorSummary, summary_heading};
use js_sys::{Array, Reflect};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

/// Dispatched on the window when a form was rejected in place.
pub const REFUSED: &str = "refused";
/// Holds an empty summary, as the server writes it.
const TEMPLATE: &str = "in-place";
/// A button whose form is on its way.
const SENDING: &str = "[data-call][disabled]";

/// What is wrong with the form that came back, above forms that are sent in place.
#[component]
pub fn ErrorsInPlace(back: FormBack) -> impl IntoView {
    let empty = Problems::one("", "", "");
    view! {
        <ErrorSummary problems=back.problems notice=back.notice/>
        <template id=TEMPLATE><ErrorSummary problems=empty notice=Some(String::new())/></template>
        <SendInPlace/>
    }
}

/// Sends the page's forms in place.
///
/// What several islands call and the page's main script doesn't is a file of its own, of some hundred bytes however little
/// is in it. That is why this calls few functions, and reads the answer as JavaScript does.
#[island(lazy)]
pub fn SendInPlace() -> impl IntoView {
    let _ = window_event_listener(ev::submit, |event| {
        let _ = send(&event);
    });
    // Who comes back by the back button can press again.
    let _ = window_event_listener_untyped("pagehide", |_| let_go());
}

/// Sends a form if its button names a server function. `None`: it is left to the browser.
fn send(event: &SubmitEvent) -> Option<()> {
    let button = event.submitter()?;
    let call = button.get_attribute("data-call")?;
    let form: HtmlFormElement = event.target()?.unchecked_into();
    let sent = fields(&form, &button)?;
    event.prevent_default();
    // Pressed twice, it goes once.
    if form.query_selector(SENDING).ok()?.is_some() {
        return None;
    }
    let _ = button.set_attribute("disabled", "");
    spawn_local(async move {
        match fetch::call(&call, &sent).await {
            Ok(next) => {
                if let (Some(here), Some(next)) = (document().location(), next.as_string()) {
                    let _ = here.set_href(&next);
                }
            }
            Err(refusal) => {
                let_go();
                if let Ok(event) = web_sys::Event::new(REFUSED) {
                    let _ = window().dispatch_event(&event);
                }
                let _ = show(&form, &refusal);
            }
        }
    });
    Some(())
}

fn let_go() {
    for button in fetch::all(SENDING) {
        let _ = button.remove_attribute("disabled");
    }
}

/// A form's fields as a server function reads them.
fn fields(form: &HtmlFormElement, button: &HtmlElement) -> Option<UrlSearchParams> {
    let sent = UrlSearchParams::new().ok()?;
    if let Some(token) = button.get_attribute("data-token") {
        sent.append("token", &token);
    }
    let typed = Array::from(FormData::new_with_form(form).ok()?.as_ref());
    for at in 0..typed.length() {
        let pair = typed.get(at);
        let part = |at| match Reflect::get_u32(&pair, at) {
            Ok(part) => part.as_string(),
            Err(_) => None,
        };
        if let (Some(name), Some(value)) = (part(0), part(1)) {
            sent.append(&format!("form[{name}]"), &value);
        }
    }
    let own = button.get_attribute("name")?;
    // What a form is for is said by the server function's name already.
    if own != "action" && own != "step" {
        sent.append(&own, &button.get_attribute("value")?);
    }
    Some(sent)
}

/// Says what is wrong with a form above it and beside its fields, in place of what was said before.
fn show(form: &HtmlFormElement, refusal: &JsValue) -> Option<()> {
    for earlier in fetch::all(".error-summary, .field-problem") {
        earlier.remove();
    }
    for field in fetch::all("[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
    }
    let place = |selector: &str| document().query_selector(selector).ok().flatten();
    let template = place("#in-place")?;
    let empty = template.inner_html();
    template.insert_adjacent_html("beforebegin", &empty).ok()?;
    let notice = place(".error-summary > p")?;
    let list = place(".error-summary > ul")?;
    list.set_inner_html("");
    // There are none where no answer came.
    let problems = match Reflect::get(refusal, &JsValue::from_str("problems")) {
        Ok(problems) if problems.is_object() => Array::from(&problems),
        _ => Array::new(),
    };
    let count = problems.length();
    place(".error-summary > h2")?.set_text_content(Some(summary_heading(count as usize)));
    match (count, text(refusal, "message")) {
        (0, Some(message)) => notice.set_text_content(Some(&message)),
        (0, None) => notice.set_text_content(Some(OFFLINE)),
        _ => notice.remove(),
    }
    for at in 0..count {
        let problem = problems.get(at);
        let (name, sentence) = (text(&problem, "field")?, text(&problem, "message")?);
        // Its id is its name except where several forms have the same.
        let selector = format!("[id='{name}'], [name='{name}']:not([type=hidden])");
        let field = form.query_selector(&selector).ok()?;
        let id = field.as_ref().and_then(|field| field.get_attribute("id"));
        let id = id.unwrap_or(name);
        if let Some(field) = field {
            mark(&field, &id, &sentence);
        }
        let link = add(&add(&list, "li", "")?, "a", &sentence)?;
        let _ = link.set_attribute("href", &format!("#{id}"));
    }
    let summary: HtmlElement = place(".error-summary")?.unchecked_into();
    summary.focus().ok()
}

/// Puts a sentence beside a field, and says that the field is wrong and where it is said why.
fn mark(field: &Element, id: &str, sentence: &str) -> Option<()> {
    let problem = add(&field.closest(".field, fieldset").ok()??, "p", sentence)?;
    problem.set_attribute("class", "field-problem").ok()?;
    problem.set_attribute("id", &format!("{id}-error")).ok()?;
    field
        .set_attribute("aria-describedby", &format!("{id}-hint {id}-error"))
        .ok()?;
    // A group of choices has no name and is no field itself.
    field.get_attribute("name")?;
    field.set_attribute("aria-invalid", "true").ok()
}

/// A new element at the end of another one.
fn add(parent: &Element, tag: &str, words: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_text_content(Some(words));
    parent.append_child(&element).ok()?;
    Some(element)
}
