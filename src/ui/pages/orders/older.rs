//! Older orders, below those of the list. Without scripts it is a link to the page that has them.
//!
//! The island works on what the server has written: signals, views and typed rows of its own would be most of its bytes.

use crate::actions::orders::History;
use crate::ui::cart_state::pieces;
use crate::ui::fetch;
use js_sys::{Array, Reflect};
use leptos::ev;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, MouseEvent, UrlSearchParams};

const LINK: &str = "older-orders";

/// `cursor` leads to the orders below the last one of the list; once they are added, the link leads to those below them.
#[component]
pub fn OlderOrders(cursor: String) -> impl IntoView {
    view! {
        <div class="load-more">
            <p class="notice notice-problem hidden" role="status">
                "Older orders can’t be loaded just now. Try again in a moment."
            </p>
            <a class="button button-quiet" rel="next" id=LINK href=format!("/orders?cursor={cursor}")>"Older orders"</a>
        </div>
        <AddOlderOrders/>
    }
}

/// Adds older orders to the list instead of following the link.
#[island(lazy)]
fn AddOlderOrders() -> impl IntoView {
    let _ = window_event_listener(ev::click, |event| {
        let _ = follow(&event);
    });
}

fn follow(event: &MouseEvent) -> Option<()> {
    let link: HtmlAnchorElement = event.target()?.dyn_into().ok()?;
    if link.id() != LINK || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    event.prevent_default();
    let classes = link.class_list();
    if classes.contains("is-busy") {
        return None;
    }
    let _ = classes.add_1("is-busy");
    spawn_local(async move {
        let added = add(&link).await;
        let _ = link.class_list().remove_1("is-busy");
        if let Some(notice) = link.previous_element_sibling() {
            let _ = notice
                .class_list()
                .toggle_with_force("hidden", added.is_some());
        }
    });
    Some(())
}

/// Adds the orders that the link leads to, the first of them with the focus, and makes the link lead on.
async fn add(link: &HtmlAnchorElement) -> Option<()> {
    let arguments = UrlSearchParams::new_with_str(&link.search()).ok()?;
    let part = fetch::call(History::PATH, &arguments).await.ok()?;
    let list = document().get_element_by_id("orders")?;
    let shown = list.last_element_child()?;
    for order in Array::from(&Reflect::get(&part, &"rows".into()).ok()?) {
        let row: Element = shown.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        write(&row, &order)?;
        list.append_child(&row).ok()?;
    }
    match word(&part, "older") {
        Some(cursor) => link.set_href(&format!("/orders?cursor={cursor}")),
        None => link.class_list().add_1("hidden").ok()?,
    }
    let first = shown.next_element_sibling()?.first_element_child()?;
    first.dyn_into::<HtmlElement>().ok()?.focus().ok()
}

/// Writes an order (`domain::customer::OrderInWords`) into a row of another one.
fn write(row: &Element, order: &JsValue) -> Option<()> {
    let part = |selector: &str| row.query_selector(selector).ok().flatten();
    for (selector, attribute, name) in [
        ("a", "href", "url"),
        ("time", "datetime", "day"),
        (".badge", "data-status", "status"),
        (".order-row-number", "", "number"),
        ("time", "", "placed_on"),
        (".badge", "", "status_label"),
        (".price", "", "total"),
    ] {
        let (place, value) = (part(selector)?, word(order, name)?);
        match attribute {
            "" => place.set_text_content(Some(&value)),
            attribute => place.set_attribute(attribute, &value).ok()?,
        }
    }
    let units = Reflect::get(order, &"units".into()).ok()?.as_f64()?;
    part("time + span")?.set_text_content(Some(&pieces(units as i64)));
    Some(())
}

fn word(of: &JsValue, name: &str) -> Option<String> {
    Reflect::get(of, &name.into()).ok()?.as_string()
}
