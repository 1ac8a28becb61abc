//! The search index: the words of each product, and the list of all words for searches that forgive a typo.
//!
//! Words come folded and split by [`crate::server::search::words_of`], so both databases hold the same ones.

use super::{Conn, on, push_in};
use crate::server::error::Result;
use crate::server::search::as_heading;
use sqlx::{Database, Encode, QueryBuilder, Type};

/// The most words bound by one statement.
const BATCH: usize = 500;

/// Each word as the database's own matcher understands it. Words hold letters and digits only, so quoting is safe.
fn terms(words: &[String], postgres: bool) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let each = |(place, word): (usize, &String)| match (postgres, place == last) {
        (true, true) => format!("'{word}':*"),
        (true, false) => format!("'{word}'"),
        (false, true) => format!("\"{word}\"*"),
        (false, false) => format!("\"{word}\""),
    };
    words.iter().enumerate().map(each).collect()
}

/// What has all words, the last one at least as a beginning.
fn expression(words: &[String], postgres: bool) -> String {
    terms(words, postgres).join(if postgres { " & " } else { " AND " })
}

/// Appends a SELECT of the `product_id` of everything that has all words, the last one at least as a beginning.
pub fn push_matches<DB: Database>(q: &mut QueryBuilder<DB>, words: &[String], postgres: bool)
where
    for<'q> String: Encode<'q, DB>,
    String: Type<DB>,
{
    if words.is_empty() {
        q.push("SELECT product_id FROM product_prices WHERE 1 = 0");
    } else if postgres {
        q.push("SELECT product_id FROM product_search WHERE body @@ CAST(");
        q.push_bind(expression(words, true)).push(" AS TSQUERY)");
    } else {
        q.push("SELECT r.product_id FROM product_search s CROSS JOIN product_search_rows r WHERE r.number = s.rowid AND product_search MATCH ");
        q.push_bind(expression(words, false));
    }
}

/// Like [`push_matches`], and beside each `product_id` its `hits`: how many of the words its title or kind has.
/// `newest`: SQLite need look no further than so many of its newest matches.
pub fn push_ranked_matches<DB: Database>(
    q: &mut QueryBuilder<DB>,
    words: &[String],
    newest: Option<i64>,
    postgres: bool,
) where
    for<'q> String: Encode<'q, DB>,
    String: Type<DB>,
{
    let headings = terms(&as_heading(words), postgres);
    if words.is_empty() {
        q.push("SELECT product_id, 0 AS hits FROM product_prices WHERE 1 = 0");
    } else if postgres {
        q.push("SELECT product_id, 0");
        for heading in headings {
            q.push(" + CASE WHEN body @@ CAST(").push_bind(heading);
            q.push(" AS TSQUERY) THEN 1 ELSE 0 END");
        }
        q.push(" AS hits FROM product_search WHERE body @@ CAST(");
        q.push_bind(expression(words, true)).push(" AS TSQUERY)");
    } else {
        // All that matches, and once more for each word in its heading.
        let all = expression(words, false);
        let also = headings
            .iter()
            .map(|heading| (1, format!("{all} AND {heading}")));
        let arms = std::iter::once((0, all.clone())).chain(also);
        q.push("SELECT product_id, SUM(hit) AS hits FROM (");
        for (place, (hit, matching)) in arms.enumerate() {
            if place > 0 {
                q.push(" UNION ALL ");
            }
            q.push(format!("SELECT * FROM (SELECT r.product_id, {hit} AS hit FROM product_search s CROSS JOIN product_search_rows r WHERE r.number = s.rowid AND product_search MATCH "));
            q.push_bind(matching);
            if let Some(most) = newest {
                q.push(format!(" ORDER BY s.rowid DESC LIMIT {most}"));
            }
            q.push(")");
        }
        q.push(") GROUP BY product_id");
    }
}

/// Appends a SELECT of the numbers in SQLite's index of everything that has all words.
pub fn push_numbers<DB: Database>(q: &mut QueryBuilder<DB>, words: &[String])
where
    for<'q> String: Encode<'q, DB>,
    String: Type<DB>,
{
    q.push("SELECT rowid FROM product_search WHERE product_search MATCH ");
    q.push_bind(expression(words, false));
}

/// Takes products out of the index.
pub async fn remove(conn: &mut Conn, product_ids: &[String]) -> Result<()> {
    for ids in product_ids.chunks(BATCH) {
        match conn.is_postgres() {
            true => on!(conn, c => {
                let mut q = QueryBuilder::new("DELETE FROM product_search WHERE product_id");
                push_in!(q, ids.iter().cloned());
                q.build().execute(&mut *c).await.map(drop)?
            }),
            false => on!(conn, c => {
                let mut q = QueryBuilder::new(
                    "DELETE FROM product_search WHERE rowid IN (SELECT number FROM product_search_rows WHERE product_id",
                );
                push_in!(q, ids.iter().cloned());
                q.push(")");
                q.build().execute(&mut *c).await.map(drop)?;
                let mut q = QueryBuilder::new("DELETE FROM product_search_rows WHERE product_id");
                push_in!(q, ids.iter().cloned());
                q.build().execute(&mut *c).await.map(drop)?
            }),
        }
    }
    Ok(())
}

/// Writes the words of products that are not in the index.
pub async fn insert(conn: &mut Conn, products: &[(String, Vec<String>)]) -> Result<()> {
    for some in products.chunks(BATCH) {
        if conn.is_postgres() {
            on!(conn, c => {
                let mut q = QueryBuilder::new("INSERT INTO product_search (product_id, body) SELECT id, array_to_tsvector(string_to_array(words, ' ')) FROM (");
                q.push_values(some, |mut row, (id, words)| {
                    row.push_bind(id.clone()).push_bind(words.join(" "));
                });
                q.push(") AS given (id, words)");
                q.build().execute(&mut *c).await.map(drop)?
            });
        } else {
            on!(conn, c => {
                let mut q = QueryBuilder::new("INSERT INTO product_search_rows (product_id) ");
                q.push_values(some, |mut row, (id, _)| { row.push_bind(id.clone()); });
                q.build().execute(&mut *c).await.map(drop)?;
                let mut q = QueryBuilder::new("INSERT INTO product_search (rowid, body) SELECT r.number, given.column2 FROM (");
                q.push_values(some, |mut row, (id, words)| {
                    row.push_bind(id.clone()).push_bind(words.join(" "));
                });
                q.push(") AS given JOIN product_search_rows r ON r.product_id = given.column1");
                q.build().execute(&mut *c).await.map(drop)?
            });
        }
    }
    Ok(())
}

/// Adds words to the list of all words.
pub async fn add_words(conn: &mut Conn, words: &[String]) -> Result<()> {
    for some in words.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO search_words (word) ");
            q.push_values(some, |mut row, word| { row.push_bind(word.clone()); });
            q.push(" ON CONFLICT (word) DO NOTHING");
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// Every word of the catalogue that a typo may be corrected to.
pub async fn all_words(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "SELECT word FROM search_words";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(&mut *c).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_may_be_a_beginning() {
        let words = vec!["blue".to_string(), "mu".to_string()];
        assert_eq!(expression(&words, false), "\"blue\" AND \"mu\"*");
        assert_eq!(expression(&words, true), "'blue' & 'mu':*");
    }
}
