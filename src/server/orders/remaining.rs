//! What of an order's money has not been refunded: of each line, and of shipping.

use crate::domain::refund::{LinePart, Parts, Remaining, RemainingLine, Share};
use crate::domain::tax::{TaxMode, allocate_in_steps};
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::refunds::RefundRow;
use crate::server::db::refunds::lines::RefundLineRow;
use crate::server::db::{self, Conn};
use crate::server::error::Result;

/// What an order's lines and its shipping come to, less what was refunded or is on its way. Refunds whose parts are
/// not known count as amounts.
pub async fn of_order(conn: &mut Conn, order: &OrderRow) -> Result<Remaining> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let refunds = db::refunds::of_order(conn, &order.id).await?;
    let known = db::refunds::lines::of_order(conn, &order.id).await?;
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let used = |refund: &&RefundRow| {
        let attempt = attempts.iter().find(|a| a.id == refund.attempt_id);
        refund.state.counts() && attempt.is_some_and(|a| a.refused_reason.is_none())
    };
    let mut remaining = paid(order, &lines);
    for refund in refunds.iter().filter(used) {
        let parts = match refund.parts() {
            Some((_, shipping)) => Parts {
                lines: lines_of(refund, &known),
                shipping,
            },
            None => {
                let most = refund.amount.minor.min(remaining.amount_minor());
                remaining.amount(most).unwrap_or_default()
            }
        };
        remaining.less(&parts);
    }
    Ok(remaining)
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
fn paid(order: &OrderRow, lines: &[OrderLineRow]) -> Remaining {
    let with_tax = |amount_minor: i64, tax_minor: i64| match order.tax_mode {
        TaxMode::Inclusive => amount_minor,
        TaxMode::Exclusive => amount_minor + tax_minor,
    };
    let totals: Vec<i64> = lines.iter().map(|line| line.total_minor).collect();
    let discounts = allocate_in_steps(order.discount_minor, &totals, order.currency.step());
    let lines = lines
        .iter()
        .zip(discounts)
        .map(|(line, discount)| RemainingLine {
            id: line.id.clone(),
            units: line.quantity,
            share: Share {
                amount_minor: with_tax(line.total_minor, line.tax_minor) - discount,
                tax_minor: line.tax_minor,
            },
        });
    Remaining {
        lines: lines.collect(),
        shipping: Share {
            amount_minor: with_tax(order.shipping_minor, order.shipping_tax_minor),
            tax_minor: order.shipping_tax_minor,
        },
        step: order.currency.step(),
    }
}

/// The parts that an amount of an order's money has; `None` where it is more than remains of its lines and shipping.
pub async fn parts_of(
    conn: &mut Conn,
    order: &OrderRow,
    amount_minor: i64,
) -> Result<Option<Parts>> {
    let remaining = of_order(conn, order).await?;
    Ok(match amount_minor == remaining.amount_minor() {
        true => Some(remaining.everything()),
        false => remaining.amount(amount_minor).ok(),
    })
}
