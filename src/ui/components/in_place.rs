//! Forms that are sent in place: a refused one says what is wrong without loading the page again, and all that was typed
//! stays. Until this is hydrated, and without scripts, they are plain forms, which come back with the same messages.
//!
//! A button names a server function in `data-call`, and in `data-token` the link that it is called for. The fields of its
//! form are that function's argument `form`, its own field is one by itself, and the answer is where to go on.

use crate::domain::action_error::ActionError;
use crate::domain::problem::{FormBack, Problems};
use crate::ui::fetch;
use crate::ui::form::{ErrorSummary, FieldProblem, summary_heading};
use js_sys::Array;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{
    DocumentFragment, Element, FormData, HtmlElement, HtmlFormElement, HtmlTemplateElement,
    SubmitEvent, UrlSearchParams,
};

/// Dispatched on the window when a form was rejected in place.
pub const REFUSED: &str = "refused";
/// Holds an empty summary and an empty sentence beside a field, as the server writes them.
const TEMPLATE: &str = "in-place";
/// A button whose form is on its way.
const SENDING: &str = "[data-call].is-busy[disabled]";
/// Fields of a button that say what a form is for; the server function's name says that already.
const PURPOSES: [&str; 2] = ["action", "step"];

/// What is wrong with the form that came back, above forms that are sent in place.
#[component]
pub fn ErrorsInPlace(back: FormBack) -> impl IntoView {
    let empty = Problems::one("", "", "");
    view! {
        <ErrorSummary problems=back.problems notice=back.notice/>
        <template id=TEMPLATE>
            <ErrorSummary problems=empty notice=Some(String::new())/>
            <FieldProblem name="" problem=Some(String::new())/>
        </template>
        <SendInPlace/>
    }
}

/// Sends the page's forms in place.
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
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let button = event.submitter()?;
    let call = button.get_attribute("data-call")?;
    let sent = fields(&form, &button)?;
    event.prevent_default();
    // Pressed twice, it goes once.
    if form.query_selector(SENDING).ok()?.is_some() {
        return None;
    }
    let _ = button.class_list().add_1("is-busy");
    let _ = button.set_attribute("disabled", "");
    spawn_local(async move {
        match fetch::call(&call, &sent).await {
            Ok(next) => {
                let _ = window()
                    .location()
                    .assign(&next.as_string().unwrap_or_default());
            }
            Err(error) => {
                let_go();
                if let Ok(event) = web_sys::Event::new(REFUSED) {
                    let _ = window().dispatch_event(&event);
                }
                let _ = show(&form, error);
            }
        }
    });
    Some(())
}

fn let_go() {
    for button in fetch::all(SENDING) {
        let _ = button.class_list().remove_1("is-busy");
        let _ = button.remove_attribute("disabled");
    }
}

/// A form's fields as a server function reads them.
fn fields(form: &HtmlFormElement, button: &HtmlElement) -> Option<UrlSearchParams> {
    let sent = UrlSearchParams::new().ok()?;
    if let Some(token) = button.get_attribute("data-token") {
        sent.append("token", &token);
    }
    let typed = FormData::new_with_form(form).ok()?;
    for pair in Array::from(&typed) {
        let pair = Array::from(&pair);
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            sent.append(&format!("form[{name}]"), &value);
        }
    }
    let own = button.get_attribute("name")?;
    if !PURPOSES.contains(&own.as_str()) {
        sent.append(&own, &button.get_attribute("value")?);
    }
    Some(sent)
}

/// Says what is wrong with a form above it and beside its fields, in place of what was said before.
fn show(form: &HtmlFormElement, error: ActionError) -> Option<()> {
    forget();
    let template = document().get_element_by_id(TEMPLATE)?;
    let empty = template.dyn_ref::<HtmlTemplateElement>()?.content();
    let empty: DocumentFragment = empty.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    let part = |selector: &str| empty.query_selector(selector).ok().flatten();
    let (summary, sentence) = (part(".error-summary")?, part(".field-problem")?);
    let (notice, item) = (part(".error-summary > p")?, part("li")?);
    let problems = error.problems.0;
    part("h2")?.set_text_content(Some(summary_heading(problems.len())));
    match problems.is_empty() {
        true => notice.set_text_content(Some(&error.message)),
        false => notice.remove(),
    }
    let list = item.parent_element()?;
    item.remove();
    for problem in problems {
        let field = field(form, &problem.field);
        let id = field.as_ref().map_or(problem.field, Element::id);
        if let Some(field) = field {
            let beside = copy(&sentence)?;
            beside.set_id(&format!("{id}-error"));
            beside.set_text_content(Some(&problem.message));
            mark(&field, &beside);
        }
        let item = copy(&item)?;
        let link = item.first_element_child()?;
        link.set_text_content(Some(&problem.message));
        let _ = link.set_attribute("href", &format!("#{id}"));
        list.append_child(&item).ok()?;
    }
    let above = template.parent_element()?;
    above.insert_before(&summary, Some(&template)).ok()?;
    summary.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

fn copy(element: &Element) -> Option<Element> {
    element.clone_node_with_deep(true).ok()?.dyn_into().ok()
}

/// The field that a problem is with: by its id, which is its name except where several forms have the same.
fn field(form: &HtmlFormElement, name: &str) -> Option<Element> {
    let selector = format!("[id='{name}'], [name='{name}']:not([type=hidden])");
    form.query_selector(&selector).ok()?
}

/// Puts a sentence beside a field, and says that the field is wrong and where it is said why.
fn mark(field: &Element, sentence: &Element) {
    if let Ok(Some(around)) = field.closest(".field, fieldset") {
        let _ = around.class_list().add_1("field-wrong");
        let _ = around.append_child(sentence);
    }
    let hint = field.get_attribute("aria-describedby").unwrap_or_default();
    let described = format!("{hint} {}", sentence.id());
    let _ = field.set_attribute("aria-describedby", described.trim());
    if field.tag_name() != "FIELDSET" {
        let _ = field.set_attribute("aria-invalid", "true");
    }
}

/// Takes away what an earlier refusal said.
fn forget() {
    for earlier in fetch::all(".error-summary, .field-problem[id]") {
        earlier.remove();
    }
    for around in fetch::all(".field-wrong") {
        let _ = around.class_list().remove_1("field-wrong");
    }
    for field in fetch::all("[aria-describedby$=-error]") {
        let _ = field.remove_attribute("aria-invalid");
        let described = field.get_attribute("aria-describedby").unwrap_or_default();
        let hint = described.split(' ').find(|id| id.ends_with("-hint"));
        let _ = match hint {
            Some(hint) => field.set_attribute("aria-describedby", hint),
            None => field.remove_attribute("aria-describedby"),
        };
    }
}
