//! Sets an invoice: which text stands where on which page, and what it is to whoever has it read aloud.

use super::type_setting::{Line, lines};
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::tax::TaxMode;
use krilla::tagging::TableHeaderScope;

/// A4, in points.
pub const WIDTH: f32 = 595.0;
pub const HEIGHT: f32 = 842.0;
pub const MARGIN: f32 = 56.0;
/// Where the table's columns end, and how wide they are.
const UNITS: (f32, f32) = (326.0, 36.0);
const PRICE: (f32, f32) = (415.0, 80.0);
const RATE: (f32, f32) = (460.0, 42.0);
const AMOUNT: (f32, f32) = (WIDTH - MARGIN, 76.0);
const WORDS: f32 = 228.0;

/// One line of text at its place; `block` is what it belongs to.
pub struct Piece {
    pub page: usize,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub line: Line,
    pub block: usize,
}

/// What the blocks mean, in the order in which they are read.
pub enum Part {
    Title(usize),
    Heading(usize),
    Paragraph(usize),
    Table(Vec<Vec<Cell>>),
}

#[derive(Clone, Copy)]
pub struct Cell {
    pub block: usize,
    pub head: Option<TableHeaderScope>,
}

/// The sheet while it is being set.
pub struct Sheet {
    pub page: usize,
    pub y: f32,
    pub blocks: usize,
    pub pieces: Vec<Piece>,
    pub parts: Vec<Part>,
}

pub fn heading(invoice: &Invoice) -> String {
    format!("{} {}", invoice.kind.label(), invoice.number)
}

impl Sheet {
    /// The invoice, set.
    pub fn of(invoice: &Invoice) -> Sheet {
        let mut sheet = Sheet {
            page: 0,
            y: MARGIN,
            blocks: 0,
            pieces: Vec::new(),
            parts: Vec::new(),
        };
        sheet.set(invoice);
        sheet
    }

    /// Starts a new page where fewer than `points` are left on this one.
    fn room(&mut self, points: f32) {
        if self.y + points > HEIGHT - MARGIN - 24.0 {
            self.page += 1;
            self.y = MARGIN;
        }
    }

    /// Sets a text in lines from `x`, `width` wide, from the present height down; answers its block and its height.
    fn text(&mut self, text: &str, x: f32, width: f32, size: f32, bold: bool) -> (usize, f32) {
        self.place(lines(text, size, bold, width), size, |_| x)
    }

    /// The same, ending at `right`.
    fn figures(
        &mut self,
        text: &str,
        (right, width): (f32, f32),
        size: f32,
        bold: bool,
    ) -> (usize, f32) {
        let set = lines(text, size, bold, width);
        self.place(set, size, |line| right - line.width)
    }

    fn place(&mut self, set: Vec<Line>, size: f32, x: impl Fn(&Line) -> f32) -> (usize, f32) {
        let block = self.blocks;
        self.blocks += 1;
        let step = size * 1.45;
        let height = step * set.len() as f32;
        for (place, line) in set.into_iter().enumerate() {
            self.pieces.push(Piece {
                page: self.page,
                x: x(&line),
                y: self.y + size + step * place as f32,
                size,
                line,
                block,
            });
        }
        (block, height)
    }

    /// Lines below each other, each a paragraph of its own.
    fn paragraphs(&mut self, texts: &[String], x: f32, width: f32, size: f32) {
        for line in texts {
            let (block, height) = self.text(line, x, width, size, false);
            self.parts.push(Part::Paragraph(block));
            self.y += height;
        }
    }

    fn set(&mut self, invoice: &Invoice) {
        let (block, height) = self.text(&heading(invoice), MARGIN, 480.0, 20.0, true);
        self.parts.push(Part::Title(block));
        self.y += height + 14.0;
        let top = self.y;
        let half = WIDTH / 2.0 - MARGIN - 12.0;
        self.column("From", &invoice.seller, MARGIN, half);
        let left_end = self.y;
        self.y = top;
        self.column("To", &invoice.buyer, WIDTH / 2.0 + 12.0, half);
        self.y = self.y.max(left_end) + 16.0;
        let mut facts = vec![
            format!("Date: {}", invoice.dated().words()),
            format!(
                "Order {} of {}",
                invoice.order_number,
                invoice.of_order_of().words()
            ),
        ];
        facts.extend(invoice.corrects.as_ref().map(|number| match invoice.kind {
            InvoiceKind::CreditNoteReversal => format!("Takes back credit note {number}"),
            InvoiceKind::Invoice | InvoiceKind::CreditNote => {
                format!("For invoice {number}")
            }
        }));
        self.paragraphs(&facts, MARGIN, 480.0, 9.5);
        self.y += 16.0;
        self.table(invoice);
        self.sums(invoice);
        self.room(14.0 * invoice.remarks.len() as f32);
        self.paragraphs(&invoice.remarks, MARGIN, 480.0, 9.5);
    }

