//! `/custom/{token}`: a custom order as its customer sees it, shown as a conversation between two people. The head says
//! whose turn it is and offers the one next step; below it lie the quote, the messages, and the facts.

mod answer;
mod facts;
mod messages;
mod quote;
mod write;

use crate::actions::commissions;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::turn::NextAct;
use crate::domain::commission::view::{Approval, QuoteState, QuoteView, ThreadView};
use crate::domain::problem::FormBack;
use crate::domain::shop::Frame;
use crate::ui::components::{ErrorsInPlace, LiveUpdates};
use crate::ui::form::{Filled, filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use crate::ui::moment;
use answer::AnswerQuote;
use facts::{Ending, Facts, Parcel, Payments};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use messages::Messages;
use quote::QuoteVersion;
use write::Write;

#[component]
pub fn ThreadPage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    let done = use_query_map().get_untracked().get("done");
    page(Chrome::Full, move |frame| async move {
        let mut thread = commissions::thread(token.clone()).await?;
        let here = format!("/custom/{token}");
        let back = sent_back();
        // A message that came back: its pictures are where they were.
        let upload_key = back.value("upload_key").to_string();
        if !upload_key.is_empty() {
            thread.waiting_pictures = commissions::waiting_pictures(upload_key.clone()).await?;
            thread.upload_key = upload_key;
        }
        let title = format!("Custom order {}", thread.number);
        let open_quote = open_quote(&thread).cloned();
        let revision = thread.revision;
        Ok(view! {
            <Head title=title/>
            <div class="order thread">
                <ErrorsInPlace back=back.clone()/>
                <LiveUpdates address=here.clone() revision/>
                // What other parties change is brought up to date in place; it holds no islands.
                <div class="news" id="news" data-revision=revision>
                    {done.as_deref().and_then(said).map(|words| view! { <p class="notice" role="status">{words}</p> })}
                    <TurnHead thread=thread.clone()/>
                    <div class="order-body">
                        <div class="order-main">
                            <Parcel thread=thread.clone()/>
                            {open_quote.map(|quote| view! {
                                <section class="quote-open" aria-labelledby="quote-title">
                                    <QuoteVersion quote=quote.clone() newest=true/>
                                    <AnswerQuote quote thread=thread.clone() token=token.clone() back=back.clone()/>
                                </section>
                            })}
                            <Messages thread=thread.clone() frame=frame.clone() here=here.clone()/>
                        </div>
                        <aside class="order-aside thread-aside">
                            <Payments thread=thread.clone()/>
                            {agreed_quote(&thread).map(agreed)}
                            <Facts thread=thread.clone() here=here.clone()/>
                            <Ending thread=thread.clone() here=here.clone() back=back.clone()/>
                        </aside>
                    </div>
                </div>
                <Write thread frame here back/>
            </div>
        }
        .into_any())
    })
}

/// What is said once after something was done.
fn said(word: &str) -> Option<&'static str> {
    Some(match word {
        "said" => "Your message is on its way.",
        "changes" => "We have your wishes and send a new quote.",
        "declined" => "You declined the quote.",
        "withdrawn" => "You withdrew this custom order.",
        "kept" => "It is in your account now.",
        "approved" => "Thank you. We go on as shown.",
        _ => return None,
    })
}

fn open_quote(thread: &ThreadView) -> Option<&QuoteView> {
    thread.quotes.iter().find(|q| q.state == QuoteState::Open)
}

fn agreed_quote(thread: &ThreadView) -> Option<&QuoteView> {
    thread
        .quotes
        .iter()
        .find(|q| q.state == QuoteState::Accepted)
}

/// One sentence, one button, and how far it has come.
#[component]
fn TurnHead(thread: ThreadView) -> impl IntoView {
    let asked = thread.request.asked_at_ms;
    view! {
        <header class="order-head">
            <p class="eyebrow">
                "Custom order " {thread.number.clone()} " · asked for on "
                <time datetime=moment::machine(asked)>{moment::date(asked)}</time>
            </p>
            <h1 class="order-sentence">{thread.turn.for_customer.clone()}</h1>
            <p class="actions">
                {next_step(&thread)}
                {thread.may.write.then(|| view! { <a class="link" href="#write">"Write to us"</a> })}
            </p>
            <Way status=thread.status/>
        </header>
    }
}

/// The one step that is the customer's to take.
fn next_step(thread: &ThreadView) -> Option<AnyView> {
    let (href, words) = match thread.turn.customer_step? {
        NextAct::Accept => ("#answer".to_string(), "Accept the quote".to_string()),
        NextAct::Pay => {
            let stage = thread.stages.iter().find(|s| s.pay_url.is_some())?;
            let words = format!("Pay the {} of {}", stage.label.to_lowercase(), stage.amount);
            (stage.pay_url.clone()?, words)
        }
        NextAct::ApproveProgress => {
            let entry = thread
                .entries
                .iter()
                .rev()
                .find(|e| e.approval == Approval::Asked)?;
            (
                format!("#entry-{}", entry.id),
                "Look at the pictures".to_string(),
            )
        }
        NextAct::Track => {
            let url = thread.parcels.last()?.tracking_url.clone()?;
            (url, "Follow the parcel".to_string())
        }
        _ => return None,
    };
    Some(view! { <a class="button button-large" href=href rel="noreferrer">{words}</a> }.into_any())
}

/// The steps from the request to the delivery, as far as it has come.
#[component]
fn Way(status: CommissionStatus) -> impl IntoView {
    use CommissionStatus::*;
    let reached = match status {
        Requested => 1,
        Quoted | ChangesRequested => 2,
        Accepted => 3,
        InProduction | Ready => 4,
        Shipped | Completed => 5,
        Declined | Withdrawn | Rejected | Expired => return None,
    };
    let steps = ["Asked", "Quoted", "Agreed", "On the bench", "With you"]
        .into_iter()
        .zip(1..)
        .map(|(name, step)| {
            let done = step <= reached;
            let current = (step == reached).then_some("step");
            view! {
                <li class=("is-done", done) aria-current=current>
                    <span>{name}</span>
                    {done.then(|| view! { <span class="sr-only">" – done"</span> })}
                </li>
            }
        })
        .collect_view();
    Some(view! { <ol class="order-steps thread-steps" aria-label="Progress">{steps}</ol> })
}

/// The quote that was accepted; the whole of it is among the messages.
fn agreed(quote: &QuoteView) -> impl IntoView + use<> {
    let letter = format!("#quote-{}", quote.version);
    view! {
        <section aria-labelledby="agreed-title">
            <h2 id="agreed-title">"What we agreed on"</h2>
            <p><span class="price">{quote.totals.total.to_string()}</span> " · " <a class="link" href=letter>"the quote"</a></p>
        </section>
    }
}

/// A field's id: its name in the form that came back, so that the summary's links find it; else one of its own.
fn id_in(back: &FormBack, action: &str, name: &str) -> String {
    match back.value("action") == action {
        true => name.to_string(),
        false => format!("{action}-{name}"),
    }
}

/// A field of one of the page's forms: filled only when it was that form that came back.
fn filled_in(back: &FormBack, action: &str, name: &str) -> Filled {
    match back.value("action") == action {
        true => filled(back, name),
        false => Filled::default(),
    }
}

/// What a quote asks for first, if anything is due when it is accepted.
fn first_payment(totals: &QuoteTotalsView) -> Option<String> {
    let first = totals.stages.first()?;
    Some(format!(
        "{} of {}",
        first.label.to_lowercase(),
        first.amount
    ))
}

/// Where the studio is named in a message.
fn studio(frame: &Frame) -> String {
    frame.shop.name.clone()
}
