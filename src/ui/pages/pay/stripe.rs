//! The few calls of Stripe.js that a Payment Element needs (docs.stripe.com/js), written by hand.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    pub type Stripe;
    pub type Elements;
    pub type Element;

    #[wasm_bindgen(catch, js_name = Stripe)]
    pub fn stripe(publishable_key: &str) -> Result<Stripe, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn elements(this: &Stripe, options: &JsValue) -> Result<Elements, JsValue>;
    #[wasm_bindgen(method, catch, js_name = confirmPayment)]
    pub fn confirm_payment(this: &Stripe, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn create(this: &Elements, kind: &str) -> Result<Element, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn update(this: &Elements, options: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn mount(this: &Element, place: &web_sys::HtmlElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub fn on(this: &Element, event: &str, callback: &Function);
}

/// A JavaScript object from names and values.
pub fn object(entries: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of an object just made cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A text inside nested objects: `text_at(&result, &["error", "message"])`.
pub fn text_at(value: &JsValue, path: &[&str]) -> Option<String> {
    at(value, path)?.as_string()
}

/// Whatever is inside nested objects; `None` where the path ends early.
pub fn at(value: &JsValue, path: &[&str]) -> Option<JsValue> {
    let mut value = value.clone();
    for name in path {
        value = Reflect::get(&value, &JsValue::from_str(name)).ok()?;
        if value.is_undefined() || value.is_null() {
            return None;
        }
    }
    Some(value)
}

/// Loads the script from its own host; resolves when it has run. A second call finds it there already.
pub async fn load(address: &str) -> Result<(), JsValue> {
    let window = js_sys::global();
    if Reflect::has(&window, &JsValue::from_str("Stripe"))? {
        return Ok(());
    }
    let script: web_sys::HtmlScriptElement = document().create_element("script")?.unchecked_into();
    script.set_src(address);
    script.set_async(true);
    let loaded = Promise::new(&mut |resolve, reject| {
        // The script element keeps both callbacks; whichever event comes settles the promise.
        let _ = script.add_event_listener_with_callback("load", resolve.unchecked_ref());
        let _ = script.add_event_listener_with_callback("error", reject.unchecked_ref());
    });
    document()
        .head()
        .ok_or(JsValue::NULL)?
        .append_child(&script)?;
    loaded.await.map(|_| ())
}