    fn column(&mut self, title: &str, lines: &[String], x: f32, width: f32) {
        let (block, height) = self.text(title, x, width, 9.5, true);
        self.parts.push(Part::Heading(block));
        self.y += height + 2.0;
        self.paragraphs(lines, x, width, 9.5);
    }

    fn table(&mut self, invoice: &Invoice) {
        let column = |block| Cell {
            block,
            head: Some(TableHeaderScope::Column),
        };
        let what = match invoice.kind {
            InvoiceKind::Invoice => "What",
            InvoiceKind::CreditNote => "What goes back",
            InvoiceKind::CreditNoteReversal => "What did not go back",
        };
        let price = match invoice.tax_mode {
            TaxMode::Inclusive => "Each, with tax",
            TaxMode::Exclusive => "Each",
        };
        let (words, height) = self.text(what, MARGIN, WORDS, 9.0, true);
        let mut head = vec![column(words)];
        let mut tall = height;
        for (text, place) in [
            ("Units", UNITS),
            (price, PRICE),
            ("Tax", RATE),
            ("With tax", AMOUNT),
        ] {
            let (block, height) = self.figures(text, place, 9.0, true);
            head.push(column(block));
            tall = tall.max(height);
        }
        self.y += tall + 6.0;
        let mut rows = vec![head];
        for line in &invoice.lines {
            let tall = lines(&line.words, 9.5, false, WORDS).len();
            self.room(14.0 * tall as f32);
            let (words, mut tall) = self.text(&line.words, MARGIN, WORDS, 9.5, false);
            let mut row = vec![Cell {
                block: words,
                head: Some(TableHeaderScope::Row),
            }];
            let unit = line
                .unit_price_minor
                .map(|minor| invoice.money(minor).to_string());
            // A cell that says nothing still stands in its column.
            let cells = [
                (
                    line.units.map_or("–".into(), |units| units.to_string()),
                    UNITS,
                ),
                (unit.unwrap_or_else(|| "–".into()), PRICE),
                (format!("{} %", line.rate.percent()), RATE),
                (invoice.money(line.amount_minor).to_string(), AMOUNT),
            ];
            for (text, place) in cells {
                let (block, height) = self.figures(&text, place, 9.5, false);
                row.push(Cell { block, head: None });
                tall = tall.max(height);
            }
            rows.push(row);
            self.y += tall + 4.0;
        }
        self.parts.push(Part::Table(rows));
        self.y += 12.0;
    }

    /// What it comes to, by rate and in all.
    fn sums(&mut self, invoice: &Invoice) {
        let mut rows: Vec<(String, String)> = Vec::new();
        for row in invoice.taxes() {
            let rate = row.rate.percent();
            rows.push((format!("Net at {rate} %"), row.net.to_string()));
            rows.push((format!("Tax at {rate} %"), row.tax.to_string()));
        }
        let total = match invoice.kind {
            InvoiceKind::Invoice => "Total",
            InvoiceKind::CreditNote => "Given back",
            InvoiceKind::CreditNoteReversal => "Charged again",
        };
        rows.push((total.into(), invoice.money(invoice.total_minor).to_string()));
        self.room(16.0 * rows.len() as f32);
        let last = rows.len() - 1;
        let mut table = Vec::new();
        for (place, (words, amount)) in rows.into_iter().enumerate() {
            let (size, bold) = if place == last {
                (12.0, true)
            } else {
                (9.5, false)
            };
            let (name, _) = self.text(&words, 340.0, 120.0, size, bold);
            let (figures, height) = self.figures(&amount, (AMOUNT.0, 110.0), size, bold);
            let head = Some(TableHeaderScope::Row);
            table.push(vec![
                Cell { block: name, head },
                Cell {
                    block: figures,
                    head: None,
                },
            ]);
            self.y += height + 3.0;
        }
        self.parts.push(Part::Table(table));
        self.y += 18.0;
    }
}
