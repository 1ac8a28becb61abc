//! Reading what is for sale. A page takes a handful of statements however many products it shows.

pub mod categories;
pub mod edit;
pub mod list;
pub mod questions;
pub mod write;

use crate::domain::catalogue::{Facts, PictureView, ProductStatus};
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

/// A product as a list needs it.
#[derive(Clone, sqlx::FromRow)]
pub struct ProductLine {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub one_of_a_kind: bool,
    pub in_stock: bool,
}

/// A product as its page needs it.
#[derive(Clone, TableRow)]
#[table("products")]
pub struct ProductRow {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub story: String,
    pub kind: String,
    pub category_id: Option<String>,
    pub status: ProductStatus,
    pub featured: bool,
    pub one_of_a_kind: bool,
    pub tax_class: String,
    #[read(json)]
    pub facts: Facts,
    pub meta_title: String,
    pub meta_description: String,
    pub published_at_ms: Option<i64>,
    pub version: i64,
}

/// An active variant with its price in one currency.
#[derive(Clone, sqlx::FromRow)]
pub struct OfferRow {
    pub product_id: String,
    pub id: String,
    pub sku: String,
    pub name: String,
    pub one_of_a_kind: bool,
    pub available: i64,
    pub held: i64,
    pub amount_minor: Option<i64>,
}

#[derive(TableRow)]
#[table("pictures")]
pub struct PictureRow {
    pub id: String,
    pub product_id: String,
    pub media_key: String,
    pub alt: String,
    pub caption: String,
    pub credit: String,
    pub licence: String,
    #[read(number)]
    pub width: u32,
    #[read(number)]
    pub height: u32,
    #[read(json)]
    pub sizes: Vec<u32>,
    pub placeholder: String,
}

impl PictureRow {
    pub fn view(self) -> PictureView {
        PictureView {
            width: self.width,
            height: self.height,
            sizes: self.sizes,
            key: self.media_key,
            alt: self.alt,
            caption: self.caption,
            credit: self.credit,
            licence: self.licence,
            placeholder: self.placeholder,
        }
    }
}

const PRODUCT: &str =
    "SELECT id, slug, title, story, kind, category_id, status, featured, one_of_a_kind,
    tax_class, facts, meta_title, meta_description, published_at_ms, version FROM products";

pub async fn product_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<ProductRow>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(PRODUCT);
        q.push(" WHERE slug = ").push_bind(slug.to_string());
        Ok(q.build_query_as().fetch_optional(&mut *c).await?)
    })
}

pub async fn product_by_id(conn: &mut Conn, id: &str) -> Result<Option<ProductRow>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(PRODUCT);
        q.push(" WHERE id = ").push_bind(id.to_string());
        Ok(q.build_query_as().fetch_optional(&mut *c).await?)
    })
}

/// Published products among these ids, in no order.
pub async fn published_lines(conn: &mut Conn, ids: &[String]) -> Result<Vec<ProductLine>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(
            "SELECT id, slug, title, kind, one_of_a_kind, in_stock FROM products WHERE status = 'published' AND id",
        );
        push_in!(q, ids.iter().cloned());
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// Where a product or category (`noun`) with this former slug is found now.
pub async fn moved(conn: &mut Conn, noun: &str, old_slug: &str) -> Result<Option<String>> {
    const PRODUCT: &str =
        "SELECT p.slug FROM slug_redirects r JOIN products p ON p.id = r.target_id
        WHERE r.noun = 'product' AND r.old_slug = $1 AND p.status <> 'draft'";
    const CATEGORY: &str =
        "SELECT t.slug FROM slug_redirects r JOIN categories t ON t.id = r.target_id
        WHERE r.noun = 'category' AND r.old_slug = $1";
    let sql = if noun == "product" { PRODUCT } else { CATEGORY };
    Ok(on!(conn, c => sqlx::query_scalar(sql).bind(old_slug).fetch_optional(&mut *c).await?))
}

/// The active variants of products, in order, with their prices in `currency`.
pub async fn offers(conn: &mut Conn, ids: &[&str], currency: &str) -> Result<Vec<OfferRow>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(
            "SELECT v.product_id, v.id, v.sku, v.name, v.one_of_a_kind, v.available, v.held, p.amount_minor
             FROM variants v LEFT JOIN prices p ON p.variant_id = v.id AND p.currency = ",
        );
        q.push_bind(currency.to_string()).push(" WHERE v.active = TRUE AND v.product_id");
        push_in!(q, ids.iter().map(|id| id.to_string()));
        q.push(" ORDER BY v.product_id, v.position, v.id");
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// The first `most` pictures of each product, with the product's id, in order.
pub async fn pictures(
    conn: &mut Conn,
    ids: &[&str],
    most: i64,
) -> Result<Vec<(String, PictureView)>> {
    let rows: Vec<PictureRow> = on!(conn, c => {
        let mut q = QueryBuilder::new(
            "SELECT id, product_id, media_key, alt, caption, credit, licence, width, height, sizes, placeholder
             FROM pictures WHERE position < ",
        );
        q.push_bind(most).push(" AND product_id");
        push_in!(q, ids.iter().map(|id| id.to_string()));
        q.push(" ORDER BY product_id, position");
        q.build_query_as().fetch_all(&mut *c).await?
    });
    let each = |row: PictureRow| (row.product_id.clone(), row.view());
    Ok(rows.into_iter().map(each).collect())
}

