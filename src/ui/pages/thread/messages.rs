//! The conversation from its first line on: messages, quotes as they were sent, pictures of the work, and what happened.

use super::quote::{QuoteVersion, state_words};
use super::studio;
use crate::domain::commission::view::{
    Approval, EntryKind, EntryView, QuoteState, QuoteView, RequestFacts, ThreadView,
};
use crate::domain::shop::Frame;
use crate::ui::components::PrivatePictures;
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn Messages(thread: ThreadView, frame: Frame, here: String) -> impl IntoView {
    let studio = studio(&frame);
    let asked = thread.request.asked_at_ms;
    // The open quote stands above, on its own.
    let quotes = thread.quotes.iter().filter(|q| q.state != QuoteState::Open);
    let mut told: Vec<(i64, AnyView)> = quotes
        .cloned()
        .map(|quote| (quote.sent_at_ms, earlier(quote, &studio)))
        .collect();
    told.push((asked, request(thread.request.clone())));
    let may_approve = thread.may.approve;
    // What a message of its own says is not said twice.
    let letters: Vec<i64> = told.iter().map(|(at, _)| *at).collect();
    let open = thread.quotes.iter().map(|q| q.sent_at_ms);
    let known: Vec<i64> = letters.into_iter().chain(open).collect();
    let is_new = |e: &&EntryView| e.kind != EntryKind::Event || !known.contains(&e.at_ms);
    told.extend(thread.entries.iter().filter(is_new).cloned().map(|entry| {
        let at = entry.at_ms;
        (at, one(entry, &studio, &here, may_approve))
    }));
    // Stable: what happened in the same moment keeps its order.
    told.sort_by_key(|(at, _)| *at);
    let only_the_request = told.len() == 1 && thread.quotes.is_empty();
    let told: Vec<AnyView> = told.into_iter().map(|(_, view)| view).collect();
    view! {
        <section class="letters" aria-labelledby="letters-title">
            <h2 id="letters-title">"The conversation"</h2>
            <ol class="letter-list">{told}</ol>
            {only_the_request.then(|| view! {
                <p class="quiet">"Our answer appears here, and we send you a mail when it does."</p>
            })}
        </section>
    }
}

/// The first message: what was asked for.
fn request(request: RequestFacts) -> AnyView {
    let facts = [
        ("Colours and materials", request.colours),
        ("Size", request.size),
        ("Budget", request.budget),
        (
            "Needed by",
            request.wanted_by.map(|day| day.words()).unwrap_or_default(),
        ),
        ("Goes to", request.country_name),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
    .collect_view();
    view! {
        <li class="letter letter-mine">
            <Byline who="You asked".to_string() at_ms=request.asked_at_ms/>
            <p class="letter-words verbatim">{request.description}</p>
            <PrivatePictures pictures=request.pictures label="Your pictures"/>
            <dl class="letter-facts">{facts}</dl>
        </li>
    }
    .into_any()
}

/// A version that is not the open one: a line that folds out.
fn earlier(quote: QuoteView, studio: &str) -> AnyView {
    let words = format!(
        "Quote{}: {}",
        match quote.version {
            1 => String::new(),
            n => format!(", version {n}"),
        },
        quote.totals.total
    );
    let state = state_words(quote.state);
    let id = format!("quote-{}", quote.version);
    view! {
        <li class="letter letter-quote">
            <Byline who=studio.to_string() at_ms=quote.sent_at_ms/>
            <details class="fold" id=id>
                <summary><span>{words}</span><span class="quiet">{state}</span></summary>
                <QuoteVersion quote newest=false/>
            </details>
        </li>
    }
    .into_any()
}

fn one(entry: EntryView, studio: &str, here: &str, may_approve: bool) -> AnyView {
    let id = format!("entry-{}", entry.id);
    if entry.kind == EntryKind::Event {
        return view! {
            <li class="happened" id=id>
                <time class="quiet" datetime=moment::machine(entry.at_ms)>{moment::date(entry.at_ms)}</time>
                <p>{entry.body}</p>
            </li>
        }
        .into_any();
    }
    let who = match (entry.by_customer, entry.kind) {
        (true, _) => "You".to_string(),
        (false, EntryKind::Progress) => format!("{studio}, from the bench"),
        (false, EntryKind::Finished) => format!("{studio}: it is finished"),
        (false, _) => studio.to_string(),
    };
    let label = match entry.by_customer {
        true => "Your pictures",
        false => "Pictures from the studio",
    };
    let mine = entry.by_customer;
    view! {
        <li class="letter" class=("letter-mine", mine) id=id>
            <Byline who at_ms=entry.at_ms/>
            {(!entry.body.is_empty()).then(|| view! { <p class="letter-words verbatim">{entry.body}</p> })}
            <PrivatePictures pictures=entry.pictures label/>
            {approval(entry.id, entry.approval, here, may_approve)}
        </li>
    }
    .into_any()
}

/// The yes to pictures of the work: asked for, or said.
fn approval(entry: String, approval: Approval, here: &str, may_approve: bool) -> Option<AnyView> {
    match approval {
        Approval::None => None,
        Approval::Approved => {
            Some(view! { <p class="letter-yes">"You said yes to this."</p> }.into_any())
        }
        Approval::Asked => may_approve.then(|| {
            view! {
                <form class="letter-answer" method="post" action=here.to_string()>
                    <input type="hidden" name="entry" value=entry/>
                    <button class="button" type="submit" name="action" value="approve">"Yes, I like it"</button>
                    <a class="link" href="#write">"Something should be different"</a>
                </form>
            }
            .into_any()
        }),
    }
}

#[component]
fn Byline(who: String, at_ms: i64) -> impl IntoView {
    view! {
        <p class="letter-byline">
            <span>{who}</span>
            <time class="quiet" datetime=moment::machine(at_ms)>{moment::date_and_time(at_ms)}</time>
        </p>
    }
}
