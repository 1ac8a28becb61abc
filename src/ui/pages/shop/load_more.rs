//! More of a list, below what is there already. Without scripts it is a link to the next page.

use crate::ui::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Idle,
    Busy,
    Failed,
}

/// `href` is the next page. Its cards join the list of this one, and its own link onwards takes this one's place.
#[island]
pub fn LoadMore(href: String) -> impl IntoView {
    let next = RwSignal::new(Some(href));
    let stage = RwSignal::new(Stage::Idle);
    let said = RwSignal::new(String::new());
    let on_click = move |event: web_sys::MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        let Some(path) = next
            .get_untracked()
            .filter(|_| stage.get_untracked() != Stage::Busy)
        else {
            return;
        };
        stage.set(Stage::Busy);
        spawn_local(async move {
            match append(&path).await {
                Ok((count, onwards)) => {
                    said.set(format!("{count} more pieces."));
                    next.set(onwards);
                    stage.set(Stage::Idle);
                }
                Err(_) => stage.set(Stage::Failed),
            }
        });
    };
    view! {
        <div class="load-more">
            <p class="sr-only" role="status">{move || said.get()}</p>
            <p class="notice notice-problem" class=("hidden", move || stage.get() != Stage::Failed)>
                "More can’t be loaded just now. Try again in a moment."
            </p>
            <a class="button button-quiet" rel="next" href=move || next.get() on:click=on_click
                class=("hidden", move || next.get().is_none())
                class=("is-busy", move || stage.get() == Stage::Busy)>"More pieces"</a>
        </div>
    }
}

/// Moves the cards of the page at `path` below those on this page. Returns how many came, and where more are.
async fn append(path: &str) -> Result<(usize, Option<String>), JsValue> {
    let page = fetch::page(path).await?;
    let list = document()
        .query_selector(".card-grid")?
        .ok_or(JsValue::NULL)?;
    let cards = fetch::elements(&page.query_selector_all(".card-grid > li")?);
    for card in &cards {
        list.append_child(card)?;
    }
    let onwards = page
        .query_selector(".load-more a[rel=next]")?
        .and_then(|link| link.get_attribute("href"));
    if onwards.is_none() {
        // The button goes: the first new piece takes the focus that it had.
        let first = cards
            .first()
            .and_then(|card| card.query_selector(".card-title a").ok().flatten());
        if let Some(first) = first.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = first.focus();
        }
    }
    Ok((cards.len(), onwards))
}
