//! The search of the back office: the words of orders, customers and custom orders, and where they come from.
//!
//! Words come folded and cut by [`crate::domain::folding`]. The databases keep their index in line with the rows of
//! `record_texts` by themselves.

use crate::domain::search::{LANGUAGE, SearchTerms};
use crate::server::db::dialect::for_update;
use crate::server::db::search::term;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::Named;
use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum RecordKind {
    Order,
    Customer,
    Commission,
}

impl RecordKind {
    fn table(self) -> &'static str {
        match self {
            Self::Order => "orders",
            Self::Customer => "customers",
            Self::Commission => "commissions",
        }
    }

    /// Everything that a record is found by, as SELECTs of its id, how the text reads, and the text; each ends before
    /// the list of ids.
    fn texts(self) -> &'static [&'static str] {
        match self {
            Self::Order => &[
                "SELECT id, 'code' AS form, CAST(number AS TEXT) AS text FROM orders WHERE id",
                "SELECT id, 'words', customer_name FROM orders WHERE id",
                "SELECT id, 'mailbox', email FROM orders WHERE id",
                "SELECT order_id, 'words', full_name || ' ' || city FROM order_addresses WHERE order_id",
                "SELECT order_id, 'words', title || ' ' || variant_name FROM order_lines WHERE order_id",
                "SELECT order_id, 'code', sku FROM order_lines WHERE order_id",
                "SELECT order_id, 'code', tracking_number FROM parcels WHERE order_id",
                "SELECT a.order_id, 'code', o.id FROM payment_attempts a JOIN payment_objects o ON o.attempt_id = a.id
                    WHERE a.order_id",
            ],
            Self::Customer => &[
                "SELECT id, 'words' AS form, name AS text FROM customers WHERE id",
                "SELECT id, 'mailbox', email FROM customers WHERE id",
                "SELECT customer_id, 'words', full_name || ' ' || city FROM customer_addresses WHERE customer_id",
            ],
            Self::Commission => &[
                "SELECT id, 'code' AS form, CAST(number AS TEXT) AS text FROM commissions WHERE id",
                "SELECT id, 'words', name FROM commissions WHERE id",
                "SELECT id, 'mailbox', email FROM commissions WHERE id",
                "SELECT id, 'words', description || ' ' || colours || ' ' || size FROM commissions WHERE id",
            ],
        }
    }
}

/// A text of a record: its id, how the text reads (`words`, `code` or `mailbox`), and the text.
pub async fn texts(
    conn: &mut Conn,
    kind: RecordKind,
    ids: &[String],
) -> Result<Vec<(String, String, String)>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("");
        for (place, text) in kind.texts().iter().enumerate() {
            if place > 0 {
                q.push(" UNION ALL ");
            }
            q.push(*text);
            push_in!(q, ids.iter().cloned());
        }
        q.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// Keeps others from writing the words of a record until the transaction ends, so that none of two changes is lost.
pub async fn lock(conn: &mut Conn, kind: RecordKind, id: &str) -> Result<()> {
    let lock = for_update(conn);
    if lock.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT record_id FROM record_texts WHERE kind = $1 AND record_id = $2 AND language = $3{lock}"
    );
    let _: Option<String> = on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(kind.as_str()).bind(id)
        .bind(LANGUAGE).fetch_optional(&mut *c).await?);
    Ok(())
}

/// Writes what records are found by: id and words. What is right already is not written.
pub async fn put(conn: &mut Conn, kind: RecordKind, records: &[(String, String)]) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    on!(conn, c => {
        let mut q = QueryBuilder::new("INSERT INTO record_texts (kind, record_id, language, words) ");
        q.push_values(records, |mut row, (id, words)| {
            row.push_bind(kind.as_str()).push_bind(id.clone()).push_bind(LANGUAGE).push_bind(words.clone());
        });
        q.push(" ON CONFLICT (kind, record_id, language) DO UPDATE SET words = excluded.words
            WHERE record_texts.words <> excluded.words");
        q.build().execute(&mut *c).await.map(drop)?;
    });
    Ok(())
}

/// Takes a record out of the search, in every language.
pub async fn remove(conn: &mut Conn, kind: RecordKind, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM record_texts WHERE kind = $1 AND record_id = $2";
    on!(conn, c => sqlx::query(SQL).bind(kind.as_str()).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What records are found by now: id and words, where there are any.
pub async fn current(
    conn: &mut Conn,
    kind: RecordKind,
    ids: &[String],
) -> Result<Vec<(String, String)>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT record_id, words FROM record_texts WHERE kind = ");
        q.push_bind(kind.as_str()).push(" AND language = ").push_bind(LANGUAGE).push(" AND record_id");
        push_in!(q, ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// Ids of records after one, in their order. `missing`: only those that are not in the search.
pub async fn ids(
    conn: &mut Conn,
    kind: RecordKind,
    after: &str,
    missing: bool,
    limit: i64,
) -> Result<Vec<String>> {
    let table = kind.table();
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new(format!("SELECT r.id FROM {table} r WHERE r.id > "));
        q.push_bind(after.to_string());
        if missing {
            q.push(" AND NOT EXISTS (SELECT 1 FROM record_texts t WHERE t.record_id = r.id AND t.kind = ");
            q.push_bind(kind.as_str()).push(" AND t.language = ").push_bind(LANGUAGE).push(")");
        }
        q.push(" ORDER BY r.id LIMIT ").push_bind(limit);
        q.build_query_scalar().fetch_all(&mut *c).await?
    }))
}

/// Ids in the search whose records are gone.
pub async fn without_record(conn: &mut Conn, kind: RecordKind) -> Result<Vec<String>> {
    let table = kind.table();
    let sql = format!(
        "SELECT DISTINCT t.record_id FROM record_texts t WHERE t.kind = $1
            AND NOT EXISTS (SELECT 1 FROM {table} r WHERE r.id = t.record_id) ORDER BY t.record_id"
    );
    Ok(
        on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(kind.as_str()).fetch_all(&mut *c).await?),
    )
}

/// What has every word at least as a beginning, or all of them as one.
fn expression(asked: &SearchTerms, postgres: bool) -> String {
    let terms = asked.words.iter().map(|word| term(word, true, postgres));
    let all = terms.collect::<Vec<_>>();
    let all = all.join(if postgres { " & " } else { " AND " });
    match &asked.as_one {
        None => all,
        Some(code) => {
            let or = if postgres { "|" } else { "OR" };
            format!("({all}) {or} {}", term(code, true, postgres))
        }
    }
}

/// Appends a SELECT of the ids of all records of a kind that what was typed finds.
pub fn push_found<DB: Database>(
    q: &mut QueryBuilder<DB>,
    kind: RecordKind,
    asked: &SearchTerms,
    postgres: bool,
) where
    for<'q> String: Encode<'q, DB>,
    String: Type<DB>,
{
    if asked.words.is_empty() {
        q.push("SELECT record_id FROM record_texts WHERE 1 = 0");
        return;
    }
    q.push(match postgres {
        true => "SELECT t.record_id FROM record_texts t WHERE ",
        false => "SELECT t.record_id FROM record_search s CROSS JOIN record_texts t WHERE t.number = s.rowid AND ",
    });
    q.push("t.kind = ").push_bind(kind.as_str().to_string());
    q.push(" AND t.language = ").push_bind(LANGUAGE.to_string());
    let expression = expression(asked, postgres);
    if postgres {
        q.push(" AND t.body @@ CAST(").push_bind(expression);
        q.push(" AS TSQUERY)");
    } else {
        q.push(" AND record_search MATCH ").push_bind(expression);
    }
}
