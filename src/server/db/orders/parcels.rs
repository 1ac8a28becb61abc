//! Parcels: how orders left, and when they arrived. Whoever writes here holds the order's lock.

use crate::domain::day::Day;
use crate::domain::parcel::{DeliveryWay, Dispatch, ParcelView};
use crate::server::db::{Conn, columns, on};
use crate::server::error::Result;
use atelier_derive::TableRow;

#[derive(Clone, Debug, TableRow)]
#[table("parcels")]
struct ParcelRow {
    number: i64,
    way: DeliveryWay,
    carrier: String,
    tracking_number: String,
    tracking_url: Option<String>,
    sent_at_ms: i64,
    delivered_day: Option<Day>,
}

/// Every parcel of an order, in the order they were sent.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<ParcelView>> {
    const SQL: &str =
        "SELECT id, number, way, carrier, tracking_number, tracking_url, sent_at_ms, delivered_day
        FROM parcels WHERE order_id = $1 ORDER BY number";
    let rows: Vec<ParcelRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?);
    let view = |row: ParcelRow| ParcelView {
        number: row.number,
        way: row.way,
        carrier: row.carrier,
        tracking_number: row.tracking_number,
        tracking_url: row.tracking_url,
        sent_at_ms: row.sent_at_ms,
        delivered: row.delivered_day,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Writes one more parcel of an order. What is given in person has arrived on the same day.
pub async fn insert(
    conn: &mut Conn,
    id: &str,
    order_id: &str,
    dispatch: &Dispatch,
    today: Day,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO parcels (id, order_id, number, way, carrier, tracking_number, tracking_url, sent_at_ms,
            delivered_day)
        SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7, $8 FROM parcels WHERE order_id = $2";
    let delivered = dispatch.way.in_person().then_some(today.0);
    on!(conn, c => sqlx::query(SQL).bind(id).bind(order_id).bind(dispatch.way.as_str()).bind(&dispatch.carrier)
        .bind(&dispatch.tracking_number).bind(&dispatch.tracking_url).bind(now_ms).bind(delivered)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Records on which day a parcel arrived; `None` where that is not known after all.
pub async fn set_delivered(
    conn: &mut Conn,
    order_id: &str,
    number: i64,
    day: Option<Day>,
) -> Result<()> {
    const SQL: &str = "UPDATE parcels SET delivered_day = $3 WHERE order_id = $1 AND number = $2";
    let day = day.map(|day| day.0);
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(number).bind(day).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// How each of these orders left, by its id: in person only where nothing was sent.
pub async fn ways(conn: &mut Conn, order_ids: &[String]) -> Result<Vec<(String, DeliveryWay)>> {
    if order_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String)> = on!(conn, c => {
        let mut q = sqlx::QueryBuilder::new("SELECT order_id, way FROM parcels WHERE order_id");
        crate::server::db::push_in!(q, order_ids.iter().cloned());
        q.push(" ORDER BY order_id, number");
        q.build_query_as().fetch_all(&mut *c).await?
    });
    let mut ways: Vec<(String, DeliveryWay)> = Vec::new();
    for (order_id, way) in rows {
        let way: DeliveryWay = columns::parse("parcels", "way", &order_id, &way)?;
        match ways.last_mut().filter(|(last, _)| *last == order_id) {
            Some((_, before)) if way.in_person() && !before.in_person() => {}
            Some((_, before)) => *before = way,
            None => ways.push((order_id, way)),
        }
    }
    Ok(ways)
}
