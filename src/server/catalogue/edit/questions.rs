//! What a product asks its buyer: options with their choices, texts to personalise it with, and what each costs on top.
//! Lines in carts follow what is changed here; orders keep what was agreed.

use super::{editor, forget, reading, row};
use crate::domain::audit::Action;
use crate::domain::catalogue_form::{ChoiceForm, QuestionForm, StaffQuestionView};
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use crate::domain::sorting::moved;
use crate::server::db;
use crate::server::db::Conn;
use crate::server::db::catalogue::questions::{self as stored, ChoiceRow, QuestionRow};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::shop;
use crate::server::staff::audit;
use crate::server::visit::Visit;

/// Nobody answers more than this.
const MOST: usize = 12;
/// Nor chooses from more.
const MOST_CHOICES: usize = 40;
/// Longest label of a question and name of a choice, in characters.
const WORDS_MAX: usize = 80;
/// Longest text that can be asked for, in characters.
pub const TEXT_MAX: i64 = 300;

fn gone() -> Error {
    Error::not_found("That is no longer asked. Open the product again.")
}

/// Words that a buyer reads, trimmed; told what is wrong with them otherwise.
fn words(field: &str, typed: &str, problems: &mut Problems) -> String {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if typed.is_empty() {
        problems.add(field, "required", "Write what the buyer reads.");
    } else if typed.chars().count() > WORDS_MAX || typed.chars().any(char::is_control) {
        let sentence = format!("Write it with at most {WORDS_MAX} ordinary characters.");
        problems.add(field, "too_long", sentence);
    }
    typed
}

fn offered(prices: Vec<(Currency, Option<i64>)>) -> Vec<(Currency, i64)> {
    let given = prices.into_iter();
    given
        .filter_map(|(currency, minor)| Some((currency, minor?)))
        .collect()
}

fn alike(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Adds a question (`form.id` empty) or changes one; returns its id. Whether it asks for a choice or a text stays.
pub async fn save(visit: &Visit, product_id: &str, form: &QuestionForm) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let currencies = shop::current(app).await?.currencies.clone();
    let now_ms = app.now_ms();
    let id = crate::transact!(app.db, tx => {
        row(&mut tx, product_id).await?;
        let id = write(&mut tx, product_id, form, &currencies).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        let action = Action::ProductQuestionSaved { label: form.label.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, product_id).await?;
        Ok(id)
    })?;
    forget(app);
    Ok(id)
}

async fn write(
    conn: &mut Conn,
    product_id: &str,
    form: &QuestionForm,
    currencies: &[Currency],
) -> Result<String> {
    let known = stored::of_product(conn, product_id).await?;
    let old = match form.id.as_str() {
        "" => None,
        id => Some(
            known
                .iter()
                .find(|question| question.id == id)
                .ok_or_else(gone)?,
        ),
    };
    let mut problems = Problems::default();
    let kind = old.map_or(form.kind.as_str(), |old| old.kind.as_str());
    if kind != "choice" && kind != "text" {
        problems.add(
            "kind",
            "unknown",
            "Choose whether the buyer chooses or writes.",
        );
    }
    let label = words("label", &form.label, &mut problems);
    if known
        .iter()
        .any(|other| alike(&other.label, &label) && other.id != form.id)
    {
        problems.add(
            "label",
            "taken",
            "This is asked already. Ask for something else.",
        );
    }
    if old.is_none() && known.len() >= MOST {
        problems.add(
            "label",
            "too_many",
            format!("A product asks at most {MOST} things."),
        );
    }
    let max_length = match kind {
        "text" => form.max_length.within(1..=TEXT_MAX).unwrap_or_else(|| {
            let sentence = format!("Write how many characters fit on it, from 1 to {TEXT_MAX}.");
            problems.add("max_length", "out_of_range", sentence);
            0
        }),
        _ => 0,
    };
    let prices = match kind {
        "text" => offered(reading::prices(&form.prices, currencies, &mut problems)),
        _ => Vec::new(),
    };
    problems.or(())?;
    let question = QuestionRow {
        id: old.map_or_else(new_id, |old| old.id.clone()),
        kind: kind.into(),
        label,
        required: form.required,
        max_length,
    };
    stored::put(conn, product_id, known.len() as i64, &question).await?;
    if kind == "text" {
        stored::set_surcharges(conn, &question.id, "", &prices).await?;
    }
    Ok(question.id)
}

/// Adds a choice to an option (`form.id` empty) or changes one.
pub async fn save_choice(visit: &Visit, product_id: &str, form: &ChoiceForm) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let currencies = shop::current(app).await?.currencies.clone();
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        option(&mut tx, product_id, &form.question).await?;
        write_choice(&mut tx, product_id, form, &currencies).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        let action = Action::ProductChoiceSaved { name: form.name.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, product_id).await
    })?;
    forget(app);
    Ok(())
}

