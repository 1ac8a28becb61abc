//! Writing what is for sale: rows in bulk, and the columns that are kept beside them for lists.

use crate::domain::catalogue::Facts;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

/// Rows written by one statement; SQLite binds at most 32,766 values.
const BATCH: usize = 500;

pub struct NewCategory {
    pub id: String,
    pub parent_id: Option<String>,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub position: i64,
}

#[derive(Clone, Default)]
pub struct NewProduct {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub story: String,
    pub kind: String,
    pub category_id: Option<String>,
    pub status: &'static str,
    pub featured: bool,
    pub one_of_a_kind: bool,
    pub tax_class: String,
    /// [`crate::domain::catalogue::Facts`] as JSON.
    pub facts: String,
    pub meta_title: String,
    pub meta_description: String,
    pub published_at_ms: Option<i64>,
    pub created_at_ms: i64,
}

#[derive(Clone)]
pub struct NewVariant {
    pub id: String,
    pub product_id: String,
    pub sku: String,
    pub name: String,
    pub position: i64,
    pub one_of_a_kind: bool,
    /// Units that came into the shop, all of them free.
    pub received: i64,
}

#[derive(Clone)]
pub struct NewPicture {
    pub id: String,
    pub product_id: Option<String>,
    pub position: i64,
    pub media_key: String,
    pub alt: String,
    pub caption: String,
    pub credit: String,
    pub licence: String,
    pub width: i64,
    pub height: i64,
    /// A JSON list of widths.
    pub sizes: String,
    pub placeholder: String,
}

pub struct NewMove {
    pub id: String,
    pub variant_id: String,
    pub kind: &'static str,
    pub quantity: i64,
    pub actor: String,
    pub reason: String,
}

