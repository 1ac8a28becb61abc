//! Writing invoices and credit notes, each in the transaction of the money that it is about.

use crate::domain::answers::in_one_line;
use crate::domain::invoice::{Invoice, InvoiceKind, InvoiceLine, invoice_number};
use crate::domain::order::order_number;
use crate::domain::payment::{PaymentMethod, RequestState};
use crate::domain::refund::sent_on;
use crate::domain::tax::{Rate, TaxMode};
use crate::server::db::invoices::NewInvoice;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::payments::AttemptRow;
use crate::server::db::refunds::RefundRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::work::Work;

/// Issues the invoice of an order, if everything that it costs has been received and it has none yet. The caller holds
/// the order and has booked the money.
pub async fn for_payment(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
) -> Result<()> {
    let requests = db::payments::requests(work, &order.id).await?;
    let received = requests.iter().all(|request| {
        matches!(
            request.state,
            RequestState::Paid | RequestState::PartiallyRefunded | RequestState::Refunded
        )
    });
    if !received || find(work, &order.id).await?.is_some() {
        return Ok(());
    }
    let lines = db::orders::lines(work, &order.id).await?;
    let mut printed = lines
        .iter()
        .map(|line| sold(order, line))
        .collect::<Result<Vec<_>>>()?;
    printed.extend(shipping(order, &lines));
    if order.discount_minor > 0 {
        printed.push(InvoiceLine {
            words: "Discount".into(),
            units: None,
            unit_price_minor: None,
            rate: Rate::ZERO,
            amount_minor: -order.discount_minor,
            tax_minor: 0,
        });
    }
    let paid = match requests.len() {
        1 => vec![paid_by(attempt.method).to_string()],
        parts => vec![format!("Paid in {parts} parts.")],
    };
    let about = About {
        kind: InvoiceKind::Invoice,
        refund_id: None,
        corrects: None,
        lines: printed,
        total_minor: order.total_minor,
        tax_minor: order.tax_minor,
        remarks: paid,
    };
    write(work, order, about).await
}

/// Issues the credit note of a refund, if its order has an invoice. The caller holds the order and has booked the refund.
pub async fn for_refund(
    work: &mut Work<'_>,
    order: &OrderRow,
    attempt: &AttemptRow,
    refund: &RefundRow,
) -> Result<()> {
    if attempt.refused_reason.is_some() {
        return Ok(());
    }
    let Some(corrects) = find(work, &order.id).await? else {
        return Ok(());
    };
    let lines = db::orders::lines(work, &order.id).await?;
    let parts = db::refunds::lines::of_order(work, &order.id).await?;
    let mut printed = Vec::new();
    for part in parts.iter().filter(|part| part.refund_id == refund.id) {
        let line = lines.iter().find(|line| line.id == part.line_id);
        let line = line.ok_or_else(|| {
            Error::impossible("refund_lines", "line_id", &refund.id, &part.line_id)
        })?;
        printed.push(InvoiceLine {
            words: words(line)?,
            units: Some(part.units).filter(|units| *units > 0),
            unit_price_minor: None,
            rate: rate(line)?,
            amount_minor: part.amount_minor,
            tax_minor: part.tax_minor,
        });
    }
    let amount = refund.amount.minor;
    let tax_minor = match refund.parts() {
        Some((tax, shipping)) => {
            if shipping.amount_minor > 0 {
                printed.push(InvoiceLine {
                    words: order.shipping_method.clone(),
                    units: None,
                    unit_price_minor: None,
                    rate: shipping_rate(&lines)?,
                    amount_minor: shipping.amount_minor,
                    tax_minor: shipping.tax_minor,
                });
            }
            tax
        }
        // Its parts are not known: in the proportion of the whole.
        None => {
            let whole = i128::from(order.total_minor.max(1));
            let tax = (i128::from(order.tax_minor) * i128::from(amount) / whole) as i64;
            printed.push(InvoiceLine {
                words: format!("Part of order {}", order_number(order.number)),
                units: None,
                unit_price_minor: None,
                rate: shipping_rate(&lines)?,
                amount_minor: amount,
                tax_minor: tax,
            });
            tax
        }
    };
    let mut remarks = Vec::new();
    remarks.extend(refund.written_reason());
    let how = match (refund.sent(), attempt.method) {
        (Some((way, at_ms)), _) => {
            let day = sent_on(at_ms).words();
            format!("Sent back {} on {day}.", way.words())
        }
        (None, PaymentMethod::CashOnCollection) => "Given back in cash.".to_string(),
        (None, method) => format!("Paid back {}.", method.refund_way()),
    };
    remarks.push(how);
    let about = About {
        kind: InvoiceKind::CreditNote,
        refund_id: Some(&refund.id),
        corrects: Some(corrects),
        lines: printed,
        total_minor: amount,
        tax_minor,
        remarks,
    };
    write(work, order, about).await
}

/// Takes back the credit note of a refund that did not go through, if it has one and it stands: with a document of its own
/// that names it and says what it said. The caller holds the order and has taken the refund out of the ledger.
pub async fn reverse(work: &mut Work<'_>, order: &OrderRow, refund: &RefundRow) -> Result<()> {
    let rows = db::invoices::of_order(work, &order.id).await?;
    let of_it = |kind| {
        let mut of_it = rows.iter().filter(|row| row.kind == kind);
        of_it.find(|row| row.refund_id.as_deref() == Some(&refund.id))
    };
    let (Some(note), None) = (
        of_it(InvoiceKind::CreditNote),
        of_it(InvoiceKind::CreditNoteReversal),
    ) else {
        return Ok(());
    };
    let printed: Invoice = serde_json::from_str(&note.document)?;
    let about = About {
        kind: InvoiceKind::CreditNoteReversal,
        refund_id: Some(&refund.id),
        corrects: Some(printed.number),
        lines: printed.lines,
        total_minor: printed.total_minor,
        tax_minor: printed.tax_minor,
        remarks: vec!["The refund did not go through, so the credit note does not hold.".into()],
    };
    write(work, order, about).await
}

