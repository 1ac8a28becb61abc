//! Fields that only the counter has: words that must be written, and a choice.

use crate::ui::form::{FieldProblem, Filled, described_by, escaped};
use leptos::prelude::*;

/// Several lines of text that may not stay empty.
#[component]
pub fn Sentence(
    #[prop(into)] name: String,
    /// Differs from the name where a page has the same form several times.
    #[prop(into, optional)]
    id: Option<String>,
    label: &'static str,
    filled: Filled,
    #[prop(optional)] hint: &'static str,
    #[prop(default = 2)] rows: u32,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describedby = described_by(&id, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    view! {
        <div class="field" class=("field-wrong", invalid.is_some())>
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <textarea class="input" id=id.clone() name=name rows=rows maxlength="500" aria-required="true"
                aria-invalid=invalid aria-describedby=describedby inner_html=escaped(&filled.value)></textarea>
            <FieldProblem name=id problem=filled.problem/>
        </div>
    }
}

/// One of several: the values with their words.
#[component]
pub fn Choice(
    #[prop(into)] name: String,
    #[prop(into, optional)] id: Option<String>,
    label: &'static str,
    options: Vec<(String, String)>,
    filled: Filled,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let chosen = filled.value;
    let describedby = described_by(&id, false, filled.problem.is_some());
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="select" id=id.clone() name=name aria-describedby=describedby>{options}</select>
            <FieldProblem name=id problem=filled.problem/>
        </div>
    }
}

/// A line of text whose id differs from its name, for pages that have the same form several times.
#[component]
pub fn Line(
    #[prop(into)] name: String,
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    filled: Filled,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let describedby = described_by(&id, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    view! {
        <div class="field" class=("field-wrong", invalid.is_some())>
            <label for=id.clone()>
                {label}
                {optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <input class="input" id=id.clone() name=name type="text" value=filled.value maxlength="500" autocomplete="off"
                aria-required={(!optional).then_some("true")} aria-invalid=invalid aria-describedby=describedby/>
            <FieldProblem name=id problem=filled.problem/>
        </div>
    }
}

/// Several lines of text that may stay empty.
#[component]
pub fn Text(
    name: &'static str,
    label: &'static str,
    filled: Filled,
    rows: u32,
    maxlength: u32,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let describedby = described_by(name, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    view! {
        <div class="field" class=("field-wrong", invalid.is_some())>
            <label for=name>{label}<span class="field-optional">" (optional)"</span></label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
            <textarea class="input" id=name name=name rows=rows maxlength=maxlength
                aria-invalid=invalid aria-describedby=describedby inner_html=escaped(&filled.value)></textarea>
            <FieldProblem name problem=filled.problem/>
        </div>
    }
}
