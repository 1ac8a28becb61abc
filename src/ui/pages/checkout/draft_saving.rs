//! Saves what is typed at the checkout on the server, for this visit: one request at a time, the newest text last, and
//! what is left over with the page itself as it goes.

use crate::actions::call::Fields;
use crate::actions::checkout::{self, Keep};
use crate::domain::checkout::CheckoutForm;
use crate::domain::form::known;
use crate::ui::form::filled_in_fields;
use leptos::ev;
use leptos::prelude::*;
use leptos::server_fn::Encodes;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long after an answer the next text is sent.
const PAUSE: Duration = Duration::from_millis(300);

/// The form as it stands on the page.
pub fn filled_in() -> Option<CheckoutForm> {
    Some(known(&filled_in_fields("checkout")?))
}

#[derive(Clone, Copy)]
struct Keeping {
    /// Something was typed that the server has not been sent yet.
    unsent: StoredValue<bool>,
    /// An answer is awaited, or the pause after it lasts.
    busy: StoredValue<bool>,
    /// The server may not have the newest text yet.
    unsure: StoredValue<bool>,
}

impl Keeping {
    fn typed(self) {
        self.unsent.set_value(true);
        self.unsure.set_value(true);
        if !self.busy.get_value() {
            self.send();
        }
    }

    fn send(self) {
        let Some(form) = filled_in() else { return };
        self.busy.set_value(true);
        self.unsent.set_value(false);
        spawn_local(async move {
            // What can't be kept now is sent again with the next letter, and lost with the page at worst.
            let kept = checkout::keep(form).await.is_ok();
            if kept && !self.unsent.get_value() {
                self.unsure.set_value(false);
            }
            set_timeout(
                move || {
                    self.busy.set_value(false);
                    if self.unsent.get_value() {
                        self.send();
                    }
                },
                PAUSE,
            );
        });
    }

    /// The page goes: a request of its own would go with it, what the browser sends by itself arrives.
    fn leave(self) {
        if !self.unsure.get_value() {
            return;
        }
        let body = filled_in().and_then(|form| Fields::encode(&Keep { form }).ok());
        let text = body.and_then(|body| String::from_utf8(body.to_vec()).ok());
        let sent = text.and_then(|text| web_sys::UrlSearchParams::new_with_str(&text).ok());
        if let Some(sent) = sent {
            let _ = window()
                .navigator()
                .send_beacon_with_opt_url_search_params("/_fn/checkout/keep", Some(&sent));
            self.unsure.set_value(false);
        }
    }
}

/// Listens to the form. Call it once, from an effect.
pub fn keep_what_is_typed() {
    let keeping = Keeping {
        unsent: StoredValue::new(false),
        busy: StoredValue::new(false),
        unsure: StoredValue::new(false),
    };
    let in_the_form = |event: &web_sys::Event| {
        let target = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|field| field.closest("#checkout").ok().flatten().is_some())
    };
    let _ = window_event_listener(ev::input, move |event| {
        if in_the_form(&event) {
            keeping.typed();
        }
    });
    let _ = window_event_listener(ev::change, move |event| {
        if in_the_form(&event) {
            keeping.typed();
        }
    });
    // A press of a button sends the form itself.
    let _ = window_event_listener(ev::submit, move |_| {
        keeping.unsent.set_value(false);
        keeping.unsure.set_value(false);
    });
    let _ = window_event_listener_untyped("beforeunload", move |_| keeping.leave());
    let _ = window_event_listener_untyped("pagehide", move |_| keeping.leave());
}
