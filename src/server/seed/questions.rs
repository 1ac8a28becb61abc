//! What the demonstration's pieces ask their buyer, written with them.

use super::demo::id_of;
use crate::domain::money::Currency;
use crate::server::db::catalogue::questions::{ChoiceRow, QuestionRow};
use crate::server::db::catalogue::write::NewProduct;
use crate::server::db::{self, Conn};
use crate::server::demo::catalogue::questions::{Asks, QUESTIONS, Question};
use crate::server::error::Result;

/// What new products ask their buyer.
pub async fn write(conn: &mut Conn, products: &[NewProduct]) -> Result<()> {
    let priced = |on_top| {
        let each = Question::prices(on_top).into_iter();
        let each = each.filter_map(|(code, minor)| Some((code.parse().ok()?, minor)));
        each.collect::<Vec<(Currency, i64)>>()
    };
    for (place, asked) in QUESTIONS.iter().enumerate() {
        let Some(product) = products.iter().find(|p| p.slug == asked.product) else {
            continue;
        };
        let id = id_of("question", &format!("{} {}", asked.product, asked.label));
        let (kind, max_length) = match asked.asks {
            Asks::Choice(_) => ("choice", 0),
            Asks::Text(most, _) => ("text", most),
        };
        let row = QuestionRow {
            id: id.clone(),
            kind: kind.into(),
            label: asked.label.into(),
            required: asked.required,
            max_length,
        };
        db::catalogue::questions::put(conn, &product.id, place as i64, &row).await?;
        let choices = match asked.asks {
            Asks::Choice(choices) => choices,
            Asks::Text(_, on_top) => {
                db::catalogue::questions::set_surcharges(conn, &id, "", &priced(on_top)).await?;
                continue;
            }
        };
        for (place, (name, on_top)) in choices.iter().enumerate() {
            let choice = ChoiceRow {
                id: id_of("choice", &format!("{id} {name}")),
                question_id: id.clone(),
                name: (*name).into(),
            };
            db::catalogue::questions::put_choice(conn, place as i64, &choice).await?;
            db::catalogue::questions::set_surcharges(conn, &id, &choice.id, &priced(*on_top))
                .await?;
        }
    }
    Ok(())
}
