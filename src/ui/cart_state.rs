//! The cart in this tab: the latest answer of the server, shared by every island that shows it, and
//! kept equal to the other tabs. Plain cart forms (`data-cart`) are carried out here in place.

use crate::actions::cart;
use crate::actions::error::ActionError;
use crate::domain::cart::CartView;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What came of the visitor's last wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Added(String),
    Changed(String),
    Refused(String),
}

thread_local! {
    // Written in the browser only: on the server no event ever happens, so these stay empty there.
    static LATEST: ArcRwSignal<Option<CartView>> = ArcRwSignal::new(None);
    static OUTCOME: ArcRwSignal<Option<Outcome>> = ArcRwSignal::new(None);
    static CHANNEL: RefCell<Option<web_sys::BroadcastChannel>> = const { RefCell::new(None) };
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// The latest cart known in this tab; `None` until something asked the server.
pub fn latest() -> ArcRwSignal<Option<CartView>> {
    LATEST.with(Clone::clone)
}

/// What came of the last change made in this tab.
pub fn outcome() -> ArcRwSignal<Option<Outcome>> {
    OUTCOME.with(Clone::clone)
}

/// Asks the server for the cart.
pub fn refresh() {
    spawn_local(async {
        if let Ok(view) = cart::view().await {
            latest().set(Some(view));
        }
    });
}

/// Listens to cart forms of the page, to other tabs, and to this tab's return. Call it from an effect;
/// later calls do nothing.
pub fn listen() {
    if LISTENING.replace(true) {
        return;
    }
    let _ = window_event_listener(ev::submit, on_submit);
    let _ = document().add_event_listener_with_callback(
        "visibilitychange",
        forever(|| {
            if document().visibility_state() == web_sys::VisibilityState::Visible {
                refresh();
            }
        })
        .as_ref(),
    );
    if let Ok(channel) = web_sys::BroadcastChannel::new("cart") {
        channel.set_onmessage(Some(&forever(refresh)));
        CHANNEL.with(|slot| slot.replace(Some(channel)));
    }
}

/// A callback that lives as long as the page.
fn forever(callback: impl Fn() + 'static) -> js_sys::Function {
    Closure::<dyn Fn()>::new(callback)
        .into_js_value()
        .unchecked_into()
}

fn on_submit(event: web_sys::SubmitEvent) {
    let Some(form) = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok())
    else {
        return;
    };
    if event.default_prevented() || !form.has_attribute("data-cart") {
        return;
    }
    let Ok(data) = web_sys::FormData::new_with_form(&form) else {
        return;
    };
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
    let mark = move |state: &str| {
        // The mark is for the style sheet; without it the button only looks idle.
        let _ = form.set_attribute("data-state", state);
    };
    mark("busy");
    spawn_local(async move {
        let answer = match action.as_str() {
            "add" => cart::add(sku, quantity).await,
            "remove" => cart::set_quantity(line, 0).await,
            "accept_price" => cart::accept_price(line).await,
            _ => cart::set_quantity(line, quantity).await,
        };
        let done = answer.is_ok() && action == "add";
        mark(if done { "done" } else { "idle" });
        settle(&action, &title, answer);
        if done {
            set_timeout(
                move || mark("idle"),
                std::time::Duration::from_millis(2_400),
            );
        }
    });
}

fn settle(action: &str, title: &str, answer: Result<CartView, ActionError>) {
    match answer {
        Ok(view) => {
            let words = match action {
                "add" if title.is_empty() => Outcome::Added("Added to your cart.".into()),
                "add" => Outcome::Added(format!("{title} is in your cart.")),
                _ => Outcome::Changed(format!(
                    "Your cart: {}, {}.",
                    pieces(view.count),
                    view.subtotal
                )),
            };
            latest().set(Some(view));
            outcome().set(Some(words));
            CHANNEL.with(|slot| {
                if let Some(channel) = slot.borrow().as_ref() {
                    // Other tabs then ask again when they are looked at.
                    let _ = channel.post_message(&wasm_bindgen::JsValue::TRUE);
                }
            });
        }
        Err(error) => {
            outcome().set(Some(Outcome::Refused(error.message)));
            refresh();
        }
    }
}

/// `1 piece`, `3 pieces`.
pub fn pieces(count: i64) -> String {
    match count {
        1 => "1 piece".to_string(),
        n => format!("{n} pieces"),
    }
}
