//! Carts, and what the catalogue offers at what price.

use super::dialect::for_update;
use super::{Conn, on, push_in};
use crate::domain::answers::{Answers, Settled};
use crate::domain::cart::Offered;
use crate::domain::catalogue::PictureView;
use crate::domain::money::{Currency, Money};
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// A variant as it can be bought in one currency right now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SellableRow {
    pub variant_id: String,
    pub product_id: String,
    pub sku: String,
    pub variant_name: String,
    pub product_slug: String,
    pub title: String,
    pub product_status: String,
    pub tax_class: String,
    pub active: bool,
    pub one_of_a_kind: bool,
    pub available: i64,
    pub held: i64,
    /// `None` where the variant isn't sold in the currency. Of a line, with what its answers cost.
    pub price_minor: Option<i64>,
    pub picture_key: Option<String>,
    pub picture_alt: Option<String>,
    pub picture_width: Option<i64>,
    pub picture_height: Option<i64>,
    pub picture_sizes: Option<String>,
    pub picture_placeholder: Option<String>,
    /// Of a line, what was answered; [`crate::server::catalogue::questions::offers`] fills it in.
    #[sqlx(skip)]
    pub settled: Settled,
}

impl SellableRow {
    pub fn picture(&self) -> Option<PictureView> {
        Some(PictureView {
            key: self.picture_key.clone()?,
            alt: self.picture_alt.clone().unwrap_or_default(),
            width: self.picture_width.unwrap_or_default() as u32,
            height: self.picture_height.unwrap_or_default() as u32,
            sizes: self
                .picture_sizes
                .as_deref()
                .and_then(|s| serde_json::from_str(s).ok())
                .unwrap_or_default(),
            placeholder: self.picture_placeholder.clone().unwrap_or_default(),
            ..Default::default()
        })
    }

    /// Today's price in the currency that the row was read in.
    pub fn price(&self, currency: Currency) -> Option<Money> {
        self.price_minor.map(|minor| Money::new(minor, currency))
    }

    pub fn offered(&self, currency: Currency) -> Offered {
        Offered {
            for_sale: self.active && self.product_status == "published",
            price: self.price(currency),
            available: self.available,
            held: self.held,
            answers: self.settled.problem.clone(),
        }
    }
}

const SELLABLE: &str = "SELECT v.id AS variant_id, v.product_id, v.sku, v.name AS variant_name, p.slug AS product_slug, p.title,
        p.status AS product_status, p.tax_class, v.active, v.one_of_a_kind, v.available, v.held,
        pr.amount_minor AS price_minor, pic.media_key AS picture_key, pic.alt AS picture_alt,
        pic.width AS picture_width, pic.height AS picture_height, pic.sizes AS picture_sizes,
        pic.placeholder AS picture_placeholder
    FROM variants v JOIN products p ON p.id = v.product_id
    LEFT JOIN pictures pic ON pic.id = (SELECT id FROM pictures x WHERE x.product_id = p.id ORDER BY x.position, x.id LIMIT 1)
    LEFT JOIN prices pr ON pr.variant_id = v.id AND pr.currency = ";

/// What can be bought of these variants; unknown ids are left out.
pub async fn sellable(
    conn: &mut Conn,
    variant_ids: &[String],
    currency: Currency,
) -> Result<Vec<SellableRow>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new(SELLABLE);
        query.push_bind(currency.code()).push(" WHERE v.id");
        push_in!(query, variant_ids.iter().cloned());
        Ok(query.build_query_as::<SellableRow>().fetch_all(&mut *c).await?)
    })
}

/// The same by SKU.
pub async fn sellable_by_sku(
    conn: &mut Conn,
    skus: &[String],
    currency: Currency,
) -> Result<Vec<SellableRow>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new(SELLABLE);
        query.push_bind(currency.code()).push(" WHERE v.sku");
        push_in!(query, skus.iter().cloned());
        Ok(query.build_query_as::<SellableRow>().fetch_all(&mut *c).await?)
    })
}

pub async fn create(conn: &mut Conn, currency: Currency, now_ms: i64) -> Result<String> {
    const SQL: &str =
        "INSERT INTO carts (id, currency, created_at_ms, updated_at_ms) VALUES ($1, $2, $3, $3)";
    let id = new_id();
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(currency.code()).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(id)
}

/// Makes a cart of a certain id, if there is none yet.
pub async fn ensure(conn: &mut Conn, id: &str, currency: Currency, now_ms: i64) -> Result<()> {
    const SQL: &str =
        "INSERT INTO carts (id, currency, created_at_ms, updated_at_ms) VALUES ($1, $2, $3, $3)
        ON CONFLICT (id) DO NOTHING";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(currency.code()).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Locks a cart until the transaction ends, so that two tabs can't place it twice. `false`: there is no such cart.
pub async fn lock(conn: &mut Conn, cart_id: &str) -> Result<bool> {
    let sql = format!("SELECT id FROM carts WHERE id = $1{}", for_update(conn));
    let found: Option<String> = on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(cart_id).fetch_optional(&mut *c).await?);
    Ok(found.is_some())
}

