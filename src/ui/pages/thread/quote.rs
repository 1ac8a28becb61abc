//! One version of a quote: what, for how much, by when, how it is paid, and on which terms.

use crate::domain::commission::view::{QuoteState, QuoteView};
use crate::ui::components::{QuoteAmounts, QuoteLines};
use crate::ui::moment;
use leptos::prelude::*;

/// The whole sheet. The newest one carries the title that its section is named by.
#[component]
pub fn QuoteVersion(quote: QuoteView, newest: bool) -> impl IntoView {
    let version = quote.version;
    let title = match version {
        1 => "Our quote".to_string(),
        n => format!("Our quote, version {n}"),
    };
    let heading = if newest {
        view! { <h2 id="quote-title">{title}</h2> }.into_any()
    } else {
        view! { <p class="quote-name">{title}</p> }.into_any()
    };
    let stands = match quote.state {
        QuoteState::Open => format!("It stands until {}.", moment::date(quote.valid_until_ms)),
        state => format!("{}.", state_words(state)),
    };
    let note = quote.quote.note.clone();
    let terms = quote.quote.terms.clone();
    view! {
        <div class="quote">
            <header class="quote-head">
                {heading}
                <p class="quiet">
                    "Sent on " <time datetime=moment::machine(quote.sent_at_ms)>{moment::date(quote.sent_at_ms)}</time> ". " {stands}
                </p>
            </header>
            <Changes version changes=quote.changes.clone()/>
            {(!note.is_empty()).then(|| view! { <p class="quote-note verbatim">{note}</p> })}
            <QuoteLines lines=quote.quote.lines.clone() currency=quote.quote.currency/>
            <QuoteAmounts totals=quote.totals.clone() how=quote.quote.shipping_method.clone()/>
            <dl class="facts">
                <div><dt>"Ready by"</dt><dd>{quote.due_date.words()}</dd></div>
                <div><dt>"Goes to"</dt><dd>{quote.country_name.clone()}</dd></div>
                <div><dt>"You pay"</dt><dd>{plan(&quote)}</dd></div>
            </dl>
            <details class="fold" id=format!("terms-{version}")>
                <summary>"If it ends early, and the terms"</summary>
                <div class="quote-terms">
                    <ul>{quote.refund_words.iter().cloned().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
                    {(!terms.is_empty()).then(|| view! { <p class="verbatim">{terms}</p> })}
                </div>
            </details>
        </div>
    }
}

/// What became of a version.
pub fn state_words(state: QuoteState) -> &'static str {
    match state {
        QuoteState::Open => "It waits for your answer",
        QuoteState::Accepted => "You accepted it",
        QuoteState::Superseded => "A newer version took its place",
        QuoteState::Declined => "You declined it",
        QuoteState::Over => "It stands no more",
    }
}

#[component]
fn Changes(version: i64, changes: Vec<String>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let items = changes
            .into_iter()
            .map(|words| view! { <li>{words}</li> })
            .collect_view();
        view! {
            <div class="quote-changes">
                <p class="quote-name">{format!("What changed since version {}", version - 1)}</p>
                <ul>{items}</ul>
            </div>
        }
    })
}

fn plan(quote: &QuoteView) -> impl IntoView + use<> {
    let stages = quote
        .totals
        .stages
        .iter()
        .map(|stage| {
            let when = format!("{}, {}", stage.label, stage.when);
            view! {
                <li>
                    <span class="tabular">{stage.amount.to_string()}</span>
                    <span class="quiet">{when}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="quote-plan">{stages}</ul> }
}
