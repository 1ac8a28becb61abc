//! What a line's answers mean: read from forms and programs, and priced with the variant.

use crate::domain::answers::{Answers, Asks, FIELD, Question, check, settle};
use crate::domain::form;
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use crate::domain::text;
use crate::server::db::cart::SellableRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use std::collections::BTreeMap;

/// The answers among a form's fields, whatever the product asks. Each text has its one form.
pub fn typed(values: &[(String, String)]) -> Answers {
    let given = form::by_id(values, FIELD).into_iter();
    Answers::of(given.map(|(id, value)| (id, text::clean(&value).into_owned())))
}

/// Texts as programs send them: one alone, where a product asks for one, or by label or id.
#[derive(Clone, Debug)]
pub enum Personalisation {
    Only(String),
    Named(BTreeMap<String, String>),
}

impl Default for Personalisation {
    fn default() -> Self {
        Self::Named(BTreeMap::new())
    }
}

/// What programs answered: by label or id the name or id of a choice, and texts. What can't be matched stays as it was
/// given, so that the check tells it.
pub fn named(
    questions: &[Question],
    options: &BTreeMap<String, String>,
    personalisation: &Personalisation,
) -> Answers {
    let same = |id: &str, words: &str, asked: &str| {
        id == asked || words.to_lowercase() == asked.trim().to_lowercase()
    };
    let options = options.iter().map(|(name, answer)| {
        let found = questions.iter().find_map(|question| match &question.asks {
            Asks::Choice(choices) if same(&question.id, &question.label, name) => {
                let choice = choices
                    .iter()
                    .find(|choice| same(&choice.id, &choice.name, answer));
                Some((
                    question.id.clone(),
                    choice.map_or(answer.clone(), |c| c.id.clone()),
                ))
            }
            _ => None,
        });
        found.unwrap_or((name.clone(), answer.clone()))
    });
    let texts: Vec<&Question> = questions
        .iter()
        .filter(|question| matches!(question.asks, Asks::Text { .. }))
        .collect();
    let one_spelling = |text: &String| text::clean(text).into_owned();
    let written: Vec<(String, String)> = match (personalisation, texts.as_slice()) {
        (Personalisation::Only(text), [only]) => vec![(only.id.clone(), one_spelling(text))],
        (Personalisation::Only(text), _) => vec![("personalisation".into(), one_spelling(text))],
        (Personalisation::Named(named), _) => named
            .iter()
            .map(|(name, text)| {
                let asked = texts.iter().find(|q| same(&q.id, &q.label, name));
                let id = asked.map_or(name.clone(), |question| question.id.clone());
                (id, one_spelling(text))
            })
            .collect(),
    };
    Answers::of(options.chain(written))
}

/// What can be bought of lines, each a variant with its answers: the answers' surcharges are in the price. `None` where
/// there is no such variant.
pub async fn offers(
    conn: &mut Conn,
    lines: &[(String, Answers)],
    currency: Currency,
) -> Result<Vec<Option<SellableRow>>> {
    let ids: Vec<String> = lines.iter().map(|(id, _)| id.clone()).collect();
    let rows = db::cart::sellable(conn, &ids, currency).await?;
    let products: Vec<String> = rows.iter().map(|row| row.product_id.clone()).collect();
    let asked = db::catalogue::questions::asked(conn, &products, currency).await?;
    let offer = |(variant_id, answers): &(String, Answers)| {
        let mut row = rows
            .iter()
            .find(|row| row.variant_id == *variant_id)?
            .clone();
        let questions = asked.get(&row.product_id).map_or(&[][..], Vec::as_slice);
        row.settled = settle(questions, answers, currency);
        row.price_minor = row
            .price_minor
            .map(|minor| minor.saturating_add(row.settled.surcharge_minor));
        Some(row)
    };
    Ok(lines.iter().map(offer).collect())
}

/// What the product of a SKU asks; nothing where there is no such SKU.
pub async fn of_sku(conn: &mut Conn, sku: &str, currency: Currency) -> Result<Vec<Question>> {
    let rows = db::cart::sellable_by_sku(conn, &[sku.to_string()], currency).await?;
    let products: Vec<String> = rows.into_iter().map(|row| row.product_id).collect();
    let asked = db::catalogue::questions::asked(conn, &products, currency).await?;
    Ok(asked.into_values().next().unwrap_or_default())
}

/// What is wrong with the answers to what a product asks, field by field.
pub async fn problems(
    conn: &mut Conn,
    product_id: &str,
    answers: &Answers,
    currency: Currency,
) -> Result<Problems> {
    let asked = db::catalogue::questions::asked(conn, &[product_id.to_string()], currency).await?;
    let questions = asked.get(product_id).map_or(&[][..], Vec::as_slice);
    Ok(check(questions, answers))
}
