//! Invoices and credit notes: what is printed on them, kept as it was when they were issued.

use super::day::Day;
use super::money::{Currency, Money};
use super::tax::{Rate, TaxMode};
use atelier_derive::Named;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum InvoiceKind {
    Invoice,
    /// What was refunded of an order that has an invoice.
    CreditNote,
    /// Takes a credit note back, because its refund did not go through.
    CreditNoteReversal,
}

impl InvoiceKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::CreditNote => "Credit note",
            Self::CreditNoteReversal => "Credit note reversal",
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CRN",
            Self::CreditNoteReversal => "CNR",
        }
    }
}

/// What a number looks like: `INV-2026-000001`.
pub fn invoice_number(kind: InvoiceKind, year: i64, number: i64) -> String {
    format!("{}-{year}-{number:06}", kind.prefix())
}

/// One line of what was sold, or refunded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub words: String,
    /// None where only an amount is meant.
    pub units: Option<i64>,
    pub unit_price_minor: Option<i64>,
    pub rate: Rate,
    /// With its tax, whether that was in the price or on top of it.
    pub amount_minor: i64,
    pub tax_minor: i64,
}

/// Everything that is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub kind: InvoiceKind,
    pub number: String,
    pub issued_at_ms: i64,
    /// The day of the shop on which it was issued; what was issued before shops had a time zone has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Day>,
    pub order_number: String,
    pub ordered_at_ms: i64,
    /// The day of the shop on which the order was placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_on: Option<Day>,
    /// The invoice that a credit note takes back from, or the credit note that a reversal takes back.
    pub corrects: Option<String>,
    /// The shop as it calls itself: name, address, tax number, one a line.
    pub seller: Vec<String>,
    pub buyer: Vec<String>,
    pub currency: Currency,
    pub tax_mode: TaxMode,
    /// Lines, and shipping as the last of them.
    pub lines: Vec<InvoiceLine>,
    pub total_minor: i64,
    pub tax_minor: i64,
    /// How it was paid, or why and how it is refunded.
    pub remarks: Vec<String>,
}

/// What one rate comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxRow {
    pub rate: Rate,
    pub net: Money,
    pub tax: Money,
}

impl Invoice {
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// The date that is printed on it.
    pub fn dated(&self) -> Day {
        self.issued_on.unwrap_or(Day::of_ms(self.issued_at_ms))
    }

    /// The date of the order that is printed on it.
    pub fn of_order_of(&self) -> Day {
        self.ordered_on.unwrap_or(Day::of_ms(self.ordered_at_ms))
    }

    /// Whether its lines come to its total and its tax.
    pub fn adds_up(&self) -> bool {
        let sum = |of: fn(&InvoiceLine) -> i64| self.lines.iter().map(of).sum::<i64>();
        sum(|line| line.amount_minor) == self.total_minor
            && sum(|line| line.tax_minor) == self.tax_minor
    }

    /// Net and tax by rate, the lowest rate first.
    pub fn taxes(&self) -> Vec<TaxRow> {
        let mut rates: BTreeMap<Rate, (i64, i64)> = BTreeMap::new();
        for line in &self.lines {
            let sums = rates.entry(line.rate).or_default();
            sums.0 += line.amount_minor - line.tax_minor;
            sums.1 += line.tax_minor;
        }
        let row = |(rate, (net, tax))| TaxRow {
            rate,
            net: self.money(net),
            tax: self.money(tax),
        };
        rates.into_iter().map(row).collect()
    }
}

/// An issued one as an order's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    pub kind: InvoiceKind,
    pub number: String,
    pub total: Money,
    pub issued_on: Day,
}

impl InvoiceView {
    /// Where it is downloaded, below the page of its order.
    pub fn path(&self, order_page: &str) -> String {
        format!("{order_page}/invoices/{}.pdf", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_told_by_rate() {
        let line = |ppm, amount_minor, tax_minor| InvoiceLine {
            words: "Bowl".into(),
            units: Some(1),
            unit_price_minor: Some(amount_minor),
            rate: Rate(ppm),
            amount_minor,
            tax_minor,
        };
        let invoice = Invoice {
            kind: InvoiceKind::Invoice,
            number: invoice_number(InvoiceKind::Invoice, 2026, 7),
            issued_at_ms: 0,
            issued_on: None,
            order_number: "ORD-000001".into(),
            ordered_at_ms: 0,
            ordered_on: None,
            corrects: None,
            seller: Vec::new(),
            buyer: Vec::new(),
            currency: Currency::EUR,
            tax_mode: TaxMode::Inclusive,
            lines: vec![
                line(190_000, 1190, 190),
                line(70_000, 1070, 70),
                line(190_000, 595, 95),
            ],
            total_minor: 2855,
            tax_minor: 355,
            remarks: Vec::new(),
        };
        assert_eq!(invoice.number, "INV-2026-000007");
        assert_eq!(invoice.dated(), Day(0), "what was dated in UTC stays so");
        assert!(invoice.adds_up());
        let rows: Vec<_> = invoice
            .taxes()
            .iter()
            .map(|r| (r.rate.0, r.net.minor, r.tax.minor))
            .collect();
        assert_eq!(rows, [(70_000, 1000, 70), (190_000, 1500, 285)]);
        assert!(
            !Invoice {
                tax_minor: 354,
                ..invoice
            }
            .adds_up()
        );
    }
}
