//! `/custom`: having something made. What the studio takes on, by when, and the form to ask with.

mod form;
mod link;

use crate::actions::commissions;
use crate::domain::commission::capacity::Openness;
use crate::domain::commission::view::CommissionPageView;
use crate::domain::shop::Frame;
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use form::RequestForm;
pub use form::{pictures_hint, told};
use leptos::prelude::*;
pub use link::CustomLinkPage;

#[component]
pub fn CustomPage() -> impl IntoView {
    page(Chrome::Full, |frame| async move {
        let back = sent_back();
        let view = commissions::page(back.read()).await?;
        let description = format!(
            "Have something made by {}: {}",
            frame.shop.name, view.lead_sentence
        );
        let closed = view.openness == Openness::Closed;
        Ok(view! {
            <Head title="Custom orders" description path="/custom".to_string()/>
            <div class="page custom">
                <header class="custom-head">
                    <p class="eyebrow">"Custom orders"</p>
                    <h1>"Have it made for you"</h1>
                    <p class="lede">{view.lead_sentence.clone()}</p>
                    {slots(&view).map(|words| view! { <p><span class="badge" data-openness=view.openness.as_str()>{words}</span></p> })}
                    {(!closed).then(|| view! { <p class="custom-jump"><a class="button" href="#ask">"Describe your idea"</a></p> })}
                </header>
                <div class="custom-body">
                    <div class="custom-words">
                        <TakesOn view=view.clone()/>
                        <HowItGoes answer_days=view.answer_days/>
                    </div>
                    <div class="custom-sheet" id="ask">
                        <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
                        {if closed {
                            view! { <Closed frame/> }.into_any()
                        } else {
                            view! { <RequestForm view problems=back.problems/> }.into_any()
                        }}
                    </div>
                </div>
            </div>
        }
        .into_any())
    })
}

/// Whether there is room, in a few words.
fn slots(view: &CommissionPageView) -> Option<String> {
    match (view.openness, view.free_slots) {
        (Openness::Open, Some(1)) => Some("One place is free".into()),
        (Openness::Open, Some(n)) => Some(format!("{n} places are free")),
        (Openness::Open, None) => None,
        (Openness::Waitlist, _) => Some("Waiting list".into()),
        (Openness::Closed, _) => Some("Closed at the moment".into()),
    }
}

#[component]
fn TakesOn(view: CommissionPageView) -> impl IntoView {
    let paragraphs = match view.takes_on.is_empty() {
        true => vec![
            "Tell us what you have in mind. We say honestly whether it is something for our hands."
                .to_string(),
        ],
        false => view.takes_on,
    };
    let paragraphs = paragraphs
        .into_iter()
        .map(|words| view! { <p>{words}</p> })
        .collect_view();
    let examples = (!view.examples.is_empty()).then(|| {
        let items = view
            .examples
            .into_iter()
            .map(|words| view! { <li>{words}</li> })
            .collect_view();
        view! {
            <section aria-labelledby="custom-examples">
                <h2 id="custom-examples">"Made for others before"</h2>
                <ul class="custom-examples">{items}</ul>
            </section>
        }
    });
    view! {
        <section aria-labelledby="custom-takes-on">
            <h2 id="custom-takes-on">"What we take on"</h2>
            <div class="prose-shop">{paragraphs}</div>
        </section>
        {examples}
    }
}

#[component]
fn HowItGoes(answer_days: i64) -> impl IntoView {
    let within = match answer_days {
        1 => "by tomorrow".to_string(),
        days => format!("within {days} days"),
    };
    let steps = [
        ("You write", format!("Describe it as you would to a friend, with pictures if you have some. We answer {within}.")),
        ("We quote", "You get a price, a date and the terms in writing. You accept, ask for changes or decline; until you accept, nothing is owed.".to_string()),
        ("We make it", "With the first payment we begin, and show you pictures while it grows.".to_string()),
        ("It comes to you", "When it is finished you pay what is left, and we send it with a tracking number.".to_string()),
    ];
    let steps = steps
        .into_iter()
        .map(|(name, words)| view! { <li><h3>{name}</h3><p>{words}</p></li> })
        .collect_view();
    view! {
        <section aria-labelledby="custom-how">
            <h2 id="custom-how">"How it goes"</h2>
            <ol class="custom-steps">{steps}</ol>
            <p class="quiet">
                "You have asked already? " <a class="link" href="/custom/link">"Have your link sent again"</a> "."
            </p>
        </section>
    }
}

#[component]
fn Closed(frame: Frame) -> impl IntoView {
    let mail = format!("mailto:{}", frame.shop.contact_email);
    view! {
        <div class="empty">
            <h2>"The bench is full"</h2>
            <p>
                "We take no requests at the moment, so that what was promised to others is ready in time. Write to us at "
                <a class="link" href=mail>{frame.shop.contact_email}</a>
                " and we tell you when there is room again."
            </p>
            <p class="actions"><a class="button" href="/shop">"See what is ready now"</a></p>
        </div>
    }
}
