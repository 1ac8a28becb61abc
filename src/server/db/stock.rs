//! Stock of variants: every change is one conditional update, and one row that records it.

use super::dialect::for_update;
use super::{Conn, on, push_in};
use crate::domain::stock::{Demand, HoldState};
use crate::server::error::Result;
use crate::server::keys::new_id;
use sqlx::{AssertSqlSafe, QueryBuilder};

/// A change of stock. `Sell` sells what an order holds, `SellFree` what nobody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Hold,
    Release,
    Sell,
    SellFree,
    /// Sold without having it: only recorded, so that staff can make or buy it.
    SellShort,
    Restock,
}

impl Change {
    /// Conditional: no row is changed where the stock does not allow it. A one-of-a-kind piece that comes back on the
    /// shelf begins a life of its own; where it is there again already it can't come back a second time.
    fn sql(self) -> &'static str {
        match self {
            Self::Hold => {
                "UPDATE variants SET available = available - $2, held = held + $2,
                    piece_state = CASE WHEN one_of_a_kind THEN 'reserved' ELSE piece_state END
                WHERE id = $1 AND active AND available >= $2 AND (NOT one_of_a_kind OR piece_state = 'available')"
            }
            Self::Release => {
                "UPDATE variants SET available = available + $2, held = held - $2,
                    piece_state = CASE WHEN one_of_a_kind AND piece_state = 'reserved' THEN 'available' ELSE piece_state END
                WHERE id = $1 AND held >= $2"
            }
            Self::Sell => {
                "UPDATE variants SET held = held - $2, sold = sold + $2,
                    piece_state = CASE WHEN one_of_a_kind THEN 'sold' ELSE piece_state END
                WHERE id = $1 AND held >= $2"
            }
            Self::SellFree => {
                "UPDATE variants SET available = available - $2, sold = sold + $2,
                    piece_state = CASE WHEN one_of_a_kind THEN 'sold' ELSE piece_state END
                WHERE id = $1 AND available >= $2 AND (NOT one_of_a_kind OR piece_state = 'available')"
            }
            Self::SellShort => "UPDATE variants SET sold_short = sold_short + $2 WHERE id = $1",
            Self::Restock => {
                "UPDATE variants SET available = available + $2, restocked = restocked + $2,
                    life = CASE WHEN one_of_a_kind THEN life + 1 ELSE life END,
                    piece_state = CASE WHEN one_of_a_kind AND piece_state = 'sold' THEN 'available' ELSE piece_state END
                WHERE id = $1 AND (NOT one_of_a_kind OR available + held + $2 <= 1)"
            }
        }
    }

    /// The name in the movements of stock.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Sell | Self::SellFree => "sell",
            Self::SellShort => "sell_short",
            Self::Restock => "restock",
        }
    }
}

/// Why stock moves: for which order, and who moved it.
#[derive(Clone, Copy, Debug)]
pub struct Cause<'a> {
    pub order_id: &'a str,
    pub actor: &'a str,
    pub at_ms: i64,
}

/// Carries out a change and records it. `false`: the stock does not allow it and nothing was changed.
pub async fn change(
    conn: &mut Conn,
    change: Change,
    variant_id: &str,
    quantity: i64,
    cause: Cause<'_>,
) -> Result<bool> {
    let sql = change.sql();
    let changed = on!(conn, c => sqlx::query(sql).bind(variant_id).bind(quantity).execute(&mut *c).await?.rows_affected());
    if changed == 0 {
        return Ok(false);
    }
    const MOVE: &str =
        "INSERT INTO stock_moves (id, variant_id, kind, quantity, order_id, actor, at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = new_id();
    on!(conn, c => sqlx::query(MOVE).bind(&id).bind(variant_id).bind(change.as_str()).bind(quantity)
        .bind(cause.order_id).bind(cause.actor).bind(cause.at_ms).execute(&mut *c).await.map(drop)?);
    refresh_in_stock(conn, variant_id, quantity).await?;
    Ok(true)
}

