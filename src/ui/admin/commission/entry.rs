//! One entry of the conversation: who said or showed what, and when.

use crate::domain::commission::view::{Approval, EntryKind, EntryView};
use crate::ui::components::PrivatePictures;
use crate::ui::moment;
use leptos::prelude::*;

/// `mine` puts it on the side of whoever reads; `children` stand below it, such as the button that says yes.
#[component]
pub fn Entry(
    entry: EntryView,
    mine: bool,
    /// Who wrote it, in the words of this side.
    #[prop(into)]
    author: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let at = entry.at_ms;
    let time = view! { <time datetime=moment::machine(at)>{moment::date_and_time(at)}</time> };
    if entry.kind == EntryKind::Event {
        return view! {
            <li class="work-event"><p>{entry.body} " " <span class="quiet">{time}</span></p></li>
        }
        .into_any();
    }
    let what = match (entry.kind, entry.approval) {
        (EntryKind::Progress, Approval::Asked) => Some("Progress, waits for a yes"),
        (EntryKind::Progress, Approval::Approved) => Some("Progress, approved"),
        (EntryKind::Progress, Approval::None) => Some("Progress"),
        (EntryKind::Finished, _) => Some("Finished"),
        _ => None,
    };
    let spoken = !entry.body.is_empty();
    let label = format!("Pictures of {author}");
    view! {
        <li class="work-entry" class=("work-mine", mine)>
            <p class="work-entry-head">
                <strong>{author}</strong>
                <span class="quiet">{time}</span>
                {what.map(|what| view! { <span class="badge" class=("work-approved", entry.approval == Approval::Approved)>{what}</span> })}
            </p>
            {spoken.then(|| view! { <p class="verbatim">{entry.body}</p> })}
            <PrivatePictures pictures=entry.pictures label/>
            {children.map(|children| children())}
        </li>
    }
    .into_any()
}
