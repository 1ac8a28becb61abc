//! What of an order's money has not gone back: of each line, of shipping, and of each payment.

use crate::domain::refund::{Left, LeftLine, LinePart, Parts, Share};
use crate::domain::tax::{TaxMode, allocate_in_steps};
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::refunds::RefundRow;
use crate::server::db::refunds::lines::RefundLineRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// What an order's lines and its shipping come to, less what has gone back or is on its way. Refunds whose parts are
/// not known count as amounts.
pub async fn of_order(conn: &mut Conn, order: &OrderRow) -> Result<Left> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let refunds = db::refunds::of_order(conn, &order.id).await?;
    let known = db::refunds::lines::of_order(conn, &order.id).await?;
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let used = |refund: &&RefundRow| {
        let attempt = attempts.iter().find(|a| a.id == refund.attempt_id);
        refund.counts() && attempt.is_some_and(|a| a.refused_reason.is_none())
    };
    let mut left = paid(order, &lines);
    for refund in refunds.iter().filter(used) {
        let parts = match refund.parts {
            Some((_, shipping)) => Parts {
                lines: lines_of(refund, &known),
                shipping,
            },
            None => {
                let most = refund.amount.minor.min(left.amount_minor());
                left.amount(most).unwrap_or_default()
            }
        };
        left.less(&parts);
    }
    Ok(left)
}

/// What a refund has of the order's lines.
pub fn lines_of(refund: &RefundRow, known: &[RefundLineRow]) -> Vec<LinePart> {
    let of_it = known.iter().filter(|line| line.refund_id == refund.id);
    of_it
        .map(|line| LinePart {
            id: line.line_id.clone(),
            units: line.units,
            share: Share {
                amount_minor: line.amount_minor,
                tax_minor: line.tax_minor,
            },
        })
        .collect()
}

/// What was paid for each line and for shipping: with the tax, less the line's part of a discount.
fn paid(order: &OrderRow, lines: &[OrderLineRow]) -> Left {
    let with_tax = |amount_minor: i64, tax_minor: i64| match order.tax_mode {
        TaxMode::Inclusive => amount_minor,
        TaxMode::Exclusive => amount_minor + tax_minor,
    };
    let totals: Vec<i64> = lines.iter().map(|line| line.total_minor).collect();
    let discounts = allocate_in_steps(order.discount_minor, &totals, order.currency.step());
    let lines = lines
        .iter()
        .zip(discounts)
        .map(|(line, discount)| LeftLine {
            id: line.id.clone(),
            units: line.quantity,
            share: Share {
                amount_minor: with_tax(line.total_minor, line.tax_minor) - discount,
                tax_minor: line.tax_minor,
            },
        });
    Left {
        lines: lines.collect(),
        shipping: Share {
            amount_minor: with_tax(order.shipping_minor, order.shipping_tax_minor),
            tax_minor: order.shipping_tax_minor,
        },
        step: order.currency.step(),
    }
}

/// The parts that an amount of an order's money has; `None` where more goes back than its lines and shipping have left.
pub async fn parts(conn: &mut Conn, order: &OrderRow, amount_minor: i64) -> Result<Option<Parts>> {
    let left = of_order(conn, order).await?;
    Ok(match amount_minor == left.amount_minor() {
        true => Some(left.everything()),
        false => left.amount(amount_minor).ok(),
    })
}

/// A payment of which something can still go back.
pub struct Source {
    pub request: RequestRow,
    pub attempt: AttemptRow,
    pub left_minor: i64,
}

/// The payments of an order of which something can go back the way it came, the last one first. What a bank took back
/// in a dispute is not refunded by the provider any more, not in part either.
pub async fn sources(conn: &mut Conn, order: &OrderRow) -> Result<Vec<Source>> {
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let mut sources = Vec::new();
    for request in db::payments::requests(conn, &order.id).await? {
        let Some(attempt) = request.paid_by(&attempts) else {
            continue;
        };
        let lost = db::refunds::lost_of_attempt(conn, &attempt.id).await?;
        let back = db::refunds::total_of_attempt(conn, &attempt.id).await?;
        let left_minor = attempt.amount.minor - back;
        if left_minor > 0 && lost == 0 {
            sources.insert(
                0,
                Source {
                    attempt: attempt.clone(),
                    request,
                    left_minor,
                },
            );
        }
    }
    Ok(sources)
}