async fn write_choice(
    conn: &mut Conn,
    product_id: &str,
    form: &ChoiceForm,
    currencies: &[Currency],
) -> Result<()> {
    let known = choices(conn, product_id, &form.question).await?;
    if !form.id.is_empty() && known.iter().all(|choice| choice.id != form.id) {
        return Err(gone());
    }
    let mut problems = Problems::default();
    let name = words("name", &form.name, &mut problems);
    if known
        .iter()
        .any(|other| alike(&other.name, &name) && other.id != form.id)
    {
        problems.add(
            "name",
            "taken",
            "This can be chosen already. Give each its own name.",
        );
    }
    if form.id.is_empty() && known.len() >= MOST_CHOICES {
        problems.add(
            "name",
            "too_many",
            format!("There are at most {MOST_CHOICES} to choose from."),
        );
    }
    let prices = offered(reading::prices(&form.prices, currencies, &mut problems));
    problems.or(())?;
    let choice = ChoiceRow {
        id: if form.id.is_empty() {
            new_id()
        } else {
            form.id.clone()
        },
        question_id: form.question.clone(),
        name,
    };
    stored::put_choice(conn, known.len() as i64, &choice).await?;
    stored::set_surcharges(conn, &choice.question_id, &choice.id, &prices).await
}

/// Writes anew all that a product asks, in this order, each behind the place that it was sent in. A question is the one that
/// has its label and is answered alike, a choice the one that has its name; all others go. What is wrong is told with its
/// place before the field: `options[0].label`, `options[0].choices[2].name`.
pub async fn replace(
    visit: &Visit,
    product_id: &str,
    wanted: &[(String, StaffQuestionView)],
) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let currencies = shop::current(app).await?.currencies.clone();
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        row(&mut tx, product_id).await?;
        let known = stored::of_product(&mut tx, product_id).await?;
        let same = |old: &QuestionRow, new: &QuestionForm| old.kind == new.kind && alike(&old.label, new.label.trim());
        for old in known.iter().filter(|old| !wanted.iter().any(|(_, new)| same(old, &new.form))) {
            stored::remove(&mut tx, &old.id).await?;
        }
        let mut ids: Vec<String> = Vec::new();
        for (at, new) in wanted {
            let old = known.iter().find(|old| same(old, &new.form) && !ids.contains(&old.id));
            let form = QuestionForm {
                id: old.map(|old| old.id.clone()).unwrap_or_default(),
                ..new.form.clone()
            };
            let id = write(&mut tx, product_id, &form, &currencies).await.map_err(|error| placed(error, &format!("{at}.")))?;
            let offered = choices(&mut tx, product_id, &id).await?;
            let named = |old: &ChoiceRow, new: &ChoiceForm| alike(&old.name, new.name.trim());
            for old in offered.iter().filter(|old| !new.choices.iter().any(|choice| named(old, choice))) {
                stored::remove_choice(&mut tx, &id, &old.id).await?;
            }
            let mut taken: Vec<&str> = Vec::new();
            for (place, choice) in new.choices.iter().enumerate() {
                let old = offered.iter().find(|old| named(old, choice) && !taken.contains(&old.id.as_str()));
                taken.extend(old.map(|old| old.id.as_str()));
                let form = ChoiceForm {
                    id: old.map(|old| old.id.clone()).unwrap_or_default(),
                    question: id.clone(),
                    ..choice.clone()
                };
                let field = format!("{at}.choices[{place}].");
                write_choice(&mut tx, product_id, &form, &currencies).await.map_err(|error| placed(error, &field))?;
            }
            ids.push(id);
        }
        stored::order(&mut tx, &ids).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductQuestionsSaved, product_id).await
    })?;
    forget(app);
    Ok(())
}

/// The error with its fields' names after `place`.
fn placed(error: Error, place: &str) -> Error {
    match error {
        Error::Invalid(mut problems) => {
            for problem in &mut problems.0 {
                problem.field.insert_str(0, place);
            }
            Error::Invalid(problems)
        }
        other => other,
    }
}

/// The option of a product that choices belong to, or 404.
async fn option(conn: &mut Conn, product_id: &str, id: &str) -> Result<QuestionRow> {
    let known = stored::of_product(conn, product_id).await?;
    let found = known.into_iter().find(|q| q.id == id && q.kind == "choice");
    found.ok_or_else(gone)
}

async fn choices(conn: &mut Conn, product_id: &str, question_id: &str) -> Result<Vec<ChoiceRow>> {
    let mut all = stored::choices(conn, product_id).await?;
    all.retain(|choice| choice.question_id == question_id);
    Ok(all)
}

/// Moves a question by so many places: -1 is one up. Past an end it stays at the end.
pub async fn shift(visit: &Visit, product_id: &str, id: &str, places: i64) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let known = stored::of_product(&mut tx, product_id).await?;
        let ids = known.into_iter().map(|question| question.id).collect();
        stored::order(&mut tx, &moved(ids, id, places).ok_or_else(gone)?).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductQuestionsMoved, product_id).await
    })?;
    forget(app);
    Ok(())
}

/// Stops asking a question. Lines in carts that answered it are told to choose again.
pub async fn remove(visit: &Visit, product_id: &str, id: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let known = stored::of_product(&mut tx, product_id).await?;
        if known.iter().all(|question| question.id != id) {
            return Err(gone());
        }
        stored::remove(&mut tx, id).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductQuestionRemoved, product_id).await
    })?;
    forget(app);
    Ok(())
}

/// Stops offering a choice.
pub async fn remove_choice(
    visit: &Visit,
    product_id: &str,
    question_id: &str,
    id: &str,
) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        option(&mut tx, product_id, question_id).await?;
        let known = choices(&mut tx, product_id, question_id).await?;
        if known.iter().all(|choice| choice.id != id) {
            return Err(gone());
        }
        stored::remove_choice(&mut tx, question_id, id).await?;
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductChoiceRemoved, product_id).await
    })?;
    forget(app);
    Ok(())
}
