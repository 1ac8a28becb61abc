//! What products ask their buyers, and what the answers cost on top.

use crate::domain::answers::{Asks, Choice, Question};
use crate::domain::money::{Currency, Money};
use crate::server::db::{Conn, on, push_in};
use crate::server::error::{Error, Result};
use sqlx::QueryBuilder;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct AskedRow {
    id: String,
    product_id: String,
    kind: String,
    label: String,
    required: bool,
    max_length: i64,
    choice_id: Option<String>,
    choice_name: Option<String>,
    amount_minor: Option<i64>,
    /// It costs something in some currency.
    costs: bool,
}

/// The questions of products, by product and in order, with what each answer costs in `currency`. A question whose
/// choices have not been written yet is not asked.
pub async fn asked(
    conn: &mut Conn,
    product_ids: &[String],
    currency: Currency,
) -> Result<HashMap<String, Vec<Question>>> {
    let rows: Vec<AskedRow> = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "SELECT q.id, q.product_id, q.kind, q.label, q.required, q.max_length, o.id AS choice_id, o.name AS choice_name,
                s.amount_minor, EXISTS (SELECT 1 FROM surcharges any_s WHERE any_s.question_id = q.id
                    AND any_s.choice_id = COALESCE(o.id, '')) AS costs
            FROM product_questions q LEFT JOIN question_choices o ON o.question_id = q.id
            LEFT JOIN surcharges s ON s.question_id = q.id AND s.choice_id = COALESCE(o.id, '') AND s.currency = ",
        );
        query.push_bind(currency.code()).push(" WHERE q.product_id");
        push_in!(query, product_ids.iter().cloned());
        query.push(" ORDER BY q.product_id, q.position, q.id, o.position, o.id");
        query.build_query_as().fetch_all(&mut *c).await?
    });
    let mut asked: HashMap<String, Vec<Question>> = HashMap::new();
    for row in rows {
        let surcharge = match (row.amount_minor, row.costs) {
            (Some(minor), _) => Some(Money::new(minor, currency)),
            (None, false) => Some(Money::zero(currency)),
            (None, true) => None,
        };
        let of_product = asked.entry(row.product_id).or_default();
        let choice = row.choice_id.zip(row.choice_name).map(|(id, name)| Choice {
            id,
            name,
            surcharge,
        });
        if let Some(Question { id, asks, .. }) = of_product.last_mut()
            && *id == row.id
            && let Asks::Choice(choices) = asks
        {
            choices.extend(choice);
            continue;
        }
        let asks = match (row.kind.as_str(), choice) {
            ("text", _) => Asks::Text {
                max_length: row.max_length,
                surcharge,
            },
            ("choice", Some(choice)) => Asks::Choice(vec![choice]),
            ("choice", None) => continue,
            (kind, _) => {
                return Err(Error::impossible(
                    "product_questions",
                    "kind",
                    &row.id,
                    kind,
                ));
            }
        };
        of_product.push(Question {
            id: row.id,
            label: row.label,
            required: row.required,
            asks,
        });
    }
    Ok(asked)
}

/// Which of these products ask something.
pub async fn asking(conn: &mut Conn, product_ids: &[&str]) -> Result<Vec<String>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT DISTINCT product_id FROM product_questions WHERE product_id");
        push_in!(query, product_ids.iter().map(|id| id.to_string()));
        Ok(query.build_query_scalar().fetch_all(&mut *c).await?)
    })
}

/// A question as staff edit it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QuestionRow {
    pub id: String,
    pub kind: String,
    pub label: String,
    pub required: bool,
    pub max_length: i64,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChoiceRow {
    pub id: String,
    pub question_id: String,
    pub name: String,
}

/// Every question of a product, in order.
pub async fn of_product(conn: &mut Conn, product_id: &str) -> Result<Vec<QuestionRow>> {
    const SQL: &str = "SELECT id, kind, label, required, max_length FROM product_questions
        WHERE product_id = $1 ORDER BY position, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(product_id).fetch_all(&mut *c).await?))
}

/// Every choice of a product's questions, in order.
pub async fn choices(conn: &mut Conn, product_id: &str) -> Result<Vec<ChoiceRow>> {
    const SQL: &str = "SELECT o.id, o.question_id, o.name FROM question_choices o
        JOIN product_questions q ON q.id = o.question_id WHERE q.product_id = $1 ORDER BY o.position, o.id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(product_id).fetch_all(&mut *c).await?))
}

/// Question, choice (empty for a text), currency code and minor units of every surcharge of a product's questions.
pub async fn surcharges(
    conn: &mut Conn,
    product_id: &str,
) -> Result<Vec<(String, String, String, i64)>> {
    const SQL: &str = "SELECT s.question_id, s.choice_id, s.currency, s.amount_minor FROM surcharges s
        JOIN product_questions q ON q.id = s.question_id WHERE q.product_id = $1 ORDER BY s.currency";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(product_id).fetch_all(&mut *c).await?))
}

/// Writes a question, new or over the one of this id; its place is only looked at when it is new.
pub async fn put(
    conn: &mut Conn,
    product_id: &str,
    position: i64,
    question: &QuestionRow,
) -> Result<()> {
    const SQL: &str = "INSERT INTO product_questions (id, product_id, kind, label, position, required, max_length)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET label = excluded.label, required = excluded.required, max_length = excluded.max_length";
    on!(conn, c => sqlx::query(SQL).bind(&question.id).bind(product_id).bind(&question.kind).bind(&question.label)
        .bind(position).bind(question.required).bind(question.max_length).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Writes a choice, new or over the one of this id; its place is only looked at when it is new.
pub async fn put_choice(conn: &mut Conn, position: i64, choice: &ChoiceRow) -> Result<()> {
    const SQL: &str =
        "INSERT INTO question_choices (id, question_id, name, position) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name";
    on!(conn, c => sqlx::query(SQL).bind(&choice.id).bind(&choice.question_id).bind(&choice.name).bind(position)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Sets what an answer costs on top: minor units by currency, and nothing else. `choice_id` is empty for a text.
pub async fn set_surcharges(
    conn: &mut Conn,
    question_id: &str,
    choice_id: &str,
    amounts: &[(Currency, i64)],
) -> Result<()> {
    const CLEAR: &str = "DELETE FROM surcharges WHERE question_id = $1 AND choice_id = $2";
    const SQL: &str = "INSERT INTO surcharges (question_id, choice_id, currency, amount_minor) VALUES ($1, $2, $3, $4)";
    on!(conn, c => sqlx::query(CLEAR).bind(question_id).bind(choice_id).execute(&mut *c).await.map(drop)?);
    for (currency, minor) in amounts {
        on!(conn, c => sqlx::query(SQL).bind(question_id).bind(choice_id).bind(currency.code()).bind(minor)
            .execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// Numbers a product's questions in this order, from 0.
pub async fn order(conn: &mut Conn, ids: &[String]) -> Result<()> {
    const SQL: &str = "UPDATE product_questions SET position = $2 WHERE id = $1";
    for (position, id) in ids.iter().enumerate() {
        let position = position as i64;
        on!(conn, c => sqlx::query(SQL).bind(id).bind(position).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// Takes a question away with its choices and surcharges. Orders keep how it read.
pub async fn remove(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM product_questions WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Takes a choice away with its surcharges.
pub async fn remove_choice(conn: &mut Conn, question_id: &str, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM question_choices WHERE id = $1";
    set_surcharges(conn, question_id, id, &[]).await?;
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}
