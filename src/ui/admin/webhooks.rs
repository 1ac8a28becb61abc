//! `/admin/webhooks`: which other programs are notified of what happens in the shop, for the owner.

use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::problem::FormBack;
use crate::domain::webhooks::{DESCRIPTION_MAX, EndpointView, Event, URL_MAX};
use crate::ui::form::{ErrorSummary, Field, FieldProblem, Filled, Tick, filled, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn WebhooksPage() -> impl IntoView {
    content(|| async {
        let list = admin::webhooks().await?;
        let back = sent_back();
        let none = list.endpoints.is_empty();
        let endpoints = list.endpoints.into_iter().map(card).collect_view();
        Ok(view! {
            <Heading title="Webhooks">
                <a class="button button-quiet button-small" href="/admin/settings">"To the settings"</a>
            </Heading>
            <p class="quiet">
                "Another program is told at its own address what happens here, signed so that it knows who speaks. What is sent stands in "
                <a class="link" href="/api/docs#events">"the description of the API"</a>"."
            </p>
            <Flash words=|word| (word == "removed").then_some("Removed: it is told nothing more.")/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {none.then(|| view! { <p class="counter-empty">"Nobody is told anything yet."</p> })}
            <ul class="counter-list">{endpoints}</ul>
            {if list.confirmed {
                view! {
                    <section class="counter-band" aria-labelledby="add">
                        <h2 id="add">"Add an endpoint"</h2>
                        <form method="post" action="/admin/webhooks" class="counter-form">
                            <input type="hidden" name="action" value="add"/>
                            <EndpointFields back endpoint=None/>
                            <button class="button" type="submit">"Add the endpoint"</button>
                        </form>
                    </section>
                }.into_any()
            } else {
                view! { <ConfirmFirst next="/admin/webhooks".to_string()/> }.into_any()
            }}
        }
        .into_any())
    })
}

/// What stands in place of a form while the last code was shown too long ago.
#[component]
pub fn ConfirmFirst(next: String) -> impl IntoView {
    view! {
        <p class="notice">
            "To change anything here, "
            <a class="link" href=format!("/admin/confirm?next={next}")>"confirm with a new code"</a>
            " first."
        </p>
    }
}

fn card(endpoint: EndpointView) -> impl IntoView {
    let told = match endpoint.last_delivered_at_ms {
        Some(at) => format!("Last took something {}", moment::date_and_time(at)),
        None => "Has taken nothing yet".into(),
    };
    let count = match endpoint.events.len() {
        1 => "1 event".to_string(),
        n => format!("{n} events"),
    };
    view! {
        <li class="counter-card" class=("counter-gone", !endpoint.enabled)>
            <p class="counter-split">
                <a class="link counter-secret" href=format!("/admin/webhooks/{}", endpoint.id)>{endpoint.url.clone()}</a>
                <Standing endpoint=endpoint.clone()/>
            </p>
            {(!endpoint.description.is_empty()).then(|| view! { <p>{endpoint.description.clone()}</p> })}
            <p class="quiet">{format!("{count} · {told}")}</p>
        </li>
    }
}

/// Whether it is enabled.
#[component]
pub fn Standing(endpoint: EndpointView) -> impl IntoView {
    let by_shop = !endpoint.disabled_because.is_empty();
    let word = if endpoint.enabled {
        "enabled"
    } else {
        "disabled"
    };
    view! { <span class="badge" class=("counter-warn", by_shop)>{word}</span> }
}

/// The fields of an endpoint, as they were sent back or as they stand.
#[component]
pub fn EndpointFields(back: FormBack, endpoint: Option<EndpointView>) -> impl IntoView {
    let sent = !back.values.is_empty();
    let stands = |stored: fn(&EndpointView) -> String| endpoint.as_ref().map(stored);
    let shown = |name: &str, stored: Option<String>| match (sent, stored) {
        (false, Some(value)) => Filled::with(value),
        _ => filled(&back, name),
    };
    let url = shown("url", stands(|e| e.url.clone()));
    let description = shown("description", stands(|e| e.description.clone()));
    let chosen: Vec<String> = match (&endpoint, sent) {
        (Some(endpoint), false) => endpoint.events.clone(),
        _ => {
            let events = back.values.iter().filter(|(name, _)| name == "events");
            events.map(|(_, value)| value.clone()).collect()
        }
    };
    let problem = back.problems.of("events").map(str::to_string);
    let describedby = problem.is_some().then_some("events-error");
    let groups = groups()
        .into_iter()
        .map(|(title, events)| {
            let boxes = events
                .into_iter()
                .map(|event| {
                    let name = event.name();
                    let checked = chosen.contains(&name);
                    view! {
                        <Tick name="events" value=name.clone() ticked=checked><code>{name}</code> " – " {event.description()}</Tick>
                    }
                })
                .collect_view();
            view! { <fieldset class="work-part"><legend>{title}</legend>{boxes}</fieldset> }
        })
        .collect_view();
    view! {
        <Field name="url" label="Address" filled=url inputmode="url" autocomplete="off" maxlength=URL_MAX
            hint="With https, on the public internet."/>
        <Field name="description" label="Who listens there" filled=description autocomplete="off"
            maxlength=DESCRIPTION_MAX optional=true/>
        <div id="events" role="group" tabindex="-1" aria-label="What it is told of" aria-describedby=describedby>
            <FieldProblem name="events" problem/>
            {groups}
        </div>
    }
}

/// Events by what they are about, in the order in which they are shown.
fn groups() -> Vec<(&'static str, Vec<Event>)> {
    let mut groups: Vec<(&'static str, Vec<Event>)> = Vec::new();
    for event in Event::choosable() {
        let title = match event {
            Event::Order(_) => "Orders",
            Event::Payment(_) | Event::Refund(_) => "Payments and refunds",
            Event::Commission(_) => "Custom orders",
            Event::Stock(_) | Event::Test => "Stock",
        };
        match groups.last_mut() {
            Some((last, events)) if *last == title => events.push(event),
            _ => groups.push((title, vec![event])),
        }
    }
    groups
}
