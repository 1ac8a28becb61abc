//! The search index: the words of each product, and the list of all words for searches that forgive a typo.
//!
//! Words come folded and cut by [`crate::domain::folding`], so both databases hold the same ones. The databases keep
//! their index in line with the rows of `product_texts` by themselves.

pub mod records;

use crate::domain::folding::begins_a_pair;
use crate::domain::search::{LANGUAGE, as_heading};
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use sqlx::{Database, Encode, QueryBuilder, Type};

/// The most words bound by one statement.
const BATCH: usize = 500;

/// A word as the database's own matcher understands it. Words hold no quotation marks, so quoting is safe.
pub(super) fn term(word: &str, or_beginning: bool, postgres: bool) -> String {
    match (postgres, or_beginning) {
        (true, true) => format!("'{word}':*"),
        (true, false) => format!("'{word}'"),
        (false, true) => format!("\"{word}\"*"),
        (false, false) => format!("\"{word}\""),
    }
}

/// Each word as it is looked for: the last one, and what begins a pair, as a beginning.
fn terms(words: &[String], postgres: bool) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let beginning = |place: usize, word: &str| place == last || begins_a_pair(word);
    let each = |(place, word): (usize, &String)| term(word, beginning(place, word), postgres);
    words.iter().enumerate().map(each).collect()
}

/// What has all words, the last one at least as a beginning.
fn expression(words: &[String], postgres: bool) -> String {
    terms(words, postgres).join(if postgres { " & " } else { " AND " })
}

/// The same words where they stand in a title or a kind.
fn heading_terms(words: &[String], postgres: bool) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let headings = as_heading(words);
    let each = |(place, (heading, word)): (usize, (&String, &String))| {
        term(heading, place == last || begins_a_pair(word), postgres)
    };
    headings.iter().zip(words).enumerate().map(each).collect()
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
        q.push("SELECT product_id FROM product_texts WHERE language = ");
        q.push_bind(LANGUAGE.to_string()).push(" AND body @@ CAST(");
        q.push_bind(expression(words, true)).push(" AS TSQUERY)");
    } else {
        q.push("SELECT r.product_id FROM product_search s CROSS JOIN product_texts r WHERE r.number = s.rowid AND r.language = ");
        q.push_bind(LANGUAGE.to_string());
        q.push(" AND product_search MATCH ")
            .push_bind(expression(words, false));
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
    let headings = heading_terms(words, postgres);
    if words.is_empty() {
        q.push("SELECT product_id, 0 AS hits FROM product_prices WHERE 1 = 0");
    } else if postgres {
        q.push("SELECT product_id, 0");
        for heading in headings {
            q.push(" + CASE WHEN body @@ CAST(").push_bind(heading);
            q.push(" AS TSQUERY) THEN 1 ELSE 0 END");
        }
        q.push(" AS hits FROM product_texts WHERE language = ");
        q.push_bind(LANGUAGE.to_string()).push(" AND body @@ CAST(");
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
            q.push(format!("SELECT * FROM (SELECT r.product_id, {hit} AS hit FROM product_search s CROSS JOIN product_texts r WHERE r.number = s.rowid AND r.language = "));
            q.push_bind(LANGUAGE.to_string());
            q.push(" AND product_search MATCH ").push_bind(matching);
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

/// Writes what products are found by, and what their titles are sorted by: id, words and key. What is right already is
/// not written.
pub async fn put(conn: &mut Conn, products: &[(String, String, String)]) -> Result<()> {
    for some in products.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO product_texts (product_id, language, words) ");
            q.push_values(some, |mut row, (id, words, _)| {
                row.push_bind(id.clone()).push_bind(LANGUAGE).push_bind(words.clone());
            });
            q.push(" ON CONFLICT (product_id, language) DO UPDATE SET words = excluded.words
                WHERE product_texts.words <> excluded.words");
            q.build().execute(&mut *c).await.map(drop)?;
            let mut q = QueryBuilder::new("UPDATE products SET sort_key = given.column2 FROM (");
            q.push_values(some, |mut row, (id, _, key)| {
                row.push_bind(id.clone()).push_bind(key.clone());
            });
            q.push(") AS given WHERE products.id = given.column1 AND products.sort_key <> given.column2");
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// What products are found and sorted by now: id, words and key, where there are any.
pub async fn current(
    conn: &mut Conn,
    product_ids: &[String],
) -> Result<Vec<(String, String, String)>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT p.id, t.words, p.sort_key FROM products p
            JOIN product_texts t ON t.product_id = p.id AND t.language = ");
        q.push_bind(LANGUAGE).push(" WHERE p.id");
        push_in!(q, product_ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// Ids of products after one, in their order. `missing`: only those that are not in the index.
pub async fn product_ids(
    conn: &mut Conn,
    after: &str,
    missing: bool,
    limit: i64,
) -> Result<Vec<String>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT p.id FROM products p WHERE p.id > ");
        q.push_bind(after.to_string());
        if missing {
            q.push(" AND NOT EXISTS (SELECT 1 FROM product_texts t WHERE t.product_id = p.id AND t.language = ");
            q.push_bind(LANGUAGE).push(")");
        }
        q.push(" ORDER BY p.id LIMIT ").push_bind(limit);
        q.build_query_scalar().fetch_all(&mut *c).await?
    }))
}

/// Adds words to the list of all words.
pub async fn add_words(conn: &mut Conn, words: &[String]) -> Result<()> {
    for some in words.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO search_words (language, word) ");
            q.push_values(some, |mut row, word| { row.push_bind(LANGUAGE).push_bind(word.clone()); });
            q.push(" ON CONFLICT (language, word) DO NOTHING");
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// Every word of the catalogue that a typo may be corrected to.
pub async fn all_words(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "SELECT word FROM search_words WHERE language = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(LANGUAGE).fetch_all(&mut *c).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_may_be_a_beginning() {
        let words = vec!["blue".to_string(), "mu".to_string()];
        assert_eq!(expression(&words, false), "\"blue\" AND \"mu\"*");
        assert_eq!(expression(&words, true), "'blue' & 'mu':*");
        let words = vec!["皿".to_string(), "青い".to_string(), "mug".to_string()];
        assert_eq!(expression(&words, true), "'皿':* & '青い' & 'mug':*");
        assert_eq!(
            heading_terms(&words, false),
            ["\"ǀ皿\"*", "\"ǀ青い\"", "\"ǀmug\"*"]
        );
    }
}