/// What tells one document from another.
struct About<'a> {
    kind: InvoiceKind,
    refund_id: Option<&'a str>,
    corrects: Option<String>,
    lines: Vec<InvoiceLine>,
    total_minor: i64,
    tax_minor: i64,
    remarks: Vec<String>,
}

async fn write(work: &mut Work<'_>, order: &OrderRow, about: About<'_>) -> Result<()> {
    let (shop, now) = (work.shop, work.now);
    let mut addresses = db::orders::addresses(work, &order.id).await?;
    // The bill goes to the billing address where there is one.
    addresses.sort_by_key(|address| address.role != "billing");
    let buyer = addresses.into_iter().next().map(|row| row.address);
    let zone = work.zone();
    // The last things that are locked, after the ledger's head.
    let day = db::invoices::date(work, zone.day_of(now)).await?;
    let year = day.year();
    let number = db::invoices::next_number(work, about.kind, year).await?;
    let mut seller = vec![shop.name.clone()];
    seller.extend(shop.invoice_details.lines().map(|l| l.trim().to_string()));
    seller.push(shop.contact_email.clone());
    seller.retain(|line| !line.is_empty());
    let invoice = Invoice {
        kind: about.kind,
        number: invoice_number(about.kind, year, number),
        issued_at_ms: now,
        issued_on: Some(day),
        order_number: order_number(order.number),
        ordered_at_ms: order.placed_at_ms,
        ordered_on: Some(zone.day_of(order.placed_at_ms)),
        corrects: about.corrects,
        seller,
        buyer: buyer.map_or_else(Vec::new, |address| address.lines()),
        currency: order.currency,
        tax_mode: order.tax_mode,
        lines: about.lines,
        total_minor: about.total_minor,
        tax_minor: about.tax_minor,
        remarks: about.remarks,
    };
    if !invoice.adds_up() {
        return Err(Error::fault(format!(
            "{} for order {} does not add up",
            invoice.number, order.id
        )));
    }
    let row = NewInvoice {
        id: &new_id(),
        kind: invoice.kind,
        year,
        number,
        order_id: &order.id,
        refund_id: about.refund_id,
        currency: order.currency.code(),
        total_minor: invoice.total_minor,
        tax_minor: invoice.tax_minor,
        document: &serde_json::to_string(&invoice)?,
        issued_on: day,
        now_ms: now,
    };
    db::invoices::insert(work, &row).await
}

/// How it was paid, as it is printed.
fn paid_by(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Card | PaymentMethod::Hosted | PaymentMethod::Link => {
            "Paid by card or wallet."
        }
        PaymentMethod::BankTransfer => "Paid by bank transfer.",
        PaymentMethod::CashOnCollection => "Paid in cash.",
    }
}

/// The number of an order's invoice, if it has one.
async fn find(conn: &mut Conn, order_id: &str) -> Result<Option<String>> {
    let rows = db::invoices::of_order(conn, order_id).await?;
    let row = rows.iter().find(|row| row.kind == InvoiceKind::Invoice);
    Ok(row.map(|row| invoice_number(row.kind, row.year, row.number)))
}

fn words(line: &OrderLineRow) -> Result<String> {
    let detail = in_one_line(&line.variant_name, &line.answered()?);
    Ok(match detail.as_str() {
        "" => line.title.clone(),
        detail => format!("{}, {detail}", line.title),
    })
}

fn rate(line: &OrderLineRow) -> Result<Rate> {
    let ppm = u32::try_from(line.rate_ppm);
    ppm.map(Rate).map_err(|_| {
        Error::impossible(
            "order_lines",
            "rate_ppm",
            &line.id,
            line.rate_ppm.to_string(),
        )
    })
}

/// Shipping is taxed at the highest rate of the lines.
fn shipping_rate(lines: &[OrderLineRow]) -> Result<Rate> {
    let rates = lines.iter().map(rate).collect::<Result<Vec<_>>>()?;
    Ok(rates.into_iter().max().unwrap_or_default())
}

fn with_tax(order: &OrderRow, amount_minor: i64, tax_minor: i64) -> i64 {
    match order.tax_mode {
        TaxMode::Inclusive => amount_minor,
        TaxMode::Exclusive => amount_minor + tax_minor,
    }
}

fn sold(order: &OrderRow, line: &OrderLineRow) -> Result<InvoiceLine> {
    Ok(InvoiceLine {
        words: words(line)?,
        units: Some(line.quantity),
        unit_price_minor: Some(line.unit_price_minor),
        rate: rate(line)?,
        amount_minor: with_tax(order, line.total_minor, line.tax_minor),
        tax_minor: line.tax_minor,
    })
}

fn shipping(order: &OrderRow, lines: &[OrderLineRow]) -> Option<InvoiceLine> {
    let amount_minor = with_tax(order, order.shipping_minor, order.shipping_tax_minor);
    (amount_minor > 0).then(|| InvoiceLine {
        words: order.shipping_method.clone(),
        units: None,
        unit_price_minor: None,
        rate: shipping_rate(lines).unwrap_or_default(),
        amount_minor,
        tax_minor: order.shipping_tax_minor,
    })
}
