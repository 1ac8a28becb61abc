//! What a product asks its buyer: options with their choices, and texts, each with what it costs on top.

use super::part::{Part, stored_price};
use crate::domain::catalogue_form::{
    ChoiceForm, Prices, QuestionForm, StaffProductView, StaffQuestionView,
};
use crate::ui::form::{Field, Select, Tick};
use leptos::prelude::*;

#[component]
pub fn Questions(product: StaffProductView) -> impl IntoView {
    let adding = asked_anew(
        &Part::of("save-question-new"),
        &QuestionForm::default(),
        &product.currencies,
    );
    let last = product.questions.len().saturating_sub(1);
    let currencies = product.currencies;
    let items = product
        .questions
        .into_iter()
        .enumerate()
        .map(|(at, question)| {
            let currencies = currencies.clone();
            view! { <Question currencies question first={at == 0} last={at == last}/> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="product-questions">
            <h2 id="product-questions">"What is asked of the buyer"</h2>
            <p class="quiet">"Options, such as a ribbon, and texts, such as a name to engrave. They don’t change which piece is taken from the shelf: variants do."</p>
            <ul class="counter-list">{items}</ul>
            <details class="fold" open=adding>
                <summary>"Ask for something"</summary>
                <QuestionFields currencies=currencies.clone() form=QuestionForm::default()/>
            </details>
        </section>
    }
}

/// Prices as they stand beside a thing: `2.50 EUR · 3.00 USD`.
fn on_top(prices: &Prices) -> String {
    let each = prices
        .iter()
        .filter_map(|(name, price)| Some(format!("+{price} {}", name.strip_prefix("price_")?)));
    each.collect::<Vec<_>>().join(" · ")
}

/// The prices in the fields, with those that are stored.
fn price_fields(currencies: &[String], prices: &Prices) -> impl Iterator<Item = (String, String)> {
    let each = currencies.iter().map(|code| {
        let name = format!("price_{code}");
        let stored = stored_price(prices, &name);
        (name, stored)
    });
    each.collect::<Vec<_>>().into_iter()
}

/// Whether something of a question was typed that is not stored, or is wrong.
fn asked_anew(part: &Part, form: &QuestionForm, currencies: &[String]) -> bool {
    let required = if form.required { "true" } else { "" };
    let own = [("label", form.label.as_str()), ("required", required)];
    let own = own.map(|(name, stored)| (name.to_string(), stored.to_string()));
    let text = form.id.is_empty() || form.kind == "text";
    let of_a_text = [("max_length".to_string(), form.max_length.to_string())]
        .into_iter()
        .chain(price_fields(currencies, &form.prices));
    part.is_open(own.into_iter().chain(of_a_text.filter(|_| text)))
}

/// The same of a choice.
fn chosen_anew(part: &Part, form: &ChoiceForm, currencies: &[String]) -> bool {
    let name = [("name".to_string(), form.name.clone())];
    part.is_open(
        name.into_iter()
            .chain(price_fields(currencies, &form.prices)),
    )
}

#[component]
fn Question(
    currencies: Vec<String>,
    question: StaffQuestionView,
    first: bool,
    last: bool,
) -> impl IntoView {
    let form = question.form;
    let blank = ChoiceForm {
        question: form.id.clone(),
        ..ChoiceForm::default()
    };
    let editing = asked_anew(
        &Part::of(format!("save-question-{}", form.id)),
        &form,
        &currencies,
    );
    let adding = chosen_anew(
        &Part::of(format!("save-choice-new-{}", form.id)),
        &blank,
        &currencies,
    );
    let (label, asks) = (form.label.clone(), form.kind == "text");
    let none = !asks && question.choices.is_empty();
    let kind = match form.kind.as_str() {
        "text" => format!("A text of up to {} characters", form.max_length),
        _ => "A choice".to_string(),
    };
    let must = if form.required {
        "has to be answered"
    } else {
        "may be left out"
    };
    let choices = question
        .choices
        .into_iter()
        .map(|choice| view! { <OneChoice currencies=currencies.clone() choice/> })
        .collect_view();
    let id = form.id.clone();
    let button = move |verb: &'static str, words: &'static str, told: String| {
        let value = format!("{verb}:{id}");
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
                    <ChoiceFields currencies=currencies.clone() form=blank/>
                </details>
            })}
            <details class="fold" open=editing>
                <summary>{format!("Change {label}")}</summary>
                <QuestionFields currencies form/>
            </details>
            <p class="actions">
                {(!first).then(|| button("question_up", "Up", format!("Up: {label}")))}
                {(!last).then(|| button("question_down", "Down", format!("Down: {label}")))}
                {button("remove_question", "Remove", format!("Remove: {label}"))}
            </p>
        </li>
    }
}

