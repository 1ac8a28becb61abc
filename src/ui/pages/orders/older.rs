//! Older orders, below those of the list. Without scripts it is a link to the page that has them.
//!
//! The island works on what the server has written: signals, views and typed rows of its own would be most of its bytes.

use crate::actions::orders::History;
use crate::ui::fetch::{self, text};
use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, HtmlElement, MouseEvent};

const LINK: &str = "older-orders";

/// `cursor` leads to the orders below the last one of the list; once they are added, the link leads to those below them.
#[component]
pub fn OlderOrders(cursor: String) -> impl IntoView {
    view! {
        <div class="load-more">
            <p class="notice notice-problem" role="status" hidden>
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
    let link: HtmlAnchorElement = event.target()?.unchecked_into();
    let is_it = link.get_attribute("id").as_deref() == Some(LINK);
    if !is_it || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    event.prevent_default();
    // Pressed twice, it goes once.
    if link.has_attribute("aria-busy") {
        return None;
    }
    link.set_attribute("aria-busy", "true").ok()?;
    spawn_local(async move {
        let added = add(&link).await;
        let _ = link.remove_attribute("aria-busy");
        if let Some(notice) = fetch::all(".load-more > .notice").first() {
            let _ = notice.toggle_attribute_with_force("hidden", added.is_some());
        }
    });
    Some(())
}

/// Adds the orders that the link leads to, the first of them with the focus, and makes the link lead on.
async fn add(link: &HtmlAnchorElement) -> Option<()> {
    let part = fetch::call(History::PATH, &JsValue::from_str(&link.search()))
        .await
        .ok()?;
    let list = document().query_selector("#orders").ok()??;
    let shown = list.last_element_child()?;
    let rows = Reflect::get(&part, &"rows".into()).ok()?;
    for at in 0_u32.. {
        let order = Reflect::get(&rows, &JsValue::from_f64(f64::from(at))).ok()?;
        if order.is_undefined() {
            break;
        }
        let row = document().create_element("li").ok()?;
        row.set_inner_html(&shown.inner_html());
        write(&row, &order)?;
        list.append_child(&row).ok()?;
    }
    match text(&part, "older") {
        Some(cursor) => link.set_href(&format!("/orders?cursor={cursor}")),
        None => link.set_attribute("hidden", "").ok()?,
    }
    let first: HtmlElement = shown
        .next_element_sibling()?
        .query_selector("a")
        .ok()??
        .unchecked_into();
    first.focus().ok()
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
        ("time + span", "", "units"),
        (".badge", "", "status_label"),
        (".price", "", "total"),
    ] {
        let (place, value) = (part(selector)?, text(order, name)?);
        match attribute {
            "" => place.set_text_content(Some(&value)),
            attribute => place.set_attribute(attribute, &value).ok()?,
        }
    }
    Some(())
}
