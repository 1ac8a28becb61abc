//! A step of a form that a passkey takes: the browser is asked, and its answer goes through the form.

use crate::actions::passkeys;
use crate::domain::passkey::PasskeyAsk;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

/// A button that asks for a passkey, puts the answer into the form's own `field` and sends the form, as its first
/// button would. Without scripts, or in a browser that can't, there is no button.
#[island(lazy)]
pub fn PasskeyStep(ask: PasskeyAsk, field: String, label: String) -> impl IntoView {
    let able = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| able.set(parser(ask).is_some()));
    let field = StoredValue::new(field);
    let click = move |_| {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let sent = match answered(ask).await {
                Ok(answer) => {
                    let form = place
                        .get_untracked()
                        .and_then(|place| place.closest("form").ok()?);
                    let sent = form.and_then(|form| send(&form, &field.get_value(), &answer));
                    sent.ok_or_else(|| UNUSABLE.to_string())
                }
                Err(sentence) => Err(sentence),
            };
            if let Err(sentence) = sent {
                problem.set(Some(sentence));
                busy.set(false);
            }
        });
    };
    view! {
        <div class="passkey-step" node_ref=place>
            {move || able.get().then(|| view! {
                <button class="button button-quiet" type="button" on:click=click disabled=move || busy.get()>{label.clone()}</button>
            })}
            <p class="field-problem" role="alert">{move || problem.get()}</p>
        </div>
    }
}

const UNUSABLE: &str = "The passkey could not be used. Try again, or go another way.";
const NONE_CHOSEN: &str = "No passkey was chosen. Try again, or go another way.";
const THERE_ALREADY: &str = "This device has a passkey for this account already.";

/// What reads a question for the browser, and what it belongs to; `None` where the browser can't.
fn parser(ask: PasskeyAsk) -> Option<(JsValue, Function)> {
    let name = match ask.makes_one() {
        true => "parseCreationOptionsFromJSON",
        false => "parseRequestOptionsFromJSON",
    };
    let class = get(&js_sys::global(), "PublicKeyCredential")?;
    let parse = function(&class, name)?;
    Some((class, parse))
}

fn get(value: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(value, &JsValue::from_str(name)).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

fn function(value: &JsValue, name: &str) -> Option<Function> {
    get(value, name)?.dyn_into().ok()
}

/// Asks the shop for its question, and the browser for an answer to it. A sentence where there is none.
async fn answered(ask: PasskeyAsk) -> Result<String, String> {
    let question = passkeys::ask(ask).await.map_err(|error| error.message)?;
    let credential = match begun(ask, &question) {
        Some(promise) => promise.await.map_err(|error| refused(&error).to_string())?,
        None => return Err(UNUSABLE.into()),
    };
    written(&credential).ok_or_else(|| UNUSABLE.to_string())
}

fn begun(ask: PasskeyAsk, question: &str) -> Option<Promise> {
    let (class, parse) = parser(ask)?;
    let options = JSON::parse(question).ok()?;
    let options = parse.call1(&class, &options).ok()?;
    let wrapped = Object::new();
    Reflect::set(&wrapped, &JsValue::from_str("publicKey"), &options).ok()?;
    let credentials = get(&get(&js_sys::global(), "navigator")?, "credentials")?;
    let name = if ask.makes_one() { "create" } else { "get" };
    let begin = function(&credentials, name)?;
    begin.call1(&credentials, &wrapped).ok()?.dyn_into().ok()
}

/// The browser's answer as JSON.
fn written(credential: &JsValue) -> Option<String> {
    let plain = function(credential, "toJSON")?.call0(credential).ok()?;
    JSON::stringify(&plain).ok()?.as_string()
}

fn refused(error: &JsValue) -> &'static str {
    let name = get(error, "name").and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => NONE_CHOSEN,
        Some("InvalidStateError") => THERE_ALREADY,
        _ => UNUSABLE,
    }
}

/// Writes the answer into the form and sends it.
fn send(form: &web_sys::Element, field: &str, answer: &str) -> Option<()> {
    let form: &web_sys::HtmlFormElement = form.dyn_ref()?;
    let input = form.query_selector(&format!("[name={field}]")).ok()??;
    input
        .dyn_ref::<web_sys::HtmlInputElement>()?
        .set_value(answer);
    let first = form.query_selector("button[type=submit]").ok()?;
    let first = first.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
    match first {
        Some(button) => form.request_submit_with_submitter(Some(&button)).ok(),
        None => form.request_submit().ok(),
    }
}
