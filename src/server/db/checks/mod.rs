//! Every invariant that the database alone can show: one query each, which finds what breaks it.
//!
//! A query answers one column `id`: a SKU, an order's number, or a row's id. `:now` stands for the time.

mod commissions;
mod customers;
pub mod heads;
mod histories;
pub mod invoices;
pub mod ledger;
mod money;
mod orders;
mod refunds;
mod returns;
mod sealed;
pub mod seals;
mod stock;
mod work;

use super::{Conn, on};
use crate::server::error::Result;
use sqlx::AssertSqlSafe;

/// One rule, in a sentence that is true while it holds.
pub struct Check {
    pub name: &'static str,
    pub rule: &'static str,
    sql: String,
}

impl Check {
    fn new(name: &'static str, rule: &'static str, sql: impl Into<String>) -> Check {
        Check {
            name,
            rule,
            sql: sql.into(),
        }
    }
}

/// Most offenders that are named.
const NAMED: i64 = 20;

/// Every check, in the order in which the report shows them.
pub fn all() -> Vec<Check> {
    [
        stock::checks(),
        orders::checks(),
        money::checks(),
        refunds::checks(),
        returns::checks(),
        invoices::checks(),
        commissions::checks(),
        customers::checks(),
        sealed::checks(),
        work::checks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many rows break the rule, and the first of them. The whole check is one statement, so it sees one moment.
pub async fn offenders(conn: &mut Conn, check: &Check, now_ms: i64) -> Result<(i64, Vec<String>)> {
    let sql = format!(
        "WITH offending AS ({}) SELECT (SELECT COUNT(*) FROM offending), id FROM offending ORDER BY id LIMIT {NAMED}",
        check.sql.replace(":now", &now_ms.to_string())
    );
    let rows: Vec<(i64, String)> =
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut *c).await?);
    let count = rows.first().map_or(0, |row| row.0);
    Ok((count, rows.into_iter().map(|row| row.1).collect()))
}
