//! What a piece asks of its buyer: options to choose from, and texts to personalise it with. Fields of the buying form.

use crate::domain::answers::{Asks, Choice, Question};
use crate::domain::money::Money;
use crate::ui::form::{Field, FieldProblem, described_by, filled, sent_back};
use leptos::prelude::*;

#[component]
pub fn Questions(questions: Vec<Question>) -> impl IntoView {
    let fields = questions
        .into_iter()
        .map(|question| match question.asks.clone() {
            Asks::Choice(choices) => view! { <Options question choices/> }.into_any(),
            Asks::Text {
                max_length,
                surcharge,
            } => surcharge
                .map(|surcharge| view! { <Text question max_length surcharge/> })
                .into_any(),
        });
    fields.collect_view()
}

/// What an answer costs on top; nothing where it is free.
fn on_top(surcharge: Money) -> Option<String> {
    (surcharge.minor > 0).then(|| format!("+{surcharge}"))
}

#[component]
fn Options(question: Question, choices: Vec<Choice>) -> impl IntoView {
    let (back, name) = (sent_back(), question.field());
    let chosen = back.value(&name).to_string();
    let problem = filled(&back, &name).problem;
    let describedby = described_by(&name, false, problem.is_some());
    let invalid = problem.is_some().then_some("true");
    let without = (!question.required).then(|| (String::new(), "Without".to_string(), None));
    let offered = choices
        .into_iter()
        .filter_map(|choice| Some((choice.id, choice.name, on_top(choice.surcharge?))));
    let radios = without
        .into_iter()
        .chain(offered)
        .enumerate()
        .map(|(place, (value, words, on_top))| {
            let checked = value == chosen && (!value.is_empty() || !question.required);
            // The summary of what is wrong leads to the first.
            let id = (place == 0).then(|| name.clone());
            view! {
                <label class="variant">
                    <input type="radio" id=id name=name.clone() value=value checked=checked/>
                    <span>{words}</span>
                    <span class="quiet tabular">{on_top}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="variants" aria-describedby=describedby aria-invalid=invalid>
            <legend>
                {question.label}
                {(!question.required).then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </legend>
            {radios}
            <FieldProblem name problem/>
        </fieldset>
    }
}

#[component]
fn Text(question: Question, max_length: i64, surcharge: Money) -> impl IntoView {
    let (back, name) = (sent_back(), question.field());
    let filled = filled(&back, &name);
    let cost = on_top(surcharge).map_or(String::new(), |cost| format!(", {cost}"));
    let hint = format!(
        "Up to {max_length} characters{cost}. With your text it is made to your wish: you can’t withdraw from it then."
    );
    view! {
        <Field name label=question.label filled hint optional={!question.required} autocomplete="off"
            maxlength=usize::try_from(max_length).unwrap_or_default()/>
    }
}