#[component]
fn Prices(part: Part, currencies: Vec<String>, prices: Prices) -> impl IntoView {
    currencies
        .into_iter()
        .map(|code| {
            let price = format!("price_{code}");
            let stored = stored_price(&prices, &price);
            let (name, filled) = (part.name(&price), part.filled(&price, &stored));
            view! { <Field name=name label=format!("On top, in {code}") autocomplete="off" maxlength=500 filled optional=true/> }
        })
        .collect_view()
}

const ON_TOP: &str = "Nothing on top in any currency: it is free. Where only some are filled, it can be had in these only.";

#[component]
fn QuestionFields(currencies: Vec<String>, form: QuestionForm) -> impl IntoView {
    let new = form.id.is_empty();
    let about = if new { "new" } else { form.id.as_str() }.to_string();
    let part = Part::of(format!("save-question-{about}"));
    let [label, kind, most, required] =
        ["label", "kind", "max_length", "required"].map(|field| part.name(field));
    let kinds = vec![
        ("choice".to_string(), "A choice".to_string()),
        ("text".to_string(), "A text of their own".to_string()),
    ];
    let text = new || form.kind == "text";
    let ticked = part.ticked("required", form.required);
    view! {
        <div class="counter-form">
            <div class="counter-row">
                <Field name=label label="What is asked" autocomplete="off" maxlength=500 filled=part.filled("label", &form.label) optional=new/>
                {new.then(|| view! {
                    <Select name=kind label="How it is answered" options=kinds filled=part.filled("kind", "choice")/>
                })}
                {text.then(|| view! {
                    <Field name=most label="Most characters of a text" autocomplete="off" maxlength=500
                        filled=part.filled("max_length", &form.max_length.to_string()) optional=new/>
                })}
            </div>
            {text.then(|| view! {
                <p class="quiet">{if new { "What a text costs; choices have prices of their own." } else { ON_TOP }}</p>
                <div class="counter-row"><Prices part=part.clone() currencies prices=form.prices/></div>
            })}
            <Tick name=required.clone() id=required value="true" ticked=ticked>"It has to be answered"</Tick>
            <button class="button button-quiet button-small" type="submit" name="action" value=format!("save_question:{about}")>
                "Save what is asked"
            </button>
        </div>
    }
}

#[component]
fn OneChoice(currencies: Vec<String>, choice: ChoiceForm) -> impl IntoView {
    let part = Part::of(format!("save-choice-{}", choice.id));
    let editing = chosen_anew(&part, &choice, &currencies);
    let name = choice.name.clone();
    let remove = format!("remove_choice:{}", choice.id);
    view! {
        <li>
            <p class="counter-split"><span>{name.clone()}</span><span class="tabular">{on_top(&choice.prices)}</span></p>
            <details class="fold" open=editing>
                <summary>{format!("Change {name}")}</summary>
                <ChoiceFields currencies form=choice/>
            </details>
            <button class="link link-quiet" type="submit" name="action" value=remove
                aria-label=format!("Remove {name}")>"Remove"</button>
        </li>
    }
}

#[component]
fn ChoiceFields(currencies: Vec<String>, form: ChoiceForm) -> impl IntoView {
    let about = match form.id.as_str() {
        "" => format!("new-{}", form.question),
        id => id.to_string(),
    };
    let part = Part::of(format!("save-choice-{about}"));
    let (name, question) = (part.name("name"), part.name("question"));
    view! {
        <div class="counter-form">
            <input type="hidden" name=question value=form.question.clone()/>
            <div class="counter-row">
                <Field name=name label="What can be chosen" autocomplete="off" maxlength=500 filled=part.filled("name", &form.name)
                    optional={form.id.is_empty()}/>
                <Prices part=part.clone() currencies prices=form.prices/>
            </div>
            <p class="quiet">{ON_TOP}</p>
            <button class="button button-quiet button-small" type="submit" name="action" value=format!("save_choice:{about}")>
                "Save the choice"
            </button>
        </div>
    }
}