/// Keeps the product's "in stock" flag in step with its variants; writes only when it changes. Where the flag may
/// change (the last units went, or the first ones came back) the product is locked first: two variants that sell out
/// at once would each still see the other's units otherwise.
async fn refresh_in_stock(conn: &mut Conn, variant_id: &str, quantity: i64) -> Result<()> {
    let lock = format!(
        "SELECT id FROM products WHERE id = (SELECT product_id FROM variants
            WHERE id = $1 AND (available = 0 OR available = $2)){}",
        for_update(conn)
    );
    let turned: Option<String> = on!(conn, c => sqlx::query_scalar(AssertSqlSafe(lock)).bind(variant_id).bind(quantity)
        .fetch_optional(&mut *c).await?);
    if turned.is_none() {
        return Ok(());
    }
    const SQL: &str = "UPDATE products SET in_stock = NOT in_stock
        WHERE id = (SELECT product_id FROM variants WHERE id = $1)
        AND in_stock <> EXISTS (SELECT 1 FROM variants v WHERE v.product_id = products.id AND v.active AND v.available > 0)";
    on!(conn, c => sqlx::query(SQL).bind(variant_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HoldRow {
    pub id: String,
    pub variant_id: String,
    pub quantity: i64,
    pub one_of_a_kind: bool,
}

/// Writes what an order holds or bought. Of a one-of-a-kind piece it is the sale of the life that the piece has now.
pub async fn insert_hold(
    conn: &mut Conn,
    order_id: &str,
    variant_id: &str,
    wanted: Demand,
    state: HoldState,
    at_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO holds (id, order_id, variant_id, quantity, one_of_a_kind, state, created_at_ms, life)
        VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT life FROM variants WHERE id = $3))";
    let id = new_id();
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(order_id).bind(variant_id).bind(wanted.units)
        .bind(wanted.one_of_a_kind).bind(state.as_str()).bind(at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// An order's holds in one state, by variant, so that two orders lock variants in the same order.
pub async fn holds(conn: &mut Conn, order_id: &str, state: HoldState) -> Result<Vec<HoldRow>> {
    const SQL: &str = "SELECT id, variant_id, quantity, one_of_a_kind FROM holds
        WHERE order_id = $1 AND state = $2 ORDER BY variant_id";
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(order_id).bind(state.as_str()).fetch_all(&mut *c).await?),
    )
}

pub async fn end_hold(
    conn: &mut Conn,
    id: &str,
    from: HoldState,
    to: HoldState,
    at_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE holds SET state = $3, ended_at_ms = $4 WHERE id = $1 AND state = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(from.as_str()).bind(to.as_str()).bind(at_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Undoes the sale of units that an order holds as sold; at most as many as it has. Whether they are restocked is
/// another question. Returns how many.
pub async fn return_sold(
    conn: &mut Conn,
    order_id: &str,
    variant_id: &str,
    units: i64,
    at_ms: i64,
) -> Result<i64> {
    const FEWER: &str = "UPDATE holds SET quantity = quantity - $2 WHERE id = $1 AND state = 'sold' AND quantity > $2";
    const RETURNED: &str = "INSERT INTO holds (id, order_id, variant_id, quantity, one_of_a_kind, state, created_at_ms, ended_at_ms)
        VALUES ($1, $2, $3, $4, FALSE, 'returned', $5, $5)";
    let mut returned = 0;
    for hold in holds(conn, order_id, HoldState::Sold).await? {
        let taken = hold.quantity.min(units - returned);
        if hold.variant_id != variant_id || taken < 1 {
            continue;
        }
        if taken == hold.quantity {
            end_hold(conn, &hold.id, HoldState::Sold, HoldState::Returned, at_ms).await?;
        } else {
            let id = new_id();
            on!(conn, c => sqlx::query(FEWER).bind(&hold.id).bind(taken).execute(&mut *c).await.map(drop)?);
            on!(conn, c => sqlx::query(RETURNED).bind(&id).bind(order_id).bind(variant_id).bind(taken).bind(at_ms)
                .execute(&mut *c).await.map(drop)?);
        }
        returned += taken;
    }
    Ok(returned)
}

/// Units that pending orders of one cart hold whose lines are still in it, by variant: the cart's own check counts them as
/// its own, because an order that is placed now takes the place of those.
pub async fn held_by_cart(conn: &mut Conn, cart_id: &str) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT h.variant_id, CAST(SUM(h.quantity) AS BIGINT) FROM holds h JOIN orders o ON o.id = h.order_id
        WHERE o.cart_id = $1 AND o.status = 'pending' AND o.left_cart_at_ms IS NULL AND h.state = 'active' GROUP BY h.variant_id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(cart_id).fetch_all(&mut *c).await?))
}

/// The number of a paid order that a variant's units belong to and that has not been shipped.
pub async fn unsent_order(conn: &mut Conn, variant_id: &str) -> Result<Option<i64>> {
    const SQL: &str = "SELECT o.number FROM holds h JOIN orders o ON o.id = h.order_id
        WHERE h.variant_id = $1 AND h.state = 'sold' AND o.status IN ('confirmed', 'in_production')
        ORDER BY o.number LIMIT 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(variant_id).fetch_optional(&mut *c).await?))
}

/// Of these variants the one-of-a-kind pieces that are on the shelf or in somebody's checkout.
pub async fn pieces_there(conn: &mut Conn, variant_ids: &[String]) -> Result<Vec<String>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT id FROM variants WHERE one_of_a_kind = TRUE AND available + held > 0 AND id");
        push_in!(query, variant_ids.iter().cloned());
        query.build_query_scalar().fetch_all(&mut *c).await?
    }))
}

/// Locks variants until the transaction ends and answers how many units of each are free; of a piece that was
/// withdrawn, none are.
pub async fn lock_free(conn: &mut Conn, variant_ids: &[String]) -> Result<Vec<(String, i64)>> {
    let lock = for_update(conn);
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT id, CASE WHEN one_of_a_kind AND piece_state <> 'available' THEN 0 ELSE available END
            FROM variants WHERE id");
        push_in!(query, variant_ids.iter().cloned());
        query.push(" ORDER BY id").push(lock).build_query_as().fetch_all(&mut *c).await?
    }))
}