const LINE: &str = "SELECT id, slug, title, kind, one_of_a_kind, in_stock FROM products";

/// What the shop puts first. The limit stands in the text: SQLite plans anew each time one is bound.
pub async fn featured(conn: &mut Conn, most: i64) -> Result<Vec<ProductLine>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(LINE);
        q.push(format!(" WHERE featured = TRUE AND status = 'published' ORDER BY published_at_ms DESC, id DESC LIMIT {most}"));
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// Products that a visitor of this one may like: those published before it in its category, then the newest
/// there, then the newest of its kind. A product may come more than once.
pub async fn related(conn: &mut Conn, to: &ProductRow, each: i64) -> Result<Vec<ProductLine>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT id, slug, title, kind, one_of_a_kind, in_stock FROM (");
        let columns = "id, slug, title, kind, one_of_a_kind, in_stock, published_at_ms";
        let mut rank = 0;
        let arm = " FROM products WHERE status = 'published' AND id <> ";
        let end = format!(" ORDER BY published_at_ms DESC, id DESC LIMIT {each}");
        if let Some(category) = &to.category_id {
            for before in [to.published_at_ms, Some(i64::MAX)].into_iter().flatten() {
                q.push(format!("SELECT * FROM (SELECT {columns}, {rank} AS place{arm}")).push_bind(to.id.clone());
                q.push(" AND category_id = ").push_bind(category.clone());
                q.push(" AND published_at_ms <= ").push_bind(before);
                q.push(format!("{end}) AS arm{rank} UNION ALL "));
                rank += 1;
            }
        }
        q.push(format!("SELECT * FROM (SELECT {columns}, {rank} AS place{arm}")).push_bind(to.id.clone());
        q.push(" AND kind = ").push_bind(to.kind.clone());
        q.push(format!("{end}) AS arm{rank}) AS arms ORDER BY place, published_at_ms DESC, id DESC"));
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// For each category that has any, its newest product's first picture.
pub async fn category_pictures(conn: &mut Conn) -> Result<Vec<(String, PictureView)>> {
    const SQL: &str =
        "SELECT newest.category_id AS product_id, i.id, i.media_key, i.alt, i.caption, i.credit,
            i.licence, i.width, i.height, i.sizes, i.placeholder
        FROM (SELECT c.id AS category_id, (SELECT p.id FROM products p
                WHERE p.category_id = c.id AND p.status = 'published'
                ORDER BY p.published_at_ms DESC, p.id DESC LIMIT 1) AS product_id
            FROM categories c) AS newest
        JOIN pictures i ON i.product_id = newest.product_id AND i.position = 0";
    let rows: Vec<PictureRow> = on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?);
    let each = |row: PictureRow| (row.product_id.clone(), row.view());
    Ok(rows.into_iter().map(each).collect())
}

/// The kinds of published products: each step jumps to the next kind in the index, so the size of the shop does not matter.
pub async fn kinds(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "WITH RECURSIVE known (kind) AS (
            SELECT (SELECT MIN(kind) FROM products WHERE status = 'published' AND kind > '')
            UNION ALL
            SELECT (SELECT MIN(p.kind) FROM products p WHERE p.status = 'published' AND p.kind > known.kind)
            FROM known WHERE known.kind IS NOT NULL)
        SELECT kind FROM known WHERE kind IS NOT NULL LIMIT 200";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(&mut *c).await?))
}

/// Published products, counted no further than `cap`.
pub async fn count_published(conn: &mut Conn, cap: i64) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM products WHERE status = 'published' LIMIT $1) AS counted";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cap).fetch_one(&mut *c).await?))
}

/// Published products after `after` in the order of ids: slug, id and time of the last change.
pub async fn slugs_after(
    conn: &mut Conn,
    after: &str,
    most: i64,
) -> Result<Vec<(String, String, i64)>> {
    const SQL: &str = "SELECT slug, id, updated_at_ms FROM products WHERE status = 'published' AND id > $1 ORDER BY id LIMIT $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(after).bind(most).fetch_all(&mut *c).await?))
}

/// Every `step`-th id of the published products: the last id of each full part of a sitemap.
pub async fn part_ends(conn: &mut Conn, step: i64) -> Result<Vec<String>> {
    const SQL: &str =
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM products
        WHERE status = 'published') AS numbered WHERE place % $1 = 0 ORDER BY id";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(step).fetch_all(&mut *c).await?))
}

/// When products were published and last changed: id and both times.
pub async fn times(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, i64, i64)>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT id, COALESCE(published_at_ms, created_at_ms), updated_at_ms FROM products WHERE id");
        push_in!(q, ids.iter().map(|id| id.to_string()));
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// Product and position of every picture of these products.
pub async fn picture_places(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, i64)>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT product_id, position FROM pictures WHERE product_id");
        push_in!(q, ids.iter().map(|id| id.to_string()));
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}
