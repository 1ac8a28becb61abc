//! One thing done with several requests, and what became of each.

use crate::ui::form::{TextArea, filled, sent_back};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Under the list, inside its form.
#[component]
pub fn BulkSteps() -> impl IntoView {
    let back = sent_back();
    let rejecting = back.value("action") == "reject";
    view! {
        <fieldset class="work-bulk" id="numbers">
            <legend>"With those ticked"</legend>
            <p class="actions">
                <button class="button button-quiet button-small" type="submit" name="action" value="begin">"Begin making them"</button>
                <button class="button button-quiet button-small" type="submit" name="action" value="complete">"Complete them"</button>
            </p>
            <details class="fold" open=rejecting>
                <summary>"Do not take them on"</summary>
                <TextArea name="reason" label="Why" rows=2 maxlength=500 hint="Each of these customers reads it." filled=filled(&back, "reason")/>
                <button class="button button-danger button-small work-apart" type="submit" name="action" value="reject">"Do not take them on"</button>
            </details>
        </fieldset>
    }
}

/// What was done just now: all of it after a redirect, or the part of it that could be done.
#[component]
pub fn BulkDone() -> impl IntoView {
    let back = sent_back();
    let some: Vec<String> = back
        .values
        .iter()
        .filter(|(name, _)| name == "bulk_done")
        .map(|(_, sentence)| sentence.clone())
        .collect();
    let asked = use_query_map().get_untracked();
    let all = asked
        .get("done")
        .as_deref()
        .and_then(words)
        .map(|words| {
            let of = asked.get("of").unwrap_or_default();
            let of = of.split(',').filter(|number| !number.is_empty());
            of.map(|number| format!("{number}: {words}")).collect()
        })
        .unwrap_or_default();
    let told: Vec<String> = if some.is_empty() { all } else { some };
    (!told.is_empty()).then(|| {
        let items = told
            .into_iter()
            .map(|sentence| view! { <li>{sentence}</li> })
            .collect_view();
        view! { <ul class="notice counter-done" role="status">{items}</ul> }
    })
}

fn words(done: &str) -> Option<&'static str> {
    Some(match done {
        "begin" => "the making has begun.",
        "complete" => "completed.",
        "reject" => "not taken on; the customer is being told.",
        _ => return None,
    })
}
