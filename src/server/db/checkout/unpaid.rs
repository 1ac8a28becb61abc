//! Orders that nobody has paid: whose they are, what they hold, when they left the cart, and the limits on them.

use crate::domain::attention::CountedBy;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// The visit and the network that an order was placed from; empty where they are not known.
pub async fn origin(conn: &mut Conn, order_id: &str) -> Result<(String, String)> {
    const SQL: &str = "SELECT COALESCE(visit_key, ''), network_key FROM orders WHERE id = $1";
    let row: Option<(String, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_optional(&mut *c).await?);
    Ok(row.unwrap_or_default())
}

/// Notes that an order's lines have left its cart; `false` when they had before.
pub async fn leave_cart(conn: &mut Conn, order_id: &str, now_ms: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE orders SET left_cart_at_ms = $2 WHERE id = $1 AND left_cart_at_ms IS NULL";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(order_id).bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// The lines of an order that is over lie in its cart again: money that still comes for it takes them out.
pub async fn back_in_cart(conn: &mut Conn, order_id: &str) -> Result<()> {
    const SQL: &str =
        "UPDATE orders SET left_cart_at_ms = NULL WHERE id = $1 AND status = 'cancelled'";
    on!(conn, c => sqlx::query(SQL).bind(order_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn has_left_cart(conn: &mut Conn, order_id: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM orders WHERE id = $1 AND left_cart_at_ms IS NOT NULL";
    let found: i64 =
        on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_one(&mut *c).await?);
    Ok(found == 1)
}

/// The unpaid order of a cart with this fingerprint, whether its lines are still in the cart or not.
pub async fn with_fingerprint(
    conn: &mut Conn,
    cart_id: &str,
    fingerprint: &str,
) -> Result<Option<String>> {
    const SQL: &str =
        "SELECT id FROM orders WHERE cart_id = $1 AND status = 'pending' AND fingerprint = $2
        ORDER BY number DESC LIMIT 1";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(cart_id).bind(fingerprint).fetch_optional(&mut *c).await?),
    )
}

/// The newest unpaid order of a cart whose lines left it since, and whose form was this one.
pub async fn by_form(
    conn: &mut Conn,
    cart_id: &str,
    form_print: &str,
    since_ms: i64,
) -> Result<Option<String>> {
    const SQL: &str =
        "SELECT id FROM orders WHERE cart_id = $1 AND status = 'pending' AND left_cart_at_ms >= $3
        AND fingerprint LIKE $2 ORDER BY number DESC LIMIT 1";
    let pattern = format!("%.{form_print}");
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(cart_id).bind(&pattern).bind(since_ms).fetch_optional(&mut *c).await?),
    )
}

pub async fn was_lengthened(conn: &mut Conn, order_id: &str) -> Result<bool> {
    const SQL: &str =
        "SELECT COUNT(*) FROM orders WHERE id = $1 AND hold_lengthened_at_ms IS NOT NULL";
    let found: i64 =
        on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_one(&mut *c).await?);
    Ok(found == 1)
}

pub async fn set_lengthened(conn: &mut Conn, order_id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE orders SET hold_lengthened_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

impl CountedBy {
    /// A column of `orders`, and of `declines` where that has it.
    pub fn column(self) -> &'static str {
        match self {
            Self::Order => "order_id",
            Self::Visit => "visit_key",
            Self::Network => "network_key",
            Self::Email => "email_key",
        }
    }
}

/// One-of-a-kind pieces that unpaid orders of one buyer hold.
pub async fn pieces_held(conn: &mut Conn, by: CountedBy, key: &str) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(*) FROM holds h JOIN orders o ON o.id = h.order_id
            WHERE o.{} = $1 AND o.status = 'pending' AND h.state = 'active' AND h.one_of_a_kind",
        by.column()
    );
    Ok(on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(key).fetch_one(&mut *c).await?))
}

/// How many of these variants are pieces that exist once.
pub async fn pieces_among(conn: &mut Conn, variant_ids: &[String]) -> Result<i64> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM variants WHERE one_of_a_kind AND id");
        push_in!(query, variant_ids.iter().cloned());
        query.build_query_scalar().fetch_one(&mut *c).await?
    }))
}

/// Writes a decline down; `false` when it was known.
pub async fn insert_decline(
    conn: &mut Conn,
    reference: &str,
    order_id: &str,
    (visit_key, network_key): (&str, &str),
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO declines (reference, order_id, visit_key, network_key, at_ms)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (reference) DO NOTHING";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(reference).bind(order_id).bind(visit_key).bind(network_key).bind(now_ms)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Cards that were declined since a moment.
pub async fn declines(conn: &mut Conn, by: CountedBy, key: &str, since_ms: i64) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(*) FROM declines WHERE {} = $1 AND at_ms >= $2",
        by.column()
    );
    Ok(
        on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(key).bind(since_ms).fetch_one(&mut *c).await?),
    )
}

/// A limit that somebody reached.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LimitRow {
    pub id: String,
    pub opened_at_ms: i64,
    pub until_ms: i64,
    pub lifted_at_ms: Option<i64>,
}

/// The latest limit of one kind that somebody reached.
pub async fn latest_limit(conn: &mut Conn, kind: &str, subject: &str) -> Result<Option<LimitRow>> {
    const SQL: &str = "SELECT id, opened_at_ms, until_ms, lifted_at_ms FROM limits_reached
        WHERE kind = $1 AND subject = $2 ORDER BY opened_at_ms DESC, id DESC LIMIT 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(kind).bind(subject).fetch_optional(&mut *c).await?))
}

pub async fn insert_limit(
    conn: &mut Conn,
    id: &str,
    kind: &str,
    subject: &str,
    until_ms: i64,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO limits_reached (id, kind, subject, opened_at_ms, until_ms) VALUES ($1, $2, $3, $4, $5)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(kind).bind(subject).bind(now_ms).bind(until_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Lifts a limit; `false` when there is none that could be lifted.
pub async fn lift_limit(conn: &mut Conn, id: &str, by: &str, now_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE limits_reached SET lifted_at_ms = $2, lifted_by = $3 WHERE id = $1 AND lifted_at_ms IS NULL";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).bind(by).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Forgets what no limit looks at any more.
pub async fn delete_old(conn: &mut Conn, before_ms: i64) -> Result<()> {
    const DECLINES: &str = "DELETE FROM declines WHERE at_ms < $1";
    const LIMITS: &str = "DELETE FROM limits_reached WHERE until_ms < $1";
    for sql in [DECLINES, LIMITS] {
        on!(conn, c => sqlx::query(sql).bind(before_ms).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}
