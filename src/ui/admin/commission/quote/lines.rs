//! What is made, line by line. There is always an empty line or two below; a button makes more.

use crate::domain::commission::quote_form::{LINES_MAX, QuoteForm, QuoteLineForm};
use crate::domain::commission::view::StudioThreadView;
use crate::domain::money::Currency;
use crate::domain::problem::{FormBack, Problems};
use crate::ui::form::{Field, Filled};
use leptos::prelude::*;

/// Empty lines below those that are written.
const EMPTY: usize = 2;
/// The fields of a line that something can be wrong with.
const FIELDS: [&str; 4] = ["line_title", "line_price", "line_quantity", "line_detail"];

/// The id of a field in the line at `at`; the first line's is the field's name, where a summary's link leads.
fn id(field: &str, at: usize) -> String {
    match at {
        0 => field.to_string(),
        n => format!("{field}-{}", n + 1),
    }
}

/// What is wrong with this field of this very line. The problems name the field alone.
fn wrong(
    problems: &Problems,
    field: &str,
    line: &QuoteLineForm,
    currency: Currency,
    only: bool,
) -> Option<String> {
    let told = problems.of(field)?;
    if line.is_empty() {
        return only.then(|| told.to_string());
    }
    let long = |text: &str, most: usize| text.trim().chars().count() > most;
    match field {
        "line_title" if line.title.trim().is_empty() => Some("Write what this line is.".into()),
        "line_title" => long(&line.title, 120).then(|| told.to_string()),
        "line_price" if line.price.is_empty() => Some("Write the price.".into()),
        "line_price" => match line.price.read(currency) {
            Ok(money) => (money.minor == 0).then(|| told.to_string()),
            Err(error) => Some(error.to_string()),
        },
        "line_quantity" => {
            let fine = line.quantity.is_empty() || line.quantity.within(1..=1000).is_some();
            (!fine).then(|| told.to_string())
        }
        _ => long(&line.detail, 200).then(|| told.to_string()),
    }
}

fn currency(form: &QuoteForm) -> Currency {
    form.currency.parse().unwrap_or(Currency::EUR)
}

/// Makes the summary's links lead to the line that is meant.
pub fn lead_to_the_wrong_line(problems: &mut Problems, form: &QuoteForm) {
    let only = form.lines.iter().all(QuoteLineForm::is_empty);
    let found: Vec<(String, String)> = FIELDS
        .iter()
        .filter_map(|field| {
            let at = form
                .lines
                .iter()
                .position(|line| wrong(problems, field, line, currency(form), only).is_some())?;
            Some((field.to_string(), id(field, at)))
        })
        .collect();
    // A problem keeps its name where the fields look for it, and a copy leads to its line.
    for (field, id) in found {
        if let Some(problem) = problems
            .0
            .iter_mut()
            .find(|p| p.field == field && field != id)
        {
            problem.field = id;
        }
    }
}

#[component]
pub fn Lines(work: StudioThreadView, form: QuoteForm, back: FormBack) -> impl IntoView {
    let problems = sent_problems(&back);
    let only = form.lines.iter().all(QuoteLineForm::is_empty);
    let mut lines = form.lines.clone();
    // Those between others stay where they are; what is empty at the end is put there afresh.
    while lines.last().is_some_and(QuoteLineForm::is_empty) {
        lines.pop();
    }
    let room = (lines.len() + EMPTY).clamp(1, LINES_MAX);
    lines.resize(room, QuoteLineForm::default());
    let currency = currency(&form);
    let items = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let filled = |field: &str, value: &str| Filled {
                value: value.to_string(),
                problem: wrong(&problems, field, &line, currency, only && at == 0),
            };
            view! {
                <li>
                    <fieldset class="work-line">
                        <legend class="sr-only">{format!("Line {}", at + 1)}</legend>
                        <Field name="line_title" id=id("line_title", at) label="What" autocomplete="off" maxlength=500 filled=filled("line_title", &line.title) optional={at > 0}/>
                        <Field name="line_detail" id=id("line_detail", at) label="Material, measure, colour" autocomplete="off" maxlength=500
                            filled=filled("line_detail", &line.detail) optional=true/>
                        <Field name="line_quantity" id=id("line_quantity", at) label="How many" autocomplete="off" maxlength=500 filled=filled("line_quantity", &line.quantity.to_string()) optional=true/>
                        <Field name="line_price" id=id("line_price", at) label="Price of one" autocomplete="off" maxlength=500 filled=filled("line_price", &line.price.to_string()) optional={at > 0}/>
                    </fieldset>
                </li>
            }
        })
        .collect_view();
    let wanted = work.thread.request.budget.clone();
    view! {
        <section aria-labelledby="quote-lines">
            <h2 id="quote-lines">"What you make"</h2>
            {(!wanted.is_empty()).then(|| view! { <p class="quiet">"Your customer’s budget: " {wanted}</p> })}
            <ol class="work-edit">{items}</ol>
            <p><button class="button button-quiet button-small" type="submit" name="action" value="totals">"More lines"</button></p>
        </section>
    }
}

/// The problems as they were reported, before their links were led elsewhere.
fn sent_problems(back: &FormBack) -> Problems {
    let mut problems = back.problems.clone();
    for problem in &mut problems.0 {
        if let Some(field) = FIELDS.iter().find(|f| problem.field.starts_with(**f)) {
            problem.field = (*field).to_string();
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(title: &str, price: &str) -> QuoteLineForm {
        QuoteLineForm {
            title: title.into(),
            price: price.into(),
            ..QuoteLineForm::default()
        }
    }

    #[test]
    fn the_summary_leads_to_the_line_that_is_wrong() {
        let form = QuoteForm {
            lines: vec![line("Collar", "240"), line("Box", "a few"), line("", "")],
            currency: "EUR".into(),
            ..QuoteForm::default()
        };
        let mut problems = Problems::one("line_price", "invalid", "Not a price.");
        let wrong_at = |problems: &Problems| {
            form.lines
                .iter()
                .map(|l| wrong(problems, "line_price", l, Currency::EUR, false).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(wrong_at(&problems), [false, true, false]);
        lead_to_the_wrong_line(&mut problems, &form);
        assert_eq!(problems.0[0].field, "line_price-2");
        let back = FormBack {
            problems,
            ..FormBack::default()
        };
        assert_eq!(wrong_at(&sent_problems(&back)), [false, true, false]);
    }
}