pub async fn touch(conn: &mut Conn, cart_id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE carts SET updated_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(cart_id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CartLineRow {
    pub id: String,
    pub variant_id: String,
    pub quantity: i64,
    pub seen_minor: i64,
    pub seen_currency: String,
    /// In their canonical form.
    pub answers: String,
}

impl CartLineRow {
    /// What was answered.
    pub fn read_answers(&self) -> Result<Answers> {
        let odd = || Error::impossible("cart_lines", "answers", &self.id, &self.answers);
        Answers::parse(&self.answers).ok_or_else(odd)
    }

    /// The price that the visitor last agreed to.
    pub fn seen(&self) -> Option<Money> {
        let currency = self.seen_currency.parse().ok()?;
        Some(Money::new(self.seen_minor, currency))
    }
}

/// The lines of a cart in the order they were added.
pub async fn lines(conn: &mut Conn, cart_id: &str) -> Result<Vec<CartLineRow>> {
    const SQL: &str =
        "SELECT id, variant_id, quantity, seen_minor, seen_currency, answers FROM cart_lines
        WHERE cart_id = $1 ORDER BY added_at_ms, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(cart_id).fetch_all(&mut *c).await?))
}

/// Adds units of a variant with its answers, to the line that has just these already if there is one, up to `most`.
pub async fn add_line(
    conn: &mut Conn,
    cart_id: &str,
    (variant_id, answers): (&str, &Answers),
    quantity: i64,
    most: i64,
    seen: Money,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO cart_lines (id, cart_id, variant_id, quantity, seen_minor, seen_currency, added_at_ms, answers)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $9)
        ON CONFLICT (cart_id, variant_id, answers) DO UPDATE SET
            quantity = CASE WHEN cart_lines.quantity + excluded.quantity > $8 THEN $8 ELSE cart_lines.quantity + excluded.quantity END,
            seen_minor = excluded.seen_minor, seen_currency = excluded.seen_currency";
    let id = new_id();
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(cart_id).bind(variant_id).bind(quantity).bind(seen.minor)
        .bind(seen.currency.code()).bind(now_ms).bind(most).bind(answers.key()).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Sets a line's quantity; zero removes it. `false`: the cart has no such line.
pub async fn set_quantity(
    conn: &mut Conn,
    cart_id: &str,
    line_id: &str,
    quantity: i64,
) -> Result<bool> {
    const SET: &str = "UPDATE cart_lines SET quantity = $3 WHERE cart_id = $1 AND id = $2";
    const DELETE: &str = "DELETE FROM cart_lines WHERE cart_id = $1 AND id = $2";
    let changed = if quantity == 0 {
        on!(conn, c => sqlx::query(DELETE).bind(cart_id).bind(line_id).execute(&mut *c).await?.rows_affected())
    } else {
        on!(conn, c => sqlx::query(SET).bind(cart_id).bind(line_id).bind(quantity).execute(&mut *c).await?.rows_affected())
    };
    Ok(changed == 1)
}

/// Records the price that the visitor has agreed to.
pub async fn set_seen(
    conn: &mut Conn,
    line_id: &str,
    minor: i64,
    currency: Currency,
) -> Result<()> {
    const SQL: &str = "UPDATE cart_lines SET seen_minor = $2, seen_currency = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(line_id).bind(minor).bind(currency.code()).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Takes what an order bought out of the cart it came from; units that were added since stay.
pub async fn remove_bought(conn: &mut Conn, cart_id: &str, order_id: &str) -> Result<()> {
    const BOUGHT: &str = "(SELECT COALESCE(SUM(l.quantity), 0) FROM order_lines l
        WHERE l.order_id = $2 AND l.variant_id = cart_lines.variant_id AND l.answers = cart_lines.answers)";
    let delete = format!("DELETE FROM cart_lines WHERE cart_id = $1 AND quantity <= {BOUGHT}");
    let lower = format!(
        "UPDATE cart_lines SET quantity = quantity - {BOUGHT} WHERE cart_id = $1 AND {BOUGHT} > 0"
    );
    for sql in [delete, lower] {
        on!(conn, c => sqlx::query(AssertSqlSafe(sql.clone())).bind(cart_id).bind(order_id)
            .execute(&mut *c).await.map(drop)?);
    }
    // Its note and its gift message were this order's.
    db::checkout::drafts::delete_of_cart(conn, cart_id).await
}

/// Deletes a cart with its lines.
pub async fn delete(conn: &mut Conn, cart_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM carts WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(cart_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Deletes carts that nobody has touched since `before_ms` and that no open order came from.
pub async fn delete_old(conn: &mut Conn, before_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM carts WHERE updated_at_ms < $1
        AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.cart_id = carts.id AND o.status = 'pending')";
    Ok(on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await?.rows_affected()))
}
