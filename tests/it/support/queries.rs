//! Questions that a test asks a database directly, whichever of the two it is.

use atelier::server::db::{Db, Pools};
use sqlx::AssertSqlSafe;

/// One number.
pub async fn number(db: &Db, sql: impl Into<String>) -> i64 {
    let sql = AssertSqlSafe(sql.into());
    match &db.pools {
        Pools::Sqlite { readers, .. } => sqlx::query_scalar(sql).fetch_one(readers).await.unwrap(),
        Pools::Pg(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    }
}

/// One column of texts.
pub async fn texts(db: &Db, sql: impl Into<String>) -> Vec<String> {
    let sql = AssertSqlSafe(sql.into());
    match &db.pools {
        Pools::Sqlite { readers, .. } => sqlx::query_scalar(sql).fetch_all(readers).await.unwrap(),
        Pools::Pg(pool) => sqlx::query_scalar(sql).fetch_all(pool).await.unwrap(),
    }
}

/// Changes rows behind the shop's back. Returns how many.
pub async fn change(db: &Db, sql: impl Into<String>) -> u64 {
    let sql = AssertSqlSafe(sql.into());
    match &db.pools {
        Pools::Sqlite { writer, .. } => {
            let done = sqlx::query(sql).execute(writer).await;
            done.unwrap().rows_affected()
        }
        Pools::Pg(pool) => sqlx::query(sql)
            .execute(pool)
            .await
            .unwrap()
            .rows_affected(),
    }
}
