//! Writing a new order, and the rows of its history.

use crate::domain::answers::{Answered, Answers};
use crate::domain::catalogue::PictureView;
use crate::domain::contact::{Address, Email};
use crate::domain::history::Who;
use crate::domain::order::OrderKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderStatus;
use crate::domain::pricing::{LineTotals, Totals};
use crate::server::db::recorded::to_columns;
use crate::server::db::seals::Kind;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::new_id;
use atelier_derive::TableRow;

/// Everything of an order that is known when it is placed.
pub struct NewOrder<'a> {
    pub id: &'a str,
    pub number: i64,
    pub kind: OrderKind,
    pub link_hash: &'a str,
    pub cart_id: Option<&'a str>,
    pub visit_key: Option<&'a str>,
    /// A keyed hash of the network address that it was placed from; empty where it is not known.
    pub network_key: &'a str,
    /// The account whose order it is.
    pub customer_id: Option<&'a str>,
    pub fingerprint: &'a str,
    pub email: &'a Email,
    pub customer_name: &'a str,
    pub totals: &'a Totals,
    pub shipping_method: &'a str,
    pub delivery_estimate: &'a str,
    pub collection: bool,
    pub note: &'a str,
    pub gift_message: &'a str,
    /// When what is held is let go; nothing is held for a custom order.
    pub hold_expires_at_ms: Option<i64>,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, o: &NewOrder<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO orders (id, number, kind, status, link_hash, cart_id, visit_key, fingerprint, email, email_key,
            customer_name, currency, tax_mode, subtotal_minor, shipping_minor, shipping_tax_minor, shipping_rate_ppm,
            discount_minor, tax_minor, total_minor, shipping_method, delivery_estimate, collection, note, gift_message,
            hold_expires_at_ms, network_key, customer_id, placed_at_ms, updated_at_ms)
        VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24, $25, $26, $27, $28, $28)";
    let t = o.totals;
    on!(conn, c => sqlx::query(SQL).bind(o.id).bind(o.number).bind(o.kind.as_str()).bind(o.link_hash).bind(o.cart_id)
        .bind(o.visit_key).bind(o.fingerprint).bind(o.email.as_str()).bind(o.email.key()).bind(o.customer_name).bind(t.currency.code())
        .bind(t.mode.as_str()).bind(t.subtotal_minor).bind(t.shipping_minor).bind(t.shipping_tax_minor)
        .bind(i64::from(t.shipping_rate.0)).bind(t.discount_minor).bind(t.tax_minor).bind(t.total_minor)
        .bind(o.shipping_method).bind(o.delivery_estimate).bind(o.collection).bind(o.note).bind(o.gift_message)
        .bind(o.hold_expires_at_ms).bind(o.network_key).bind(o.customer_id).bind(o.now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// A line as it was sold: nothing in it changes when the catalogue does.
pub struct NewLine<'a> {
    /// Empty where nothing is held and no stock moves: what is made to order.
    pub variant_id: &'a str,
    pub product_slug: &'a str,
    pub sku: &'a str,
    pub title: &'a str,
    pub variant_name: &'a str,
    /// What the catalogue said of it, in words.
    pub product_status: &'a str,
    pub one_of_a_kind: bool,
    pub quantity: i64,
    pub unit_price_minor: i64,
    pub totals: LineTotals,
    pub picture: Option<PictureView>,
    pub answers: Answers,
    pub answered: &'a [Answered],
}

pub async fn insert_line(
    conn: &mut Conn,
    order_id: &str,
    position: i64,
    l: &NewLine<'_>,
) -> Result<()> {
    const SQL: &str = "INSERT INTO order_lines (id, order_id, position, variant_id, product_slug, sku, title, variant_name,
            product_status, one_of_a_kind, quantity, unit_price_minor, total_minor, tax_minor, rate_ppm, picture, answers, answered)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    let id = new_id();
    let picture = l.picture.as_ref().map(serde_json::to_string).transpose()?;
    let answered = serde_json::to_string(l.answered)?;
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(order_id).bind(position).bind(l.variant_id).bind(l.product_slug)
        .bind(l.sku).bind(l.title).bind(l.variant_name).bind(l.product_status).bind(l.one_of_a_kind).bind(l.quantity)
        .bind(l.unit_price_minor).bind(l.totals.total_minor).bind(l.totals.tax_minor).bind(i64::from(l.totals.rate.0))
        .bind(picture).bind(l.answers.key()).bind(answered).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn insert_address(
    conn: &mut Conn,
    order_id: &str,
    role: &str,
    a: &Address,
) -> Result<()> {
    const SQL: &str = "INSERT INTO order_addresses
            (order_id, role, full_name, line1, line2, city, region, postal_code, country, phone)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(role).bind(&a.full_name).bind(&a.line1).bind(&a.line2)
        .bind(&a.city).bind(&a.region).bind(&a.postal_code).bind(&a.country).bind(&a.phone)
        .execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::OrderAddress, format!("{order_id}/{role}"))
}

/// One row of an order's history.
pub struct NewHistory<'a> {
    pub order_id: &'a str,
    pub version: i64,
    pub at_ms: i64,
    pub who: &'a Who,
    pub from: Option<OrderStatus>,
    pub to: Option<OrderStatus>,
    pub fact: &'a OrderFact,
    pub internal: bool,
}

pub async fn insert_history(conn: &mut Conn, h: &NewHistory<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO order_history
            (order_id, version, at_ms, actor, actor_name, from_status, to_status, kind, args, internal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (kind, args) = to_columns(h.fact)?;
    on!(conn, c => sqlx::query(SQL).bind(h.order_id).bind(h.version).bind(h.at_ms).bind(h.who.kind()).bind(h.who.name())
        .bind(h.from.map(OrderStatus::as_str)).bind(h.to.map(OrderStatus::as_str)).bind(kind).bind(args).bind(h.internal)
        .execute(&mut *c).await.map(drop)?);
    crate::server::db::seen::wrote(h.order_id, h.version);
    conn.to_seal(Kind::OrderHistory, format!("{}/{}", h.order_id, h.version))
}

#[derive(Clone, Debug, TableRow)]
#[table("order_history", id = "place")]
pub struct HistoryRow {
    pub at_ms: i64,
    #[read(who, "actor")]
    pub who: Who,
    #[read(value, "from_status")]
    pub from: Option<OrderStatus>,
    #[read(value, "to_status")]
    pub to: Option<OrderStatus>,
    #[read(record)]
    pub fact: OrderFact,
    pub internal: bool,
}

pub async fn history(conn: &mut Conn, order_id: &str) -> Result<Vec<HistoryRow>> {
    const SQL: &str = "SELECT order_id || '/' || version AS place, at_ms, actor, actor_name, from_status, to_status, kind, args,
            internal
        FROM order_history WHERE order_id = $1 ORDER BY version";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}
