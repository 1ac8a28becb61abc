//! `/admin/log`: what staff did and what was refused.

use super::layout::{Heading, content};
use crate::actions::admin;
use crate::domain::audit::AuditView;
use crate::ui::moment;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn AuditPage() -> impl IntoView {
    let before = use_query_map().get_untracked().get("before");
    content(move || async move {
        let log = admin::audit_log(before).await?;
        let rows = log.entries.into_iter().map(row).collect_view();
        Ok(view! {
            <Heading title="Log"/>
            <table class="counter-table">
                <caption class="sr-only">"What staff did and what was refused, the newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"About"</th>
                        <th scope="col">"From"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {log.next.map(|next| view! {
                <p class="counter-pages"><a class="button button-quiet button-small" href=format!("/admin/log?before={next}")>"Older"</a></p>
            })}
        }
        .into_any())
    })
}

fn row(entry: AuditView) -> impl IntoView {
    let refused = entry.action.ends_with("refused");
    view! {
        <tr>
            <th scope="row">
                <time datetime=moment::machine(entry.at_ms)>{moment::date_and_time(entry.at_ms)}</time>
            </th>
            <td data-label="Who" class="cell-plain">{entry.actor}</td>
            <td data-label="What" class="cell-beside">
                <span class="badge" class=("counter-warn", refused)>{entry.action.replace('_', " ")}</span>
            </td>
            <td data-label="About" class="cell-plain cell-wide">
                <span class="counter-two-lines">{entry.subject}<span class="quiet">{entry.detail}</span></span>
            </td>
            <td data-label="From" class="cell-plain quiet">{entry.ip}</td>
        </tr>
    }
}
