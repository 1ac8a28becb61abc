//! What staff change about products: one row at a time, with the version that was read.

use crate::domain::catalogue::{PictureView, ProductStatus};
use crate::domain::stock::PieceState;
use crate::server::db::catalogue::write::NewProduct;
use crate::server::db::catalogue::{PictureRow, ProductRow};
use crate::server::db::keyset::Window;
use crate::server::db::keyset::{in_order, push_mark, push_window};
use crate::server::db::search::push_matches;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

#[derive(TableRow)]
#[table("products")]
pub struct StaffRow {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub kind: String,
    pub status: ProductStatus,
    pub one_of_a_kind: bool,
    pub variants: i64,
    pub available: i64,
    pub held: i64,
    pub updated_at_ms: i64,
}

/// A variant with its stock.
#[derive(Clone, TableRow)]
#[table("variants")]
pub struct VariantRow {
    pub id: String,
    pub product_id: String,
    pub sku: String,
    pub name: String,
    pub position: i64,
    pub active: bool,
    pub one_of_a_kind: bool,
    pub piece_state: Option<PieceState>,
    pub received: i64,
    pub adjusted: i64,
    pub available: i64,
    pub held: i64,
    pub sold: i64,
    pub sold_short: i64,
}

/// Products for the admin, last changed first, and how many there are up to `cap`. `status` empty: all.
pub async fn list(
    conn: &mut Conn,
    words: Option<&[String]>,
    status: &str,
    window: &Window,
    cap: i64,
) -> Result<(Vec<StaffRow>, i64)> {
    let postgres = conn.is_postgres();
    on!(conn, c => {
        let mut rows = QueryBuilder::new("SELECT p.id, p.slug, p.title, p.kind, p.status, p.one_of_a_kind, p.updated_at_ms,
            (SELECT COUNT(*) FROM variants v WHERE v.product_id = p.id AND v.active = TRUE) AS variants,
            CAST(COALESCE((SELECT SUM(v.available) FROM variants v WHERE v.product_id = p.id AND v.active = TRUE), 0) AS BIGINT) AS available,
            CAST(COALESCE((SELECT SUM(v.held) FROM variants v WHERE v.product_id = p.id AND v.active = TRUE), 0) AS BIGINT) AS held
            FROM products p WHERE 1 = 1");
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM products p WHERE 1 = 1");
        for q in [&mut rows, &mut count] {
            if let Some(words) = words {
                q.push(" AND p.id IN (");
                push_matches(q, words, postgres);
                q.push(")");
            }
            if !status.is_empty() {
                q.push(" AND p.status = ").push_bind(status.to_string());
            }
        }
        push_mark!(rows, window, "p.updated_at_ms", "p.id", true);
        push_window!(rows, window, "p.updated_at_ms", "p.id", true);
        count.push(" LIMIT ").push_bind(cap).push(") AS counted");
        let total = count.build_query_scalar().fetch_one(&mut *c).await?;
        let rows = rows.build_query_as().fetch_all(&mut *c).await?;
        Ok((in_order(window, rows), total))
    })
}

/// The id of the product that a slug belongs to.
pub async fn id_of_slug(conn: &mut Conn, slug: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT id FROM products WHERE slug = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(slug).fetch_optional(&mut *c).await?))
}

