//! Form fields whose label, hint and error belong together, and the form on its way back to who sent it.

use crate::domain::problem::{FormBack, Problems};
use leptos::prelude::*;

/// What was sent and refused, if this page answers a form; else an empty form.
pub fn sent_back() -> FormBack {
    use_context::<FormBack>().unwrap_or_default()
}

/// One field as a page hands it to [`Field`]: its value and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    pub value: String,
    pub problem: Option<String>,
}

/// The value and problem of one field of a form that came back.
pub fn filled(back: &FormBack, name: &str) -> Filled {
    Filled {
        value: back.value(name).to_string(),
        problem: back.problems.of(name).map(str::to_string),
    }
}

/// A text as HTML, for the two places where Leptos writes it as it is: the title, and what is in a `<textarea>`. It is
/// given to the latter as `inner_html`; as a child, a note with `</textarea>` in it would end the field.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The ids that describe a field, for `aria-describedby`; `None` when there are none.
pub fn described_by(name: &str, hint: bool, problem: bool) -> Option<String> {
    match (hint, problem) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}

/// The sentence beside a field that says what is wrong with it.
#[component]
pub fn FieldProblem(#[prop(into)] name: String, problem: Option<String>) -> impl IntoView {
    problem.map(
        |sentence| view! { <p class="field-problem" id=format!("{name}-error")>{sentence}</p> },
    )
}

/// A line of text.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    label: &'static str,
    filled: Filled,
    #[prop(optional)] hint: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(into, optional)] autocomplete: String,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// Says "optional" beside the label; every other field is required.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] class: &'static str,
    #[prop(default = 120)] maxlength: u32,
    /// What is offered while it is typed; anything else can be typed, too.
    #[prop(optional)]
    suggestions: Vec<String>,
) -> impl IntoView {
    let describedby = described_by(&name, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    let list = (!suggestions.is_empty()).then(|| format!("{name}-list"));
    let offered = list.clone().map(|id| {
        let options = suggestions
            .into_iter()
            .map(|value| view! { <option value=value></option> })
            .collect_view();
        view! { <datalist id=id>{options}</datalist> }
    });
    view! {
        <div class=format!("field {class}") class=("field-wrong", invalid.is_some())>
            <label for=name.clone()>
                <span class="field-label">{label}</span>
                <span class="field-optional" class=("hidden", !optional)>" (optional)"</span>
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
            <input
                class="input"
                id=name.clone()
                name=name.clone()
                type=kind
                value=filled.value
                maxlength=maxlength
                autocomplete=autocomplete
                inputmode=inputmode
                list=list
                aria-required=if optional { "false" } else { "true" }
                aria-invalid=invalid
                aria-describedby=describedby
            />
            {offered}
            <FieldProblem name problem=filled.problem/>
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    label: &'static str,
    filled: Filled,
    #[prop(optional)] hint: &'static str,
    /// Leaves "optional" out beside the label.
    #[prop(optional)]
    required: bool,
    /// Where the same name stands in several forms of a page; else the name is the id.
    #[prop(into, optional)]
    id: String,
    #[prop(default = 3)] rows: u32,
    maxlength: usize,
) -> impl IntoView {
    let id = if id.is_empty() { name.clone() } else { id };
    let describedby = described_by(&id, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    view! {
        <div class="field" class=("field-wrong", invalid.is_some())>
            <label for=id.clone()>
                {label}
                {(!required).then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })}
            <textarea class="input" id=id.clone() name=name rows=rows maxlength=maxlength aria-required=required.then_some("true")
                aria-invalid=invalid aria-describedby=describedby inner_html=escaped(&filled.value)></textarea>
            <FieldProblem name=id problem=filled.problem/>
        </div>
    }
}

/// One of several answers, in a list that folds out. `options` are values and what people read.
#[component]
pub fn Select(
    name: &'static str,
    label: &'static str,
    filled: Filled,
    options: Vec<(String, String)>,
    /// What stands there before anything is chosen.
    nothing: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let describedby = described_by(name, !hint.is_empty(), filled.problem.is_some());
    let invalid = filled.problem.is_some().then_some("true");
    let chosen = filled.value;
    let none = chosen.is_empty();
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class=format!("field {class}") class=("field-wrong", invalid.is_some())>
            <label for=name>
                {label}
                {optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=format!("{name}-hint")>{hint}</p> })}
            <select class="select" id=name name=name autocomplete=autocomplete aria-required=if optional { "false" } else { "true" }
                aria-invalid=invalid aria-describedby=describedby>
                <option value="" selected=none>{nothing}</option>
                {options}
            </select>
            <FieldProblem name problem=filled.problem/>
        </div>
    }
}

/// What stands above the things that are wrong.
pub fn summary_heading(problems: usize) -> &'static str {
    match problems {
        0 => "Before you go on",
        1 => "One thing needs another look",
        _ => "A few things need another look",
    }
}

/// Everything that is wrong, above the form. It takes focus when the page opens, so that it is read first.
#[component]
pub fn ErrorSummary(problems: Problems, notice: Option<String>) -> impl IntoView {
    let any = !problems.is_empty() || notice.is_some();
    any.then(|| {
        let heading = summary_heading(problems.0.len());
        let links = problems
            .0
            .into_iter()
            .map(|problem| view! { <li><a href=format!("#{}", problem.field)>{problem.message}</a></li> })
            .collect_view();
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">
                <h2 id="error-summary-title">{heading}</h2>
                {notice.map(|notice| view! { <p>{notice}</p> })}
                <ul>{links}</ul>
            </div>
        }
    })
}
