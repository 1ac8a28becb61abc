//! What the quote comes to while it is being typed. Without scripts a button works it out.

use crate::actions::commissions;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::QuoteForm;
use crate::ui::admin::commission::quote_preview::AmountsAndPayments;
use crate::ui::form::filled_in_fields;
use leptos::either::Either;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// The id of the form that a quote is typed into.
pub const QUOTE: &str = "quote";

/// Typing rests for so long before the server is asked.
const REST: Duration = Duration::from_millis(350);

#[derive(Clone, Copy)]
struct Live {
    totals: RwSignal<Option<QuoteTotalsView>>,
    /// What keeps it from being sent, in a sentence.
    missing: RwSignal<String>,
    waiting: RwSignal<bool>,
    /// Only the answer to the last question counts.
    asked: StoredValue<u32>,
    number: StoredValue<String>,
}

impl Live {
    fn typed(self) {
        self.asked.update_value(|asked| *asked += 1);
        let ticket = self.asked.get_value();
        set_timeout(
            move || {
                if self.asked.get_value() == ticket {
                    self.ask(ticket);
                }
            },
            REST,
        );
    }

    fn ask(self, ticket: u32) {
        let Some(fields) = filled_in_fields(QUOTE) else {
            return;
        };
        let form = QuoteForm::from_fields(&fields);
        self.waiting.set(true);
        spawn_local(async move {
            let answer = commissions::quote_totals(self.number.get_value(), form).await;
            if self.asked.get_value() != ticket {
                return;
            }
            self.waiting.set(false);
            match answer {
                Ok(totals) => {
                    self.totals.set(Some(totals));
                    self.missing.set(String::new());
                }
                Err(error) => {
                    let first = error.problems.0.into_iter().next();
                    self.totals.set(None);
                    self.missing
                        .set(first.map_or(error.message, |problem| problem.message));
                }
            }
        });
    }
}

#[island(lazy)]
pub fn LiveTotals(
    number: String,
    totals: Option<QuoteTotalsView>,
    method: String,
    country: String,
) -> impl IntoView {
    let live = Live {
        totals: RwSignal::new(totals),
        missing: RwSignal::new(String::new()),
        waiting: RwSignal::new(false),
        asked: StoredValue::new(0),
        number: StoredValue::new(number),
    };
    Effect::new(move || {
        let heard = move |event: web_sys::Event| {
            let field = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok());
            if field.is_some_and(|f| f.closest(&format!("#{QUOTE}")).ok().flatten().is_some()) {
                live.typed();
            }
        };
        let _ = window_event_listener(ev::input, heard);
    });
    view! {
        <div class="work-sum" class=("is-waiting", move || live.waiting.get()) aria-live="polite">
            {move || match live.totals.get() {
                Some(totals) => Either::Left(view! {
                    <AmountsAndPayments totals method=method.clone() country_name=country.clone()/>
                }),
                None => Either::Right(view! { <p class="quiet">"As soon as a line has a price, its total stands here."</p> }),
            }}
            <p class="quiet">{move || live.missing.get()}</p>
        </div>
    }
}
