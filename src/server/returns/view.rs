//! Returns as pages show them, and what of an order can still be sent back.

use crate::domain::parcel::received_on;
use crate::domain::returns::{
    ReturnEntry, ReturnLineView, ReturnReason, ReturnStatus, ReturnView, Returnable,
    ReturnableLine, faults_until, is_in_time, is_returnable, units_left,
};
use crate::server::commissions::pictures;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::returns::{ReturnEventRow, ReturnRow};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::orders::remaining;

/// Every return of an order, the newest first. `pictures` is the address below which their pictures are shown to whoever
/// looks.
pub async fn of_order(
    conn: &mut Conn,
    order: &OrderRow,
    lines: &[OrderLineRow],
    pictures: &str,
    for_staff: bool,
) -> Result<Vec<ReturnView>> {
    let rows = db::returns::of_order(conn, &order.id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let of_lines = db::returns::lines(conn, &order.id).await?;
    let events = db::returns::events(conn, &order.id).await?;
    let shown = db::returns::pictures(conn, &order.id).await?;
    let view = |row: ReturnRow| {
        let own = of_lines.iter().filter(|line| line.return_id == row.id);
        let line = |line: &db::returns::ReturnLineRow| {
            let of = lines.iter().find(|of| of.id == line.line_id)?;
            Some(ReturnLineView {
                line_id: of.id.clone(),
                sku: of.sku.clone(),
                title: of.title.clone(),
                variant_name: of.variant_name.clone(),
                units: line.units,
            })
        };
        let history = events.iter().filter(|event| event.return_id == row.id);
        let own_pictures = shown.iter().filter(|(of, _)| *of == row.id);
        ReturnView {
            lines: own.filter_map(line).collect(),
            history: history.map(|event| entry(event, for_staff)).collect(),
            pictures: own_pictures
                .map(|(_, picture)| {
                    let folder = format!("{pictures}/{}", picture.id);
                    pictures::view(picture, folder, "A picture of what is sent back")
                })
                .collect(),
            id: row.id,
            number: row.number,
            kind: row.kind,
            status: row.status,
            version: row.version,
            reason: row.reason,
            words: row.words,
            instructions: row.instructions,
            refusal: row.refusal,
            asked_at_ms: row.asked_at_ms,
        }
    };
    Ok(rows.into_iter().rev().map(view).collect())
}

fn entry(event: &ReturnEventRow, for_staff: bool) -> ReturnEntry {
    ReturnEntry {
        at_ms: event.at_ms,
        actor: event.who.label(for_staff).into(),
        to: event.to,
        sentence: event.fact.sentence(),
    }
}

/// Each line of an order with what of it can be returned.
pub async fn returnable_lines(conn: &mut Conn, order: &OrderRow) -> Result<Vec<ReturnableLine>> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let returns = db::returns::of_order(conn, &order.id).await?;
    let asked = db::returns::lines(conn, &order.id).await?;
    let paid = remaining::of_order(conn, order).await?;
    let counted = |line_id: &str, which: fn(ReturnStatus) -> bool| -> i64 {
        let of_line = asked.iter().filter(|line| line.line_id == line_id);
        let counts = of_line.filter(|line| {
            let of = returns.iter().find(|row| row.id == line.return_id);
            of.is_some_and(|row| which(row.status))
        });
        counts.map(|line| line.units).sum()
    };
    let view = |line: OrderLineRow| {
        let money = paid.lines.iter().find(|left| left.id == line.id);
        let paid = money.filter(|left| left.share.amount_minor > 0);
        Ok(ReturnableLine {
            left: units_left(
                line.quantity,
                counted(&line.id, ReturnStatus::keeps_its_units),
                counted(&line.id, ReturnStatus::is_open),
                paid.map_or(0, |left| left.units),
            ),
            units: line.quantity,
            personal: line.personalised()?,
            line_id: line.id,
            sku: line.sku,
            title: line.title,
            variant_name: line.variant_name,
        })
    };
    lines.into_iter().map(view).collect()
}

/// What can be sent back of an order now, if anything can; `days` is the shop's time for changing one's mind.
pub async fn returnable(
    conn: &mut Conn,
    order: &OrderRow,
    days: i64,
    now_ms: i64,
) -> Result<Option<Returnable>> {
    let received = received_on(&db::orders::parcels::of_order(conn, &order.id).await?);
    let in_time = is_in_time(ReturnReason::Damaged, received, days, now_ms);
    if !is_returnable(order.kind, order.status) || !in_time {
        return Ok(None);
    }
    let lines = returnable_lines(conn, order).await?;
    let any = lines.iter().any(|line| line.left > 0);
    Ok(any.then_some(Returnable {
        lines,
        faults_until: received.map(|day| faults_until(day, days)),
    }))
}
