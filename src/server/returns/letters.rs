//! The mails that a return's steps promise, each within the step's own transaction. That its money is on its way is told
//! by the refund's own mail.

use crate::domain::order::order_number;
use crate::domain::returns::{ReturnLineView, ReturnStatus};
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::ReturnRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::mail::{self, Mail, ReturnFacts, ReturnNews};
use crate::server::orders::letters::Desk;
use crate::server::orders::link;

/// What a return is about, one entry a line: `2 × A mug`.
pub async fn pieces(conn: &mut Conn, row: &ReturnRow) -> Result<Vec<String>> {
    let lines = db::orders::lines(conn, &row.order_id).await?;
    let asked = db::returns::lines(conn, &row.order_id).await?;
    let own = asked.into_iter().filter(|line| line.return_id == row.id);
    let words = own.filter_map(|asked| {
        let line = lines.iter().find(|line| line.id == asked.line_id)?;
        let view = ReturnLineView {
            line_id: asked.line_id,
            sku: line.sku.clone(),
            title: line.title.clone(),
            variant_name: line.variant_name.clone(),
            units: asked.units,
        };
        Some(view.words())
    });
    Ok(words.collect())
}

async fn to_customer(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &OrderRow,
    pieces: Vec<String>,
    news: ReturnNews,
) -> Result<()> {
    let facts = ReturnFacts {
        order_number: order_number(order.number),
        name: order.customer_name.clone(),
        link: desk.app.url(&format!("/o/{}", link(desk.app, order))),
        pieces,
        reply_to: String::new(),
    };
    let mail = Mail::Return { facts, news };
    mail::promise(conn, desk.app, &mail, &order.email, Some(&order.id)).await
}

async fn to_maker(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &OrderRow,
    pieces: Vec<String>,
    news: ReturnNews,
) -> Result<()> {
    let number = order_number(order.number);
    let facts = ReturnFacts {
        link: desk.app.url(&format!("/admin/orders/{number}")),
        order_number: number,
        name: order.customer_name.clone(),
        pieces,
        reply_to: order.email.clone(),
    };
    let mail = Mail::Return { facts, news };
    let maker = &desk.shop.contact_email;
    mail::promise(conn, desk.app, &mail, maker, Some(&order.id)).await
}

/// Asked for: the maker is told, and the customer that it has come.
pub async fn asked(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &OrderRow,
    row: &ReturnRow,
    pieces: Vec<String>,
) -> Result<()> {
    let news = ReturnNews::Asked {
        reason: row.reason.label().into(),
        words: row.words.clone(),
    };
    to_maker(conn, desk, order, pieces.clone(), news).await?;
    to_customer(conn, desk, order, pieces, ReturnNews::Received).await
}

/// Moved on by somebody: the other side is told.
pub async fn moved(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &OrderRow,
    row: &ReturnRow,
) -> Result<()> {
    let pieces = pieces(conn, row).await?;
    let news = match row.status {
        ReturnStatus::Approved => ReturnNews::Approved {
            instructions: row.instructions.clone(),
        },
        ReturnStatus::Refused => ReturnNews::Refused {
            reason: row.refusal.clone(),
        },
        ReturnStatus::Received => ReturnNews::Arrived,
        ReturnStatus::Withdrawn => {
            return to_maker(conn, desk, order, pieces, ReturnNews::Withdrawn).await;
        }
        ReturnStatus::Requested | ReturnStatus::Refunded => return Ok(()),
    };
    to_customer(conn, desk, order, pieces, news).await
}
