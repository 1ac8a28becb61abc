//! Older orders, below those of the list. Without scripts it is a link to the page that has them.

use crate::actions::orders::History;
use crate::domain::customer::{OlderOrders as Part, OrderInWords};
use crate::ui::cart_state::pieces;
use crate::ui::fetch;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent, UrlSearchParams};

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Idle,
    Busy,
    Failed,
}

/// `cursor` leads to the orders below the last one of the list; once they are added, to those below them.
#[island(lazy)]
pub fn OlderOrders(cursor: String) -> impl IntoView {
    let cursor = RwSignal::new(Some(cursor));
    let stage = RwSignal::new(Stage::Idle);
    let on_click = move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        let Some(from) = cursor
            .get_untracked()
            .filter(|_| stage.get_untracked() != Stage::Busy)
        else {
            return;
        };
        stage.set(Stage::Busy);
        spawn_local(async move {
            match add(&from).await {
                Some(older) => {
                    cursor.set(older);
                    stage.set(Stage::Idle);
                }
                None => stage.set(Stage::Failed),
            }
        });
    };
    view! {
        <div class="load-more">
            <p class="notice notice-problem" role="status" class=("hidden", move || stage.get() != Stage::Failed)>
                "Older orders can’t be loaded just now. Try again in a moment."
            </p>
            <a class="button button-quiet" rel="next" on:click=on_click
                href=move || cursor.get().map(|cursor| format!("/orders?cursor={cursor}"))
                class=("hidden", move || cursor.get().is_none())
                class=("is-busy", move || stage.get() == Stage::Busy)>"Older orders"</a>
        </div>
    }
}

/// Adds the orders that a cursor leads to, the first of them with the focus, and answers the next cursor, if there is one.
async fn add(cursor: &str) -> Option<Option<String>> {
    let arguments = UrlSearchParams::new().ok()?;
    arguments.append("cursor", cursor);
    let part: Part = fetch::call(History::PATH, &arguments).await.ok()?;
    let list = document().get_element_by_id("orders")?;
    let shown = list.last_element_child()?;
    for order in part.rows {
        let row = shown.clone_node_with_deep(true).ok()?;
        let row: Element = row.dyn_into().ok()?;
        write(&row, &order)?;
        list.append_child(&row).ok()?;
    }
    let first = shown.next_element_sibling();
    let link = first.and_then(|row| row.first_element_child()?.dyn_into::<HtmlElement>().ok());
    if let Some(link) = link {
        let _ = link.focus();
    }
    Some(part.older)
}

/// Writes an order into a row of another one.
fn write(row: &Element, order: &OrderInWords) -> Option<()> {
    let part = |selector: &str| row.query_selector(selector).ok().flatten();
    let attribute =
        |selector: &str, name: &str, value: &str| part(selector)?.set_attribute(name, value).ok();
    attribute("a", "href", &order.url)?;
    attribute("time", "datetime", &order.day)?;
    attribute(".badge", "data-status", &order.status)?;
    for (selector, words) in [
        (".order-row-number", &order.number),
        ("time", &order.placed_on),
        ("time + span", &pieces(order.units)),
        (".badge", &order.status_label),
        (".price", &order.total),
    ] {
        part(selector)?.set_text_content(Some(words));
    }
    Some(())
}
