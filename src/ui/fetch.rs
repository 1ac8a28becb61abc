//! Asks the shop from within a page: for another page, which the server has written already, or for what becomes of a form.

use crate::domain::action_error::ActionError;
use js_sys::JSON;
use leptos::prelude::{FromServerFnError, document, window};
use leptos::server_fn::error::ServerFnErrorErr;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{RequestInit, Response, UrlSearchParams};

/// Calls the server function at `path` with its arguments as a form of the page has them. The answer is left as
/// JavaScript reads it: what reads it in Rust would be most of a small island.
pub async fn call(path: &str, arguments: &UrlSearchParams) -> Result<JsValue, ActionError> {
    let lost =
        |_: JsValue| ActionError::from_server_fn_error(ServerFnErrorErr::Request(String::new()));
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(arguments);
    let response = window().fetch_with_str_and_init(path, &init);
    let response: Response = response.await.and_then(JsCast::dyn_into).map_err(lost)?;
    let text = response.text().map_err(lost)?.await.map_err(lost)?;
    let text = text.as_string().unwrap_or_default();
    match response.ok() {
        true => JSON::parse(&text).map_err(lost),
        false => Err(serde_json::from_str(&text).unwrap_or_else(|_| {
            ActionError::from_server_fn_error(ServerFnErrorErr::Response(String::new()))
        })),
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
