//! `/admin/webhooks/{id}`: one endpoint, its secret, and its deliveries.

use super::layout::{Flash, Heading, content};
use super::webhooks::{ConfirmFirst, EndpointFields, Standing};
use crate::actions::admin;
use crate::domain::webhooks::{DeliveryState, DeliveryView, EndpointPageView, EndpointView};
use crate::ui::form::{ErrorSummary, sent_back};
use crate::ui::moment;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

#[component]
pub fn WebhookPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id");
    let before = use_query_map().get_untracked().get("before");
    content(move || async move {
        let page = admin::webhook(id.unwrap_or_default(), before).await?;
        let back = sent_back();
        let endpoint = page.endpoint.clone();
        let action = format!("/admin/webhooks/{}", endpoint.id);
        let confirmed = page.confirmed;
        let because = endpoint.disabled_because.clone();
        let new_secret = page.new_secret.clone();
        let (standing, url) = (endpoint.clone(), endpoint.url.clone());
        let fields = Some(endpoint.clone());
        Ok(view! {
            <p class="eyebrow"><a class="link" href="/admin/webhooks">"Webhooks"</a></p>
            <Heading title="Webhook endpoint"><Standing endpoint=standing/></Heading>
            <p class="counter-secret">{url}</p>
            <Flash words=done/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {(!because.is_empty()).then(|| view! {
                <p class="notice">{format!("The shop disabled it. {because}")}</p>
            })}
            {new_secret.map(|secret| view! {
                <section class="counter-band" aria-labelledby="new-secret">
                    <h2 id="new-secret">"Its secret"</h2>
                    <p>"Copy it now: it is shown this once. The program there verifies with it that the shop speaks."</p>
                    <p><code class="counter-secret">{secret}</code></p>
                </section>
            })}
            {(!confirmed).then(|| view! { <ConfirmFirst next=action.clone()/> })}
            <div class="counter-order">
                <div class="counter-order-main">
                    <Deliveries page action=action.clone()/>
                    {confirmed.then(|| view! {
                        <section class="counter-band" aria-labelledby="change">
                            <h2 id="change">"Change it"</h2>
                            <form method="post" action=action.clone() class="counter-form">
                                <input type="hidden" name="action" value="save"/>
                                <EndpointFields back endpoint=fields/>
                                <button class="button" type="submit">"Save"</button>
                            </form>
                        </section>
                    })}
                </div>
                <aside class="counter-order-aside" aria-label="What can be done with it">
                    <Steps endpoint action confirmed/>
                </aside>
            </div>
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "added" => "Added: it is told from now on.",
        "saved" => "Saved.",
        "rotated" => "It has a new secret. For a day the old one signs as well.",
        "disabled" => "Disabled: it is told nothing.",
        "enabled" => "Enabled: it is told from now on.",
        "tested" => "A test is on its way. Reload the page to see what came of it.",
        "replayed" => "It is sent again. Reload the page to see what came of it.",
        _ => return None,
    })
}

/// Buttons that each do one thing.
#[component]
fn Steps(endpoint: EndpointView, action: String, confirmed: bool) -> impl IntoView {
    let test = endpoint.enabled.then(|| {
        view! {
            <section class="counter-card">
                <h2>"Try it"</h2>
                <p>"Sends a " <code>"webhook.test"</code> " of no consequence."</p>
                <Step action=action.clone() value="test" words="Send a test event" danger=false/>
            </section>
        }
    });
    let rotating = endpoint.old_secret_until_ms.map(|until| {
        let until = moment::date_and_time(until);
        view! { <p class="quiet">{format!("The old secret signs as well until {until}.")}</p> }
    });
    let (value, words) = match endpoint.enabled {
        true => ("disable", "Disable it"),
        false => ("enable", "Enable it"),
    };
    view! {
        {test}
        {confirmed.then(|| view! {
            <section class="counter-card">
                <h2>"Secret"</h2>
                <p>"A new secret signs at once; for a day the old one signs as well."</p>
                {rotating}
                <Step action=action.clone() value="rotate" words="Make a new secret" danger=false/>
            </section>
            <section class="counter-card">
                <h2>"Stop telling it"</h2>
                <p>"Disabled, it keeps its settings and its log. Removed, it is gone."</p>
                <Step action=action.clone() value words danger=false/>
                <Step action value="remove" words="Remove it" danger=true/>
            </section>
        })}
    }
}

#[component]
fn Step(action: String, value: &'static str, words: &'static str, danger: bool) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <button class="button button-small" class=("button-danger", danger) class=("button-quiet", !danger)
                type="submit" name="action" value=value>{words}</button>
        </form>
    }
}

/// Its deliveries, the newest first.
#[component]
fn Deliveries(page: EndpointPageView, action: String) -> impl IntoView {
    let none = page.deliveries.is_empty();
    let enabled = page.endpoint.enabled;
    let row = |delivery| delivery_row(delivery, &action, enabled);
    let rows = page.deliveries.into_iter().map(row).collect_view();
    let older = page.older.map(|id| format!("{action}?before={id}"));
    view! {
        <section aria-labelledby="deliveries">
            <h2 id="deliveries">"Deliveries"</h2>
            {if none {
                view! { <p class="counter-empty">"It was told nothing in the last thirty days."</p> }.into_any()
            } else {
                view! {
                    <table class="counter-table">
                        <caption class="sr-only">"What it was told, the newest first"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Event"</th>
                                <th scope="col">"State"</th>
                                <th scope="col">"What came of it"</th>
                                <th scope="col"><span class="sr-only">"Send it again"</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }.into_any()
            }}
            {older.map(|href| view! {
                <p class="counter-pages"><a class="button button-quiet button-small" href=href>"Older"</a></p>
            })}
        </section>
    }
}

fn delivery_row(delivery: DeliveryView, action: &str, enabled: bool) -> impl IntoView + use<> {
    let tries = match delivery.tries {
        0 => "not tried yet".to_string(),
        1 => "1 try".to_string(),
        n => format!("{n} tries"),
    };
    let when = match delivery.next_try_at_ms.filter(|_| delivery.tries > 0) {
        Some(at) => format!("{tries}, again {}", moment::date_and_time(at)),
        None => tries,
    };
    let status = delivery.status.map(|status| format!("HTTP {status} "));
    let first_line = delivery.answer.lines().next().unwrap_or_default();
    let first_line: String = first_line.chars().take(120).collect();
    let failed = delivery.state == DeliveryState::Failed;
    let label = format!("Send again: {}", delivery.event);
    view! {
        <tr>
            <th scope="row">
                <code>{delivery.event}</code>
                <br/>
                <time class="quiet" datetime=moment::machine(delivery.created_at_ms)>
                    {moment::date_and_time(delivery.created_at_ms)}
                </time>
            </th>
            <td data-label="State" class="cell-beside">
                <span class="badge" class=("counter-warn", failed)>{delivery.state.as_str()}</span>
            </td>
            <td data-label="What came of it" class="cell-plain cell-wide">
                <span class="counter-two-lines">
                    <span>{status}{first_line}</span>
                    <span class="quiet">{when}</span>
                </span>
            </td>
            <td class="cell-plain">
                {enabled.then(|| view! {
                    <form method="post" action=action.to_string()>
                        <input type="hidden" name="delivery" value=delivery.id/>
                        <button class="button button-quiet button-small" type="submit" name="action" value="replay"
                            aria-label=label>"Send again"</button>
                    </form>
                })}
            </td>
        </tr>
    }
}
