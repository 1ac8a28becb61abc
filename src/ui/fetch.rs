//! Asks the shop from within a page: for another page, which the server has written already, or for what becomes of a form.

use js_sys::Reflect;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RequestInit, Response, UrlSearchParams};

/// Calls the server function at `path` with what a `URLSearchParams` is made from: a query string, or the fields of a form.
/// Answer and refusal (`ActionError`) are left as JavaScript reads them, because what reads them in Rust would be most of a
/// small island; the refusal is nothing where none came.
pub async fn call(path: &str, arguments: &JsValue) -> Result<JsValue, JsValue> {
    let lost = |_: JsValue| JsValue::NULL;
    let arguments = UrlSearchParams::new_with_str_sequence_sequence(arguments)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&arguments);
    let response = window().fetch_with_str_and_init(path, &init);
    let response: Response = response.await.map_err(lost)?.unchecked_into();
    let answer = response.json().map_err(lost)?.await.map_err(lost)?;
    match response.ok() {
        true => Ok(answer),
        false => Err(answer),
    }
}

/// The text under a name in an answer.
#[inline(always)]
pub fn text(of: &JsValue, name: &str) -> Option<String> {
    match Reflect::get(of, &JsValue::from_str(name)) {
        Ok(value) => value.as_string(),
        Err(_) => None,
    }
}

/// The content of the page at `path`, parsed but not shown. Fails when there is no such page or no network.
pub async fn page(path: &str) -> Result<web_sys::DocumentFragment, JsValue> {
    let response: Response = window().fetch_with_str(path).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let text = response.text()?.await?.as_string().unwrap_or_default();
    let template: web_sys::HtmlTemplateElement =
        document().create_element("template")?.dyn_into()?;
    template.set_inner_html(&text);
    Ok(template.content())
}

/// Every element of a list of nodes.
pub fn elements(nodes: &web_sys::NodeList) -> Vec<web_sys::Element> {
    (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into().ok())
        .collect()
}

/// Every element of the document that a selector names.
pub fn all(selector: &str) -> Vec<web_sys::Element> {
    document()
        .query_selector_all(selector)
        .map(|nodes| elements(&nodes))
        .unwrap_or_default()
}
