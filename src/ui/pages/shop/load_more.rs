//! More of a list, below what is there already. Without scripts it is a link to the next page.

use super::ProductCardItem;
use super::address::address_of;
use crate::actions::catalogue;
use crate::domain::catalogue::{Found, ListQuery, ProductCard};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Idle,
    Busy,
    Failed,
}

#[island(lazy)]
pub fn LoadMore(query: ListQuery, href: String, base: String, pages: i64) -> impl IntoView {
    let cards = RwSignal::new(Vec::<ProductCard>::new());
    let page = RwSignal::new(query.page.max(1));
    let stage = RwSignal::new(Stage::Idle);
    let said = RwSignal::new(String::new());
    let query = StoredValue::new(query);
    let load = move || {
        if stage.get_untracked() == Stage::Busy {
            return;
        }
        stage.set(Stage::Busy);
        let next = page.get_untracked() + 1;
        let wanted = ListQuery {
            page: next,
            ..query.get_value()
        };
        spawn_local(async move {
            match catalogue::list(wanted).await {
                Ok(Found::Here(list)) => {
                    said.set(format!("{} more pieces.", list.cards.len()));
                    cards.update(|cards| cards.extend(list.cards));
                    page.set(next);
                    stage.set(Stage::Idle);
                }
                Ok(_) | Err(_) => stage.set(Stage::Failed),
            }
        });
    };
    let on_click = move |event: web_sys::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            load();
        }
    };
    let next_href = move || match page.get() {
        page if page == query.with_value(|q| q.page.max(1)) => href.clone(),
        page => address_of(
            &base,
            &ListQuery {
                page: page + 1,
                ..query.get_value()
            },
        ),
    };
    view! {
        <div class="load-more">
            <ul class="card-grid" class=("hidden", move || cards.with(Vec::is_empty))>
                <For each=move || cards.get() key=|card| card.id.clone() let:card>
                    <ProductCardItem card/>
                </For>
            </ul>
            <p class="sr-only" role="status">{move || said.get()}</p>
            <p class="notice notice-problem" class=("hidden", move || stage.get() != Stage::Failed)>
                "More can’t be loaded just now. Try again in a moment."
            </p>
            <a class="button button-quiet" rel="next" href=next_href on:click=on_click
                class=("hidden", move || page.get() >= pages)
                class=("is-busy", move || stage.get() == Stage::Busy)>"More pieces"</a>
        </div>
    }
}
