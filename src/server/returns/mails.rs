//! The mails that a return's steps enqueue, each within the step's own transaction. That its money is on its way is
//! said by the refund's own mail.

use crate::domain::order::order_number;
use crate::domain::returns::{ReturnKind, ReturnLineView, ReturnStatus};
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::ReturnRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::links;
use crate::server::mail::{self, Mail, ReturnFacts, ReturnNews};
use crate::server::work::Work;

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
    work: &mut Work<'_>,
    order: &OrderRow,
    number: i64,
    pieces: Vec<String>,
    news: ReturnNews,
) -> Result<()> {
    let app = work.app;
    let facts = ReturnFacts {
        order_number: order_number(order.number),
        number,
        name: order.customer_name.clone(),
        link: app.url(&format!("/o/{}", links::order(app, order))),
        pieces,
        reply_to: String::new(),
    };
    let mail = Mail::Return { facts, news };
    mail::enqueue(work, app, &mail, &order.email, Some(&order.id)).await
}

async fn to_maker(
    work: &mut Work<'_>,
    order: &OrderRow,
    number: i64,
    pieces: Vec<String>,
    news: ReturnNews,
) -> Result<()> {
    let (app, order_number) = (work.app, order_number(order.number));
    let facts = ReturnFacts {
        link: app.url(&format!("/admin/orders/{order_number}")),
        order_number,
        number,
        name: order.customer_name.clone(),
        pieces,
        reply_to: order.email.clone(),
    };
    let mail = Mail::Return { facts, news };
    let maker = &work.shop.contact_email;
    mail::enqueue(work, app, &mail, maker, Some(&order.id)).await
}

/// Asked for: the maker is notified, and the customer that it has come.
pub async fn asked(
    work: &mut Work<'_>,
    order: &OrderRow,
    row: &ReturnRow,
    pieces: Vec<String>,
) -> Result<()> {
    let (to_us, to_them) = match row.kind {
        ReturnKind::Return => (
            ReturnNews::Asked {
                reason: row.reason.label().into(),
                words: row.words.clone(),
            },
            ReturnNews::Received,
        ),
        ReturnKind::Withdrawal => {
            let (declared_at_ms, has_left) = (row.asked_at_ms, order.shipped_at_ms.is_some());
            (
                ReturnNews::Declared {
                    declared_at_ms,
                    has_left,
                },
                ReturnNews::Confirmed {
                    declared_at_ms,
                    has_left,
                },
            )
        }
    };
    to_maker(work, order, row.number, pieces.clone(), to_us).await?;
    to_customer(work, order, row.number, pieces, to_them).await
}

/// A withdrawal that was declared by number and address was not possible: its customer is notified, with the reason.
pub async fn not_withdrawn(work: &mut Work<'_>, order: &OrderRow, why: &str) -> Result<()> {
    let news = ReturnNews::NotPossible { reason: why.into() };
    to_customer(work, order, 0, Vec::new(), news).await
}

/// Moved on by somebody: the other side is notified.
pub async fn moved(work: &mut Work<'_>, order: &OrderRow, row: &ReturnRow) -> Result<()> {
    let pieces = pieces(work, row).await?;
    let news = match row.status {
        ReturnStatus::Approved => ReturnNews::Approved {
            instructions: row.instructions.clone(),
            withdrawal: row.kind == ReturnKind::Withdrawal,
        },
        ReturnStatus::Refused => ReturnNews::Refused {
            reason: row.refusal.clone(),
        },
        ReturnStatus::Withdrawn => {
            let news = ReturnNews::Withdrawn;
            return to_maker(work, order, row.number, pieces, news).await;
        }
        // It never left, so nobody waits for it to come.
        ReturnStatus::Received if order.shipped_at_ms.is_none() => return Ok(()),
        ReturnStatus::Received => ReturnNews::Arrived,
        ReturnStatus::Requested
        | ReturnStatus::Declared
        | ReturnStatus::Refunded
        | ReturnStatus::Closed => return Ok(()),
    };
    to_customer(work, order, row.number, pieces, news).await
}
