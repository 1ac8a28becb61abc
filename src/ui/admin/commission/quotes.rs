//! Every version of the quote that was sent, the newest first. None of them can be changed.

use super::quote_preview::QuotePreview;
use crate::domain::commission::view::{QuoteState, QuoteView};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Quotes(quotes: Vec<QuoteView>) -> impl IntoView {
    (!quotes.is_empty()).then(|| {
        let versions = quotes
            .into_iter()
            .enumerate()
            .map(|(at, quote)| view! { <Version quote newest={at == 0}/> })
            .collect_view();
        view! {
            <section aria-labelledby="work-quotes">
                <h2 id="work-quotes">"Quotes"</h2>
                <div class="counter-list">{versions}</div>
            </section>
        }
    })
}

#[component]
fn Version(quote: QuoteView, newest: bool) -> impl IntoView {
    let state = match quote.state {
        QuoteState::Open => "waits for an answer",
        QuoteState::Accepted => "accepted",
        QuoteState::Superseded => "replaced by a newer one",
        QuoteState::Declined => "declined",
        QuoteState::Over => "over",
    };
    let heading = format!(
        "Version {} · {} · {state}",
        quote.version, quote.totals.total
    );
    view! {
        <details class="fold counter-card work-version" open=newest>
            <summary><h3>{heading}</h3></summary>
            <p class="quiet">
                {format!(
                    "Sent on {}, valid until {}, promised by {}.",
                    moment::date_and_time(quote.sent_at_ms),
                    moment::date(quote.valid_until_ms),
                    quote.due_date.words(),
                )}
            </p>
            <Changes changes=quote.changes/>
            <QuotePreview quote=quote.quote totals=quote.totals country_name=quote.country_name/>
        </details>
    }
}

/// What is different from the version before, if there was one.
#[component]
pub fn Changes(changes: Vec<String>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let items = changes
            .into_iter()
            .map(|sentence| view! { <li>{sentence}</li> })
            .collect_view();
        view! {
            <div class="notice work-changes">
                <h4>"What changed"</h4>
                <ul>{items}</ul>
            </div>
        }
    })
}
