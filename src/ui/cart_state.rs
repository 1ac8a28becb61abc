//! The cart in this tab: its count, kept equal to the other tabs, and its content wherever the page shows it.
//! Plain cart forms (`data-cart`) are carried out here in place, through the server functions.

use super::fetch;
use crate::actions::cart;
use crate::domain::action_error::ActionError;
use crate::domain::cart::{CartBrief, pieces};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What came of the visitor's last change.
#[derive(Clone, PartialEq)]
pub enum Outcome {
    Added(String),
    Changed(String),
    Refused(String),
}

thread_local! {
    // Written in the browser only: on the server no event ever happens, so these stay empty there.
    static COUNT: ArcRwSignal<Option<i64>> = ArcRwSignal::new(None);
    static OUTCOME: ArcRwSignal<Option<Outcome>> = ArcRwSignal::new(None);
    static CHANNEL: RefCell<Option<web_sys::BroadcastChannel>> = const { RefCell::new(None) };
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// How many pieces are in the cart, as last heard; `None` until something asked the server.
pub fn count() -> ArcRwSignal<Option<i64>> {
    COUNT.with(Clone::clone)
}

/// What came of the last change made in this tab.
pub fn outcome() -> ArcRwSignal<Option<Outcome>> {
    OUTCOME.with(Clone::clone)
}

/// Brings the cart as the server shows it to every place of this page that holds it.
pub fn refresh() {
    spawn_local(async {
        if let Ok(page) = fetch::page("/cart").await
            && let Ok(Some(fresh)) = page.query_selector("[data-cart-content][data-count]")
        {
            show(&fresh);
        }
    });
}

fn show(fresh: &web_sys::Element) {
    let html = fresh.inner_html();
    for holder in fetch::all("[data-cart-content]") {
        let focused = document()
            .active_element()
            .filter(|e| holder.contains(Some(e)));
        let label = focused.as_ref().and_then(|e| e.get_attribute("aria-label"));
        holder.set_inner_html(&html);
        if focused.is_some() {
            focus_again(&holder, label.as_deref());
        }
    }
    let units = fresh.get_attribute("data-count");
    if let Some(units) = units.and_then(|text| text.parse().ok()) {
        count().set(Some(units));
    }
}

/// Gives focus back to the button that had it, by its name, or to the cart when the button is gone.
fn focus_again(holder: &web_sys::Element, label: Option<&str>) {
    let buttons = holder.query_selector_all("button:not([disabled])");
    let buttons = buttons
        .map(|nodes| fetch::elements(&nodes))
        .unwrap_or_default();
    let same = buttons
        .into_iter()
        .find(|b| label.is_some() && b.get_attribute("aria-label").as_deref() == label);
    let target = same.unwrap_or_else(|| holder.clone());
    if let Ok(target) = target.dyn_into::<web_sys::HtmlElement>() {
        // What can't take focus leaves it to the browser.
        let _ = target.focus();
    }
}

/// Listens to cart forms of the page, to other tabs, and to this tab's return. Call it from an effect;
/// later calls do nothing.
pub fn listen() {
    if LISTENING.replace(true) {
        return;
    }
    let _ = window_event_listener(ev::submit, on_submit);
    let seen_again = forever(|| {
        if document().visibility_state() == web_sys::VisibilityState::Visible {
            refresh();
        }
    });
    // A page that can't listen stays as it is; every form on it works all the same.
    let _ = document().add_event_listener_with_callback("visibilitychange", &seen_again);
    // A page that the Back button brings is as it was left, whether it slept or is read from the browser's cache again.
    let _ = window_event_listener_untyped("pageshow", |event| {
        if persisted(&event) {
            refresh();
        }
    });
    if came_back() {
        refresh();
    }
    if let Ok(channel) = web_sys::BroadcastChannel::new("cart") {
        channel.set_onmessage(Some(&forever(refresh)));
        CHANNEL.with(|slot| slot.replace(Some(channel)));
    }
}

/// The page slept in the back/forward cache and wakes: nothing in it ran meanwhile.
fn persisted(event: &web_sys::Event) -> bool {
    property(event, "persisted").as_bool() == Some(true)
}

/// The page was opened by going back or forward, which takes it from the browser's cache, however old it is.
fn came_back() -> bool {
    let timing = property(&window(), "performance");
    let entries = property(&timing, "getEntriesByType").dyn_into::<js_sys::Function>();
    let entries = entries.and_then(|entries| entries.call1(&timing, &"navigation".into()));
    entries.is_ok_and(|entries| {
        let entry = property(&entries, "0");
        property(&entry, "type").as_string().as_deref() == Some("back_forward")
    })
}

/// A property of a script's value; undefined where there is none.
fn property(value: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(value, &name.into()).unwrap_or_default()
}

/// A callback that lives as long as the page.
fn forever(callback: impl Fn() + 'static) -> js_sys::Function {
    Closure::<dyn Fn()>::new(callback)
        .into_js_value()
        .unchecked_into()
}

fn on_submit(event: web_sys::SubmitEvent) {
    let form = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(form) = form.filter(|form| form.has_attribute("data-cart")) else {
        return;
    };
    let Ok(data) = web_sys::FormData::new_with_form(&form) else {
        return;
    };
    if event.default_prevented() {
        return;
    }
    event.prevent_default();
    if form.get_attribute("data-state").as_deref() == Some("busy") {
        return;
    }
    let button = event.submitter();
    let field = |name: &str| {
        let pressed = button
            .as_ref()
            .filter(|b| b.get_attribute("name").as_deref() == Some(name));
        pressed
            .and_then(|b| b.get_attribute("value"))
            .or_else(|| data.get(name).as_string())
            .unwrap_or_default()
    };
    let (action, sku, line) = (field("action"), field("sku"), field("line"));
    let quantity = field("quantity").trim().parse().unwrap_or(1);
    let title = form.get_attribute("data-title").unwrap_or_default();
    // What the piece asks is answered in fields of its own; the server knows them.
    let sent = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data);
    let sent = sent
        .map(|sent| String::from(sent.to_string()))
        .unwrap_or_default();
    let plain = form.clone();
    let mark = move |state: &str| {
        // The mark is for the style sheet; without it the button only looks idle.
        let _ = form.set_attribute("data-state", state);
    };
    mark("busy");
    spawn_local(async move {
        let answer = match action.as_str() {
            "add" => cart::add(sku, quantity, sent).await,
            "remove" => cart::set_quantity(line, 0).await,
            "accept_price" => cart::accept_price(line).await,
            _ => cart::set_quantity(line, quantity).await,
        };
        // Problems with a field are reported beside it, on the page that the plain form leads to.
        let asked_again = answer
            .as_ref()
            .is_err_and(|error| !error.problems.is_empty());
        if asked_again {
            mark("idle");
            if plain.submit().is_ok() {
                return;
            }
        }
        let done = answer.is_ok() && action == "add";
        mark(if done { "done" } else { "idle" });
        settle(done, &title, answer);
        if done {
            set_timeout(
                move || mark("idle"),
                std::time::Duration::from_millis(2_400),
            );
        }
    });
}

fn settle(added: bool, title: &str, answer: Result<CartBrief, ActionError>) {
    let told = match answer {
        Ok(cart) => {
            count().set(Some(cart.count));
            CHANNEL.with(|slot| {
                if let Some(channel) = slot.borrow().as_ref() {
                    // Other tabs that miss this ask again when they are looked at.
                    let _ = channel.post_message(&JsValue::TRUE);
                }
            });
            match (added, title) {
                (true, "") => Outcome::Added("Added to your cart.".into()),
                (true, title) => Outcome::Added(format!("{title} is in your cart.")),
                (false, _) => Outcome::Changed(format!(
                    "Your cart: {}, {}.",
                    pieces(cart.count),
                    cart.subtotal
                )),
            }
        }
        Err(error) => Outcome::Refused(error.message),
    };
    outcome().set(Some(told));
    refresh();
}