/// Writes what a form says over the product, if it still has the version that was read.
pub async fn update(conn: &mut Conn, new: &NewProduct, version: i64, now_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE products SET slug = $1, title = $2, story = $3, kind = $4, category_id = $5,
        featured = $6, one_of_a_kind = $7, tax_class = $8, facts = $9, meta_title = $10, meta_description = $11,
        updated_at_ms = $12, version = version + 1 WHERE id = $13 AND version = $14";
    let rows = on!(conn, c => sqlx::query(SQL).bind(&new.slug).bind(&new.title).bind(&new.story).bind(&new.kind)
        .bind(&new.category_id).bind(new.featured).bind(new.one_of_a_kind).bind(&new.tax_class).bind(&new.facts)
        .bind(&new.meta_title).bind(&new.meta_description).bind(now_ms).bind(&new.id).bind(version)
        .execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// Publishes, archives or withdraws. The first publication gives the date that lists sort by.
pub async fn set_status(
    conn: &mut Conn,
    row: &ProductRow,
    status: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE products SET status = $1, updated_at_ms = $2, version = version + 1,
        published_at_ms = CASE WHEN $1 = 'published' THEN COALESCE(published_at_ms, $2) ELSE published_at_ms END
        WHERE id = $3 AND version = $4";
    let rows = on!(conn, c => sqlx::query(SQL).bind(status).bind(now_ms).bind(&row.id).bind(row.version)
        .execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// Notes that something that belongs to a product changes. Until the transaction ends nobody else changes any of it.
pub async fn touch(conn: &mut Conn, product_id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE products SET updated_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(product_id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Leads a former slug to a product or category, and takes its new one out of the way of others.
pub async fn redirect(conn: &mut Conn, noun: &str, old_slug: &str, target_id: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO slug_redirects (noun, old_slug, target_id) VALUES ($1, $2, $3)
        ON CONFLICT (noun, old_slug) DO UPDATE SET target_id = excluded.target_id";
    on!(conn, c => sqlx::query(SQL).bind(noun).bind(old_slug).bind(target_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// A slug that is used again leads nowhere else any more.
pub async fn forget_redirect(conn: &mut Conn, noun: &str, slug: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM slug_redirects WHERE noun = $1 AND old_slug = $2";
    on!(conn, c => sqlx::query(SQL).bind(noun).bind(slug).execute(&mut *c).await.map(drop)?);
    Ok(())
}

const VARIANT: &str = "SELECT id, product_id, sku, name, position, active, one_of_a_kind, piece_state, received, adjusted, available, held, sold, sold_short FROM variants";

/// Every variant of a product, those no longer offered included, in order.
pub async fn variants(conn: &mut Conn, product_id: &str) -> Result<Vec<VariantRow>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(VARIANT);
        q.push(" WHERE product_id = ").push_bind(product_id.to_string()).push(" ORDER BY position, id");
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

pub async fn variant(conn: &mut Conn, id: &str) -> Result<Option<VariantRow>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new(VARIANT);
        q.push(" WHERE id = ").push_bind(id.to_string());
        Ok(q.build_query_as().fetch_optional(&mut *c).await?)
    })
}

/// Variant, currency code and minor units of every price of these variants.
pub async fn prices(conn: &mut Conn, ids: &[&str]) -> Result<Vec<(String, String, i64)>> {
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT variant_id, currency, amount_minor FROM prices WHERE variant_id");
        push_in!(q, ids.iter().map(|id| id.to_string()));
        q.push(" ORDER BY variant_id, currency");
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

pub async fn update_variant(
    conn: &mut Conn,
    id: &str,
    sku: &str,
    name: &str,
    active: bool,
) -> Result<()> {
    const SQL: &str = "UPDATE variants SET sku = $2, name = $3, active = $4 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(sku).bind(name).bind(active).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn drop_price(conn: &mut Conn, variant_id: &str, currency: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM prices WHERE variant_id = $1 AND currency = $2";
    on!(conn, c => sqlx::query(SQL).bind(variant_id).bind(currency).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Makes a product's variants pieces that exist once, or ordinary goods again. The state of a piece follows from
/// its stock, and it begins a life of its own: what was sold of it before was sold as something else. Whoever has it in
/// the checkout at this moment buys the piece.
pub async fn set_one_of_a_kind(conn: &mut Conn, product_id: &str, unique: bool) -> Result<()> {
    const SQL: &str =
        "UPDATE variants SET one_of_a_kind = $2, life = life + 1, piece_state = CASE WHEN NOT $2 THEN NULL
            WHEN held > 0 THEN 'reserved' WHEN available > 0 THEN 'available' ELSE 'sold' END
        WHERE product_id = $1 AND one_of_a_kind <> $2 RETURNING id";
    const HELD: &str = "UPDATE holds SET one_of_a_kind = $2, life = (SELECT life FROM variants v WHERE v.id = holds.variant_id)
        WHERE variant_id = $1 AND state = 'active'";
    let changed: Vec<String> = on!(conn, c => sqlx::query_scalar(SQL).bind(product_id).bind(unique).fetch_all(&mut *c).await?);
    for id in changed {
        on!(conn, c => sqlx::query(HELD).bind(&id).bind(unique).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// A one-of-a-kind product whose stock was never booked is there once. Returns the variant that was booked in, if that is
/// what it was.
pub async fn receive_first(conn: &mut Conn, product_id: &str) -> Result<Option<String>> {
    const SQL: &str = "UPDATE variants SET received = 1, available = 1, piece_state = 'available'
        WHERE id = (SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
            WHERE p.id = $1 AND p.status = 'published' AND v.one_of_a_kind = TRUE AND v.active = TRUE
            AND NOT EXISTS (SELECT 1 FROM stock_moves m JOIN variants o ON o.id = m.variant_id WHERE o.product_id = p.id)
            ORDER BY v.position, v.id LIMIT 1)
        AND received = 0 AND adjusted = 0 AND restocked = 0 AND available = 0 AND held = 0 AND sold = 0 RETURNING id";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(product_id).fetch_optional(&mut *c).await?))
}

/// Units came in. `false`: a piece that exists once is there already. One that was sold begins another life.
pub async fn receive(conn: &mut Conn, variant_id: &str, quantity: i64) -> Result<bool> {
    const SQL: &str = "UPDATE variants SET received = received + $2, available = available + $2,
            life = CASE WHEN one_of_a_kind THEN life + 1 ELSE life END,
            piece_state = CASE WHEN one_of_a_kind THEN 'available' ELSE piece_state END
        WHERE id = $1 AND (NOT one_of_a_kind OR available + held + $2 <= 1)";
    let rows = on!(conn, c => sqlx::query(SQL).bind(variant_id).bind(quantity).execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// A count found more or fewer. `false`: fewer would be left than none, or a piece would exist twice.
pub async fn adjust(conn: &mut Conn, variant_id: &str, by: i64) -> Result<bool> {
    const SQL: &str = "UPDATE variants SET adjusted = adjusted + $2, available = available + $2,
            life = CASE WHEN one_of_a_kind AND $2 > 0 THEN life + 1 ELSE life END,
            piece_state = CASE WHEN NOT one_of_a_kind THEN piece_state WHEN available + $2 > 0 THEN 'available'
                WHEN held > 0 THEN 'reserved' ELSE 'sold' END
        WHERE id = $1 AND available + $2 >= 0 AND (NOT one_of_a_kind OR available + held + $2 <= 1)";
    let rows = on!(conn, c => sqlx::query(SQL).bind(variant_id).bind(by).execute(&mut *c).await?.rows_affected());
    Ok(rows == 1)
}

/// Id and picture of every picture of a product, in order.
pub async fn pictures(conn: &mut Conn, product_id: &str) -> Result<Vec<(String, PictureView)>> {
    const SQL: &str = "SELECT id, product_id, media_key, alt, caption, credit, licence, width, height, sizes, placeholder
        FROM pictures WHERE product_id = $1 ORDER BY position, id";
    let rows: Vec<PictureRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(product_id).fetch_all(&mut *c).await?);
    let each = |row: PictureRow| (row.id.clone(), row.view());
    Ok(rows.into_iter().map(each).collect())
}

pub async fn describe_picture(
    conn: &mut Conn,
    id: &str,
    (alt, caption, credit, licence): (&str, &str, &str, &str),
) -> Result<()> {
    const SQL: &str =
        "UPDATE pictures SET alt = $2, caption = $3, credit = $4, licence = $5 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(alt).bind(caption).bind(credit).bind(licence)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The place behind a product's last picture.
pub async fn next_picture_place(conn: &mut Conn, product_id: &str) -> Result<i64> {
    const SQL: &str = "SELECT COALESCE(MAX(position) + 1, 0) FROM pictures WHERE product_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(product_id).fetch_one(&mut *c).await?))
}

/// Numbers a product's pictures in this order, from 0. They all stand aside first: no two may ever be in one place, not
/// even while they change it.
pub async fn order_pictures(conn: &mut Conn, product_id: &str, ids: &[String]) -> Result<()> {
    const ASIDE: &str = "UPDATE pictures SET position = -1 - position WHERE product_id = $1";
    on!(conn, c => sqlx::query(ASIDE).bind(product_id).execute(&mut *c).await.map(drop)?);
    const SQL: &str = "UPDATE pictures SET position = $2 WHERE id = $1";
    for (position, id) in ids.iter().enumerate() {
        let position = position as i64;
        on!(conn, c => sqlx::query(SQL).bind(id).bind(position).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// Takes a picture's row away; `true` when no other row shows the same files.
pub async fn remove_picture(conn: &mut Conn, id: &str, key: &str) -> Result<bool> {
    const DELETE: &str = "DELETE FROM pictures WHERE id = $1";
    const OTHERS: &str = "SELECT COUNT(*) FROM pictures WHERE media_key = $1";
    on!(conn, c => sqlx::query(DELETE).bind(id).execute(&mut *c).await.map(drop)?);
    let others: i64 =
        on!(conn, c => sqlx::query_scalar(OTHERS).bind(key).fetch_one(&mut *c).await?);
    Ok(others == 0)
}

/// The id of the variant that has a SKU.
pub async fn variant_of_sku(conn: &mut Conn, sku: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT id FROM variants WHERE sku = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(sku).fetch_optional(&mut *c).await?))
}
