//! What a product asks its buyer: options with their choices, and texts, each with what it costs on top.

use super::typed::of;
use crate::domain::catalogue_form::{
    ChoiceForm, QuestionForm, StaffProductView, StaffQuestionView,
};
use crate::ui::admin::fields::{Choice, Line};
use crate::ui::form::sent_back;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[component]
pub fn Questions(product: StaffProductView) -> impl IntoView {
    let back = sent_back();
    let adding = back.value("action") == "save_question" && back.value("id").is_empty();
    let last = product.questions.len().saturating_sub(1);
    let (id, currencies) = (product.id, product.currencies);
    let items = product
        .questions
        .into_iter()
        .enumerate()
        .map(|(at, question)| {
            let (product, currencies) = (id.clone(), currencies.clone());
            view! { <Question product currencies question first={at == 0} last={at == last}/> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="product-questions">
            <h2 id="product-questions">"What is asked of the buyer"</h2>
            <p class="quiet">"Options, such as a ribbon, and texts, such as a name to engrave. They don’t change which piece is taken from the shelf: variants do."</p>
            <ul class="counter-list">{items}</ul>
            <details class="fold" open=adding>
                <summary>"Ask for something"</summary>
                <QuestionFields product=id.clone() currencies=currencies.clone() form=QuestionForm::default()/>
            </details>
        </section>
    }
}

/// Prices as they stand beside a thing: `2.50 EUR · 3.00 USD`.
fn on_top(prices: &BTreeMap<String, String>) -> String {
    let each = prices
        .iter()
        .filter_map(|(name, text)| Some(format!("+{text} {}", name.strip_prefix("price_")?)));
    each.collect::<Vec<_>>().join(" · ")
}

#[component]
fn Question(
    product: String,
    currencies: Vec<String>,
    question: StaffQuestionView,
    first: bool,
    last: bool,
) -> impl IntoView {
    let back = sent_back();
    let form = question.form;
    let mine = |action: &str| back.value("action") == action && back.value("question") == form.id;
    let editing = back.value("action") == "save_question" && back.value("id") == form.id;
    let adding = mine("save_choice") && back.value("id").is_empty();
    let (label, asks) = (form.label.clone(), form.kind == "text");
    let none = !asks && question.choices.is_empty();
    let kind = match form.kind.as_str() {
        "text" => format!("A text of up to {} characters", form.max_length),
        _ => "A choice".to_string(),
    };
    let must = if form.required == "true" {
        "has to be answered"
    } else {
        "may be left out"
    };
    let choices = question
        .choices
        .into_iter()
        .map(|choice| view! { <OneChoice product=product.clone() currencies=currencies.clone() choice/> })
        .collect_view();
    let blank = ChoiceForm {
        question: form.id.clone(),
        ..ChoiceForm::default()
    };
    let (id, place) = (form.id.clone(), format!("/admin/products/{product}"));
    let button = move |value: &'static str, words: &'static str, told: String| {
        view! { <button class="link link-quiet" type="submit" name="action" value=value aria-label=told>{words}</button> }
    };
    view! {
        <li class="counter-card">
            <p class="counter-split"><strong>{label.clone()}</strong><span class="tabular">{on_top(&form.prices)}</span></p>
            <p class="quiet">{kind}", "{must}"."</p>
            {none.then(|| view! { <p class="notice">"It is not asked yet: add what can be chosen."</p> })}
            <ul class="counter-list">{choices}</ul>
            {(!asks).then(|| view! {
                <details class="fold" open={adding || none}>
                    <summary>{format!("Add a choice to {label}")}</summary>
                    <ChoiceFields product=product.clone() currencies=currencies.clone() form=blank/>
                </details>
            })}
            <details class="fold" open=editing>
                <summary>{format!("Change {label}")}</summary>
                <QuestionFields product currencies form/>
            </details>
            <form method="post" action=place>
                <input type="hidden" name="question" value=id/>
                <p class="actions">
                    {(!first).then(|| button("question_up", "Up", format!("Up: {label}")))}
                    {(!last).then(|| button("question_down", "Down", format!("Down: {label}")))}
                    {button("remove_question", "Remove", format!("Remove: {label}"))}
                </p>
            </form>
        </li>
    }
}

#[component]
fn Prices(
    currencies: Vec<String>,
    prices: BTreeMap<String, String>,
    mine: bool,
    about: String,
) -> impl IntoView {
    let back = sent_back();
    currencies
        .into_iter()
        .map(|code| {
            let name = format!("price_{code}");
            let stored = prices.get(&name).cloned().unwrap_or_default();
            let (filled, id) = (of(&back, mine, &name, &stored), format!("{name}-{about}"));
            view! { <Line name id label=format!("On top, in {code}") filled optional=true/> }
        })
        .collect_view()
}

const ON_TOP: &str = "Nothing on top in any currency: it is free. Where only some are filled, it can be had in these only.";

#[component]
fn QuestionFields(product: String, currencies: Vec<String>, form: QuestionForm) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("action") == "save_question" && back.value("id") == form.id;
    let new = form.id.is_empty();
    let about = format!(
        "save-question-{}",
        if new { "new" } else { form.id.as_str() }
    );
    let id = |name: &str| format!("{name}-{about}");
    let kinds = vec![
        ("choice".to_string(), "A choice".to_string()),
        ("text".to_string(), "A text of their own".to_string()),
    ];
    let text = new || form.kind == "text";
    let required = if mine {
        back.value("required") == "true"
    } else {
        form.required == "true"
    };
    view! {
        <form method="post" action=format!("/admin/products/{product}") class="counter-form">
            <input type="hidden" name="action" value="save_question"/>
            <input type="hidden" name="id" value=form.id.clone()/>
            <div class="counter-row">
                <Line name="label" id=id("label") label="What is asked" filled=of(&back, mine, "label", &form.label)/>
                {new.then(|| view! {
                    <Choice name="kind" id=id("kind") label="How it is answered" options=kinds filled=of(&back, mine, "kind", "choice")/>
                })}
                {text.then(|| view! {
                    <Line name="max_length" id=id("max_length") label="Most characters of a text"
                        filled=of(&back, mine, "max_length", &form.max_length) optional=new/>
                })}
            </div>
            {text.then(|| view! {
                <p class="quiet">{if new { "What a text costs; choices have prices of their own." } else { ON_TOP }}</p>
                <div class="counter-row"><Prices currencies prices=form.prices mine about=about.clone()/></div>
            })}
            <label class="choice-line">
                <input type="checkbox" id=id("required") name="required" value="true" checked=required/>
                "It has to be answered"
            </label>
            <button class="button button-quiet button-small" type="submit">"Save what is asked"</button>
        </form>
    }
}

#[component]
fn OneChoice(product: String, currencies: Vec<String>, choice: ChoiceForm) -> impl IntoView {
    let back = sent_back();
    let editing = back.value("action") == "save_choice" && back.value("id") == choice.id;
    let name = choice.name.clone();
    let (question, id) = (choice.question.clone(), choice.id.clone());
    let place = format!("/admin/products/{product}");
    view! {
        <li>
            <p class="counter-split"><span>{name.clone()}</span><span class="tabular">{on_top(&choice.prices)}</span></p>
            <details class="fold" open=editing>
                <summary>{format!("Change {name}")}</summary>
                <ChoiceFields product currencies form=choice/>
            </details>
            <form method="post" action=place>
                <input type="hidden" name="question" value=question/>
                <input type="hidden" name="id" value=id/>
                <button class="link link-quiet" type="submit" name="action" value="remove_choice"
                    aria-label=format!("Remove {name}")>"Remove"</button>
            </form>
        </li>
    }
}

#[component]
fn ChoiceFields(product: String, currencies: Vec<String>, form: ChoiceForm) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("action") == "save_choice"
        && back.value("id") == form.id
        && back.value("question") == form.question;
    let whose = if form.id.is_empty() {
        format!("new-{}", form.question)
    } else {
        form.id.clone()
    };
    let about = format!("save-choice-{whose}");
    view! {
        <form method="post" action=format!("/admin/products/{product}") class="counter-form">
            <input type="hidden" name="action" value="save_choice"/>
            <input type="hidden" name="question" value=form.question.clone()/>
            <input type="hidden" name="id" value=form.id.clone()/>
            <div class="counter-row">
                <Line name="name" id=format!("name-{about}") label="What can be chosen" filled=of(&back, mine, "name", &form.name)/>
                <Prices currencies prices=form.prices mine about=about.clone()/>
            </div>
            <p class="quiet">{ON_TOP}</p>
            <button class="button button-quiet button-small" type="submit">"Save the choice"</button>
        </form>
    }
}
