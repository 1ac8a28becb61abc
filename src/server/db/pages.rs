//! What staff change about the pages of text.

use super::shop::PageRow;
use super::{Conn, on};
use crate::server::error::Result;

/// A page without its words.
#[derive(sqlx::FromRow)]
pub struct PageLine {
    pub slug: String,
    pub title: String,
    pub published: bool,
    pub updated_at_ms: i64,
    pub version: i64,
}

const LINE: &str = "SELECT slug, title, published, updated_at_ms, version FROM pages";

/// Every page, those that are hidden included, in order.
pub async fn all(conn: &mut Conn) -> Result<Vec<PageLine>> {
    let sql = sqlx::AssertSqlSafe(format!("{LINE} ORDER BY position, slug"));
    Ok(on!(conn, c => sqlx::query_as(sql).fetch_all(&mut *c).await?))
}

pub async fn line(conn: &mut Conn, slug: &str) -> Result<Option<PageLine>> {
    let sql = sqlx::AssertSqlSafe(format!("{LINE} WHERE slug = $1"));
    Ok(on!(conn, c => sqlx::query_as(sql).bind(slug).fetch_optional(&mut *c).await?))
}

/// Writes a hidden page after the others. `false`: the address is taken.
pub async fn insert(conn: &mut Conn, page: &PageRow, now_ms: i64) -> Result<bool> {
    const SQL: &str = "INSERT INTO pages (slug, title, body, meta_description, position, updated_at_ms, published)
        SELECT $1, $2, $3, $4, CAST(COALESCE(MAX(position), -1) + 1 AS BIGINT), $5, FALSE FROM pages WHERE 1 = 1
        ON CONFLICT (slug) DO NOTHING";
    let rows = on!(conn, c => sqlx::query(SQL).bind(&page.slug).bind(&page.title).bind(&page.body)
        .bind(&page.meta_description).bind(now_ms).execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// Writes what a form says over the page, if it still has the version that was read.
pub async fn update(conn: &mut Conn, page: &PageRow, version: i64, now_ms: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE pages SET title = $1, body = $2, meta_description = $3, updated_at_ms = $4,
        version = version + 1 WHERE slug = $5 AND version = $6";
    let rows = on!(conn, c => sqlx::query(SQL).bind(&page.title).bind(&page.body).bind(&page.meta_description)
        .bind(now_ms).bind(&page.slug).bind(version).execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

pub async fn set_published(conn: &mut Conn, slug: &str, published: bool) -> Result<()> {
    const SQL: &str = "UPDATE pages SET published = $2 WHERE slug = $1";
    on!(conn, c => sqlx::query(SQL).bind(slug).bind(published).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Numbers the pages in this order, from 0.
pub async fn order(conn: &mut Conn, slugs: &[String]) -> Result<()> {
    const SQL: &str = "UPDATE pages SET position = $2 WHERE slug = $1";
    for (position, slug) in slugs.iter().enumerate() {
        let position = position as i64;
        on!(conn, c => sqlx::query(SQL).bind(slug).bind(position).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

pub async fn delete(conn: &mut Conn, slug: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM pages WHERE slug = $1";
    on!(conn, c => sqlx::query(SQL).bind(slug).execute(&mut *c).await.map(drop)?);
    Ok(())
}
