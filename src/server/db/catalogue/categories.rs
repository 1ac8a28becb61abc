//! What staff change about categories.

use crate::server::db::catalogue::write::NewCategory;
use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(sqlx::FromRow)]
pub struct CategoryLine {
    pub id: String,
    pub parent_id: Option<String>,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub position: i64,
    pub version: i64,
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<CategoryLine>> {
    const SQL: &str = "SELECT id, parent_id, slug, name, description, position, version FROM categories WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// For each category, how many products are in it itself, counted no further than `cap`.
pub async fn product_counts(conn: &mut Conn, cap: i64) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT c.id, (SELECT COUNT(*) FROM (SELECT 1 FROM products p WHERE p.category_id = c.id LIMIT $1) AS few)
        FROM categories c";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(cap).fetch_all(&mut *c).await?))
}

/// How many products are in a category itself, counted no further than `cap`.
pub async fn count_in(conn: &mut Conn, id: &str, cap: i64) -> Result<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM (SELECT 1 FROM products WHERE category_id = $1 LIMIT $2) AS few";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(cap).fetch_one(&mut *c).await?))
}

/// Ids of the products in a category itself.
pub async fn products_in(conn: &mut Conn, id: &str) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM products WHERE category_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_all(&mut *c).await?))
}

/// Writes what a form says over the category, if it still has the version that was read.
pub async fn update(conn: &mut Conn, new: &NewCategory, version: i64) -> Result<bool> {
    const SQL: &str = "UPDATE categories SET parent_id = $1, slug = $2, name = $3, description = $4, position = $5,
        version = version + 1 WHERE id = $6 AND version = $7";
    let rows = on!(conn, c => sqlx::query(SQL).bind(&new.parent_id).bind(&new.slug).bind(&new.name)
        .bind(&new.description).bind(new.position).bind(&new.id).bind(version)
        .execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// Numbers siblings in this order, from 0.
pub async fn order(conn: &mut Conn, ids: &[String]) -> Result<()> {
    const SQL: &str = "UPDATE categories SET position = $2 WHERE id = $1";
    for (position, id) in ids.iter().enumerate() {
        let position = position as i64;
        on!(conn, c => sqlx::query(SQL).bind(id).bind(position).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// Removes a category that nothing is in, and what led to it.
pub async fn delete(conn: &mut Conn, id: &str) -> Result<()> {
    const REDIRECTS: &str = "DELETE FROM slug_redirects WHERE noun = 'category' AND target_id = $1";
    const CATEGORY: &str = "DELETE FROM categories WHERE id = $1";
    on!(conn, c => {
        sqlx::query(REDIRECTS).bind(id).execute(&mut *c).await.map(drop)?;
        sqlx::query(CATEGORY).bind(id).execute(&mut *c).await.map(drop)?
    });
    Ok(())
}
