//! Which account owns an order or a custom order.

use crate::server::db::commissions::{self, CommissionRow};
use crate::server::db::orders::{self, OrderRow};
use crate::server::db::{Conn, on};
use crate::server::error::Result;

/// Most that a customer's list shows of each.
pub const MOST: i64 = 200;
/// The kind of order that is listed by itself: a custom order's is reached through the custom order.
const READY_MADE: &str = "ready_made";

/// Orders of an account that are not a custom order's and stand below a time and an id, the newest first.
pub async fn orders(
    conn: &mut Conn,
    customer_id: &str,
    below: (i64, &str),
    most: i64,
) -> Result<Vec<OrderRow>> {
    let condition = "customer_id = $1 AND kind = $2";
    orders::list(conn, condition, (customer_id, READY_MADE), below, most).await
}

/// The same of what a guest ordered in one visit, but for what was ordered with a mailbox.
pub async fn orders_of_visit(
    conn: &mut Conn,
    (visit_key, email_key): (&str, &str),
    below: (i64, &str),
    most: i64,
) -> Result<Vec<OrderRow>> {
    let condition =
        "visit_key = $1 AND kind = 'ready_made' AND customer_id IS NULL AND email_key <> $2";
    orders::list(conn, condition, (visit_key, email_key), below, most).await
}

/// Every order of an account, those of its custom orders too.
pub async fn all_orders(conn: &mut Conn, customer_id: &str) -> Result<Vec<OrderRow>> {
    // Every kind sorts after an empty one.
    orders::list(
        conn,
        "customer_id = $1 AND kind > $2",
        (customer_id, ""),
        orders::NEWEST,
        i64::MAX,
    )
    .await
}

/// What was ordered with a mailbox, outside of custom orders, and belongs to nobody.
pub async fn guest_orders(conn: &mut Conn, email_key: &str) -> Result<Vec<OrderRow>> {
    let condition = "email_key = $1 AND kind = $2 AND customer_id IS NULL";
    orders::list(
        conn,
        condition,
        (email_key, READY_MADE),
        orders::NEWEST,
        MOST,
    )
    .await
}

/// An order of an account by its number.
pub async fn order(conn: &mut Conn, customer_id: &str, number: i64) -> Result<Option<OrderRow>> {
    const SQL: &str = "SELECT id FROM orders WHERE customer_id = $1 AND number = $2";
    let id: Option<String> = on!(conn, c => sqlx::query_scalar(SQL).bind(customer_id).bind(number).fetch_optional(&mut *c).await?);
    match id {
        Some(id) => orders::by_id(conn, &id).await,
        None => Ok(None),
    }
}

/// An order of an account by its id.
pub async fn order_by_id(conn: &mut Conn, customer_id: &str, id: &str) -> Result<Option<OrderRow>> {
    let owner = orders::list(
        conn,
        "customer_id = $1 AND id = $2",
        (customer_id, id),
        orders::NEWEST,
        1,
    )
    .await?;
    Ok(owner.into_iter().next())
}

/// Custom orders of an account, the newest first.
pub async fn commissions(conn: &mut Conn, customer_id: &str) -> Result<Vec<CommissionRow>> {
    commissions::list(conn, "customer_id = $1", customer_id, MOST).await
}

/// Custom orders that were asked for with a mailbox and belong to nobody.
pub async fn guest_commissions(conn: &mut Conn, email_key: &str) -> Result<Vec<CommissionRow>> {
    let condition = "email_key = $1 AND customer_id IS NULL";
    commissions::list(conn, condition, email_key, MOST).await
}

/// Whose a custom order is.
pub async fn owner_of_commission(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT customer_id FROM commissions WHERE id = $1";
    let owner: Option<Option<String>> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?);
    Ok(owner.flatten())
}

/// Gives an order that belongs to nobody to an account; false when it has an owner.
pub async fn claim_order(conn: &mut Conn, id: &str, customer_id: &str) -> Result<bool> {
    const SQL: &str = "UPDATE orders SET customer_id = $2 WHERE id = $1 AND customer_id IS NULL";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Gives a custom order that belongs to nobody to an account, with the orders it became; false when it has an owner.
pub async fn claim_commission(conn: &mut Conn, id: &str, customer_id: &str) -> Result<bool> {
    const SQL: &str =
        "UPDATE commissions SET customer_id = $2 WHERE id = $1 AND customer_id IS NULL";
    const ORDERS: &str = "UPDATE orders SET customer_id = $2 WHERE customer_id IS NULL
        AND id IN (SELECT order_id FROM commission_acceptances WHERE commission_id = $1)";
    let claimed = on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).execute(&mut *c).await?.rows_affected());
    if claimed == 1 {
        on!(conn, c => sqlx::query(ORDERS).bind(id).bind(customer_id).execute(&mut *c).await.map(drop)?);
    }
    Ok(claimed == 1)
}

/// Says whose a new custom order's order is: the custom order's.
pub async fn follow_commission(conn: &mut Conn, order_id: &str, commission_id: &str) -> Result<()> {
    const SQL: &str = "UPDATE orders SET customer_id = (SELECT customer_id FROM commissions WHERE id = $2) WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(commission_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Lets orders follow their cart into another one.
pub async fn move_cart(conn: &mut Conn, from: &str, to: &str) -> Result<()> {
    const SQL: &str = "UPDATE orders SET cart_id = $2 WHERE cart_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(from).bind(to).execute(&mut *c).await.map(drop)?);
    Ok(())
}
