//! The living part of the checkout: delivery, payment, costs and the button, which all follow what is chosen.
//! Its code is loaded on this page alone.

use super::address::{book_is_ahead, follow_country, take_from_book};
use super::costs::CostTable;
use super::delivery::Delivery;
use super::draft_saving::{filled_in, keep_what_is_typed};
use super::payment::Payment;
use super::place::PlaceButton;
use crate::actions::checkout;
use crate::domain::checkout::CostsView;
use crate::domain::payment::PaymentMethod;
use crate::ui::components::REFUSED;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Fields whose change can change offers or totals.
const DECIDING: [&str; 5] = [
    "country",
    "region",
    "postal_code",
    "shipping_method",
    "payment_method",
];

/// How long an answer waits for a button to be let go.
const LONGEST_PRESS: Duration = Duration::from_secs(2);

/// A choice that differs from the one the page came with.
const CHOSEN_MEANWHILE: &str = "#checkout input[type=radio]:checked:not([checked]), \
    #checkout select[name=country] option:checked:not([selected])";

/// What the island's parts share: the server's latest word, and whether a newer one is awaited.
#[derive(Clone, Copy)]
pub struct Live {
    pub costs: RwSignal<CostsView>,
    /// Until an answer is there the totals on the page are the old ones.
    pub waiting: RwSignal<bool>,
    /// Scripts run.
    pub alive: RwSignal<bool>,
    /// Questions asked so far: only the last one's answer counts.
    asked: StoredValue<u32>,
    /// A button or a finger is down. What is pressed must not move before it is let go, or the press is lost.
    pointer_down: StoredValue<bool>,
    /// An answer that came meanwhile, and the question that it is to.
    held_back: StoredValue<Option<(u32, CostsView)>>,
}

impl Live {
    fn new(costs: CostsView) -> Live {
        Live {
            costs: RwSignal::new(costs),
            waiting: RwSignal::new(false),
            alive: RwSignal::new(false),
            asked: StoredValue::new(0),
            pointer_down: StoredValue::new(false),
            held_back: StoredValue::new(None),
        }
    }

    /// Asks the server what the form costs as it stands.
    fn recount(self) {
        let Some(form) = filled_in() else { return };
        self.asked.update_value(|asked| *asked += 1);
        let ticket = self.asked.get_value();
        self.waiting.set(true);
        spawn_local(async move {
            let answer = checkout::costs(form).await;
            if self.asked.get_value() != ticket {
                return;
            }
            match answer {
                Ok(costs) if self.pointer_down.get_value() => {
                    self.held_back.set_value(Some((ticket, costs)));
                    // Where it is let go outside of the window nobody hears of it.
                    set_timeout(move || self.let_go(), LONGEST_PRESS);
                }
                Ok(costs) => self.show(costs),
                // On an error the old totals stay; placing the order compares them anyway.
                Err(_) => self.waiting.set(false),
            }
        });
    }

    fn show(self, costs: CostsView) {
        self.costs.set(costs);
        self.waiting.set(false);
    }

    /// Shows what was held back, unless the press asked anew: an answer from before it would take its choice away again.
    fn let_go(self) {
        self.pointer_down.set_value(false);
        match self.held_back.try_update_value(Option::take).flatten() {
            Some((ticket, costs)) if ticket == self.asked.get_value() => self.show(costs),
            _ => {}
        }
    }

    fn follow_the_pointer(self) {
        let _ = window_event_listener(ev::pointerdown, move |_| self.pointer_down.set_value(true));
        // The click that follows comes first.
        let up = move || set_timeout(move || self.let_go(), Duration::ZERO);
        let _ = window_event_listener(ev::pointerup, move |_| up());
        let _ = window_event_listener(ev::pointercancel, move |_| up());
    }
}

/// Chooses one of the radio buttons of a name. Their attribute alone moves nothing once somebody has chosen.
fn choose(name: &str, value: &str) {
    let Ok(radios) = document().query_selector_all(&format!("#checkout input[name={name}]")) else {
        return;
    };
    for place in 0..radios.length() {
        let radio = radios.item(place);
        if let Some(radio) = radio.and_then(|r| r.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            radio.set_checked(radio.value() == value);
        }
    }
}

/// `children` is what is bought, above its costs. Where scripts don't run all of this is a plain form that a
/// button brings up to date.
#[island(lazy)]
pub fn Choices(
    costs: CostsView,
    /// Nothing in the cart stands in the way.
    settled: bool,
    transfer_days: i64,
    shipping_problem: Option<String>,
    payment_problem: Option<String>,
    children: Children,
) -> impl IntoView {
    let live = Live::new(costs);
    // What was chosen before this came to life stays: only a later answer of the server moves a choice.
    Effect::new(move |earlier: Option<()>| {
        let (way, sent) = live
            .costs
            .with(|view| (view.payment_method, view.shipping_method.clone()));
        if earlier.is_some() {
            choose("payment_method", way.map_or("", PaymentMethod::as_str));
            choose("shipping_method", &sent);
        }
    });
    Effect::new(move |_| {
        live.alive.set(true);
        live.follow_the_pointer();
        // The browser may have filled the lists in before this page came to life.
        follow_country("country");
        follow_country("billing_country");
        // What was chosen in the meantime was heard by nobody: ask for its costs now.
        if document()
            .query_selector(CHOSEN_MEANWHILE)
            .ok()
            .flatten()
            .is_some()
        {
            live.recount();
        }
        if book_is_ahead() && take_from_book() {
            follow_country("country");
            live.recount();
        }
        let _ = window_event_listener(ev::change, move |event| {
            let field = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            let name = field
                .and_then(|f| f.get_attribute("name"))
                .unwrap_or_default();
            if name.ends_with("country") {
                follow_country(&name);
            }
            if name == "saved_address" && take_from_book() {
                follow_country("country");
                live.recount();
            }
            if DECIDING.contains(&name.as_str()) {
                live.recount();
            }
        });
        // Something may have changed since the page came: the price of a piece, or what is left of it.
        let _ = window_event_listener_untyped(REFUSED, move |_| live.recount());
        // After what fills fields in, so that what it filled in is kept.
        keep_what_is_typed();
    });
    view! {
        <Delivery live problem=shipping_problem/>
        <Payment live transfer_days problem=payment_problem/>
        <aside class="checkout-summary" aria-labelledby="summary-title">
            {children()}
            <CostTable live/>
            <PlaceButton live settled/>
        </aside>
    }
}