pub async fn insert_category(conn: &mut Conn, new: &NewCategory) -> Result<()> {
    const SQL: &str = "INSERT INTO categories (id, parent_id, slug, name, description, position) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(conn, c => sqlx::query(SQL).bind(&new.id).bind(&new.parent_id).bind(&new.slug).bind(&new.name)
        .bind(&new.description).bind(new.position).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn insert_products(conn: &mut Conn, new: &[NewProduct]) -> Result<()> {
    for some in new.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO products (id, slug, title, story, kind, category_id, status,
                featured, one_of_a_kind, tax_class, facts, meta_title, meta_description, published_at_ms,
                created_at_ms, updated_at_ms) ");
            q.push_values(some, |mut row, p| {
                row.push_bind(p.id.clone()).push_bind(p.slug.clone()).push_bind(p.title.clone());
                row.push_bind(p.story.clone()).push_bind(p.kind.clone()).push_bind(p.category_id.clone());
                row.push_bind(p.status).push_bind(p.featured).push_bind(p.one_of_a_kind);
                row.push_bind(p.tax_class.clone()).push_bind(p.facts.clone());
                row.push_bind(p.meta_title.clone()).push_bind(p.meta_description.clone());
                row.push_bind(p.published_at_ms).push_bind(p.created_at_ms).push_bind(p.created_at_ms);
            });
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

pub async fn insert_variants(conn: &mut Conn, new: &[NewVariant]) -> Result<()> {
    for some in new.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO variants (id, product_id, sku, name, position, one_of_a_kind,
                piece_state, received, available) ");
            q.push_values(some, |mut row, v| {
                // A piece that has not come in yet can't be had either: it reads as sold until it is received.
                let state = match (v.one_of_a_kind, v.received) {
                    (false, _) => None,
                    (true, 0) => Some("sold"),
                    (true, _) => Some("available"),
                };
                row.push_bind(v.id.clone()).push_bind(v.product_id.clone()).push_bind(v.sku.clone());
                row.push_bind(v.name.clone()).push_bind(v.position).push_bind(v.one_of_a_kind);
                row.push_bind(state).push_bind(v.received).push_bind(v.received);
            });
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// Sets prices: variant, currency code, minor units.
pub async fn put_prices(conn: &mut Conn, prices: &[(String, &'static str, i64)]) -> Result<()> {
    for some in prices.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO prices (variant_id, currency, amount_minor) ");
            q.push_values(some, |mut row, (variant, currency, minor)| {
                row.push_bind(variant.clone()).push_bind(*currency).push_bind(*minor);
            });
            q.push(" ON CONFLICT (variant_id, currency) DO UPDATE SET amount_minor = excluded.amount_minor");
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

pub async fn insert_pictures(conn: &mut Conn, new: &[NewPicture], now_ms: i64) -> Result<()> {
    for some in new.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO pictures (id, product_id, position, media_key, alt, caption,
                credit, licence, width, height, sizes, placeholder, created_at_ms) ");
            q.push_values(some, |mut row, p| {
                row.push_bind(p.id.clone()).push_bind(p.product_id.clone()).push_bind(p.position);
                row.push_bind(p.media_key.clone()).push_bind(p.alt.clone()).push_bind(p.caption.clone());
                row.push_bind(p.credit.clone()).push_bind(p.licence.clone());
                row.push_bind(p.width).push_bind(p.height).push_bind(p.sizes.clone());
                row.push_bind(p.placeholder.clone()).push_bind(now_ms);
            });
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

pub async fn insert_moves(conn: &mut Conn, new: &[NewMove], now_ms: i64) -> Result<()> {
    for some in new.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("INSERT INTO stock_moves (id, variant_id, kind, quantity, actor, reason, at_ms) ");
            q.push_values(some, |mut row, m| {
                row.push_bind(m.id.clone()).push_bind(m.variant_id.clone()).push_bind(m.kind);
                row.push_bind(m.quantity).push_bind(m.actor.clone()).push_bind(m.reason.clone()).push_bind(now_ms);
            });
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// Brings `in_stock` of products in line with their active variants. Rows that are right already are not
/// written, so that buyers of one product do not wait for each other.
pub async fn refresh_in_stock(conn: &mut Conn, product_ids: &[String]) -> Result<()> {
    const FREE: &str = "EXISTS (SELECT 1 FROM variants v WHERE v.product_id = products.id AND v.active = TRUE AND v.available > 0)";
    for ids in product_ids.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("UPDATE products SET in_stock = ");
            q.push(FREE).push(" WHERE in_stock <> ").push(FREE).push(" AND id");
            push_in!(q, ids.iter().cloned());
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// Brings the price ranges of products in line with the prices of their active variants and with their status.
pub async fn refresh_prices(conn: &mut Conn, product_ids: &[String]) -> Result<()> {
    for ids in product_ids.chunks(BATCH) {
        on!(conn, c => {
            let mut q = QueryBuilder::new("DELETE FROM product_prices WHERE product_id");
            push_in!(q, ids.iter().cloned());
            q.build().execute(&mut *c).await.map(drop)?;
            let mut q = QueryBuilder::new("INSERT INTO product_prices (product_id, currency, from_minor, to_minor, listed, category_id)
                SELECT v.product_id, r.currency, MIN(r.amount_minor), MAX(r.amount_minor), p.status = 'published', p.category_id
                FROM products p JOIN variants v ON v.product_id = p.id JOIN prices r ON r.variant_id = v.id
                WHERE v.active = TRUE AND p.id");
            push_in!(q, ids.iter().cloned());
            q.push(" GROUP BY v.product_id, r.currency, p.status, p.category_id");
            q.build().execute(&mut *c).await.map(drop)?
        });
    }
    Ok(())
}

/// What the search index is made of.
#[derive(TableRow)]
#[table("products")]
pub struct SearchText {
    pub id: String,
    pub title: String,
    pub kind: String,
    pub story: String,
    #[read(json)]
    pub facts: Facts,
    pub category: Option<String>,
}

pub async fn search_texts(conn: &mut Conn, product_ids: &[String]) -> Result<Vec<SearchText>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT p.id, p.title, p.kind, p.story, p.facts, c.name AS category
            FROM products p LEFT JOIN categories c ON c.id = p.category_id WHERE p.id");
        push_in!(q, product_ids.iter().cloned());
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// Product, SKU and name of the active variants of products.
pub async fn variant_texts(
    conn: &mut Conn,
    product_ids: &[String],
) -> Result<Vec<(String, String, String)>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT product_id, sku, name FROM variants WHERE active = TRUE AND product_id");
        push_in!(q, product_ids.iter().cloned());
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// Ids of products whose slug is one of these.
pub async fn ids_of_slugs(conn: &mut Conn, slugs: &[String]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for some in slugs.chunks(BATCH) {
        let rows: Vec<(String, String)> = on!(conn, c => {
            let mut q = QueryBuilder::new("SELECT slug, id FROM products WHERE slug");
            push_in!(q, some.iter().cloned());
            q.build_query_as().fetch_all(&mut *c).await?
        });
        found.extend(rows);
    }
    Ok(found)
}

/// Lets PostgreSQL and SQLite count anew after many rows came in: their planners go by old numbers otherwise.
/// The samples of values that SQLite takes as well are dropped: where it has any, it plans a statement anew
/// whenever another value is bound, which costs more than the statement.
pub async fn analyze(conn: &mut Conn) -> Result<()> {
    on!(conn, c => sqlx::query("ANALYZE").execute(&mut *c).await.map(drop)?);
    if !conn.is_postgres() {
        on!(conn, c => sqlx::query("DELETE FROM sqlite_stat4").execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}
