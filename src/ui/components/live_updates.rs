//! Listens for updates of an order or a custom order while its page is open, and brings the page up to date in place.
//! Nothing that was typed is lost. Without scripts the page is simply loaded again.

use crate::ui::fetch;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, EventSource, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    MessageEvent,
};

/// What is kept up to date.
const PLACE: &str = "news";

#[derive(Clone, Copy, PartialEq)]
enum Update {
    Nothing,
    /// There is news, and somebody is writing just where it would go.
    Waits,
    Brought,
}

thread_local! {
    /// The one line of this page; closed while nobody looks at it.
    static LINE: RefCell<Option<EventSource>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy)]
struct Listener {
    address: StoredValue<String>,
    shown: StoredValue<i64>,
    word: RwSignal<Update>,
}

/// `address` is the page's own; `revision` is the number that its events count from. What is kept up to date is the element
/// with the id `news`, which holds no islands and says in `data-revision` how far it has come.
#[island(lazy)]
pub fn LiveUpdates(address: String, revision: i64) -> impl IntoView {
    let listener = Listener {
        address: StoredValue::new(address),
        shown: StoredValue::new(revision),
        word: RwSignal::new(Update::Nothing),
    };
    Effect::new(move |_| {
        listener.listen();
        let _ = window_event_listener_untyped("visibilitychange", move |_| listener.listen());
        let _ = window_event_listener_untyped("pagehide", move |_| hang_up());
        let _ = window_event_listener_untyped("pageshow", move |_| listener.listen());
    });
    let word = listener.word;
    let waits = move || word.get() == Update::Waits;
    view! {
        <div class="news-word">
            <p class="sr-only" role="status">
                {move || (word.get() == Update::Brought).then_some("There was news: this page shows it now.")}
            </p>
            <p class="notice news-waits" role="status" class=("hidden", move || !waits())>
                {move || waits().then(|| view! {
                    "There is news here. "
                    <button class="link" type="button" on:click=move |_| listener.bring(true)>"Show it"</button>
                    ", and what you typed stays."
                })}
            </p>
        </div>
    }
}

fn hang_up() {
    LINE.with_borrow_mut(|line| {
        if let Some(line) = line.take() {
            line.close();
        }
    });
}

impl Listener {
    /// Opens the line while the page is looked at. A browser has few of them, so a hidden page gives its back.
    fn listen(self) {
        hang_up();
        if document().hidden() {
            return;
        }
        let address = self.address.with_value(|here| format!("{here}/events"));
        // Without a line the page is as it is without scripts.
        let Ok(line) = EventSource::new(&address) else {
            return;
        };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let revision = event.data().as_string().and_then(|t| t.parse::<i64>().ok());
            if revision.is_some_and(|revision| revision > self.shown.get_value()) {
                self.bring(false);
            }
        });
        // A stream that can't be opened brings no updates, as if there were none.
        let heard = heard.into_js_value();
        let _ = line.add_event_listener_with_callback("changed", heard.unchecked_ref());
        LINE.set(Some(line));
    }

    /// Fetches the page and puts its newer part into this one; while somebody writes there, only when they ask for it.
    fn bring(self, asked: bool) {
        let Some(place) = document().get_element_by_id(PLACE) else {
            return;
        };
        if !asked && is_being_written_in(&place) {
            self.word.set(Update::Waits);
            return;
        }
        let address = self.address.get_value();
        spawn_local(async move {
            // Not to be had: the next event or a reload brings it.
            let Ok(page) = fetch::page(&address).await else {
                return;
            };
            let fresh = page.query_selector(&format!("#{PLACE}")).ok().flatten();
            let Some(fresh) = fresh else { return };
            let typed = Typed::in_place(&place);
            place.set_inner_html(&fresh.inner_html());
            typed.put_back();
            let revision = fresh.get_attribute("data-revision");
            if let Some(revision) = revision.and_then(|r| r.parse().ok()) {
                self.shown.set_value(revision);
            }
            self.word.set(Update::Brought);
        });
    }
}

fn is_being_written_in(place: &Element) -> bool {
    let active = document().active_element();
    active.is_some_and(|active| {
        place.contains(Some(&active))
            && matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}

/// What a visitor did to a part of the page that is about to be replaced.
struct Typed {
    texts: Vec<(String, String)>,
    unfolded: Vec<String>,
    focused: Option<String>,
}

impl Typed {
    fn in_place(place: &Element) -> Typed {
        let all = |selector: &str| {
            place
                .query_selector_all(selector)
                .map(|found| fetch::elements(&found))
                .unwrap_or_default()
        };
        // Ticked boxes are left out: what they agree to may be another by now.
        let fields = all(
            "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea, select",
        );
        let focused = document()
            .active_element()
            .filter(|e| place.contains(Some(e)));
        Typed {
            texts: fields
                .iter()
                .filter_map(|field| Some((field.id(), value_of(field)?)))
                .filter(|(id, value)| !id.is_empty() && !value.is_empty())
                .collect(),
            unfolded: all("details[open]").iter().map(Element::id).collect(),
            focused: focused.map(|e| e.id()).filter(|id| !id.is_empty()),
        }
    }

    fn put_back(self) {
        let find = |id: &str| document().get_element_by_id(id);
        for (id, value) in self.texts {
            if let Some(field) = find(&id) {
                set_value_of(&field, &value);
            }
        }
        for id in self.unfolded {
            if let Some(fold) = find(&id) {
                // An attribute that any element takes.
                let _ = fold.set_attribute("open", "");
            }
        }
        let focused = self.focused.and_then(|id| find(&id));
        if let Some(element) = focused.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // Focus that can't be given back stays with the page.
            let _ = element.focus();
        }
    }
}

fn value_of(field: &Element) -> Option<String> {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return Some(input.value());
    }
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    field
        .dyn_ref::<HtmlSelectElement>()
        .map(HtmlSelectElement::value)
}

fn set_value_of(field: &Element, value: &str) {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    } else if let Some(list) = field.dyn_ref::<HtmlSelectElement>() {
        list.set_value(value);
    }
}
