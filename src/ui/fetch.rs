//! Fetches a page of the shop from within another, for what the server has written already.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};

/// The content of the page at `path`, parsed but not shown. Fails when there is no such page or no network.
pub async fn page(path: &str) -> Result<web_sys::DocumentFragment, JsValue> {
    let response: web_sys::Response = window().fetch_with_str(path).await?.dyn_into()?;
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
