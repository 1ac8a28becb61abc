//! The living part of the checkout: delivery, payment, costs and the button, which all follow what is chosen.
//! Its code is loaded on this page alone.

use super::address::follow_country;
use super::costs::CostTable;
use super::delivery::Delivery;
use super::payment::Payment;
use super::place::PlaceButton;
use super::sent::form_from;
use crate::actions::checkout;
use crate::domain::checkout::CostsView;
use crate::domain::payment::PaymentMethod;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// Fields whose change can change offers or totals.
const DECIDING: [&str; 5] = [
    "country",
    "region",
    "postal_code",
    "shipping_method",
    "payment_method",
];

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
}

impl Live {
    /// Asks the server what the form costs as it stands.
    fn recount(self) {
        let form = document().get_element_by_id("checkout");
        let form = form.and_then(|e| e.dyn_into::<web_sys::HtmlFormElement>().ok());
        let data = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok());
        let Some(data) = data else { return };
        let form = form_from(|name| data.get(name).as_string().unwrap_or_default());
        self.asked.update_value(|asked| *asked += 1);
        let ticket = self.asked.get_value();
        self.waiting.set(true);
        spawn_local(async move {
            let answer = checkout::costs(form).await;
            if self.asked.get_value() == ticket {
                // On an error the old totals stay; placing the order compares them anyway.
                if let Ok(costs) = answer {
                    self.costs.set(costs);
                }
                self.waiting.set(false);
            }
        });
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
    let live = Live {
        costs: RwSignal::new(costs),
        waiting: RwSignal::new(false),
        alive: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
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
            if DECIDING.contains(&name.as_str()) {
                live.recount();
            }
        });
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
