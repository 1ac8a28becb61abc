//! Invoices for people everywhere, read back from the PDF as text and as a picture (with poppler's programs).

use super::draw::pdf;
use crate::domain::invoice::{Invoice, InvoiceKind, InvoiceLine};
use crate::domain::money::Currency;
use crate::domain::tax::{Rate, TaxMode};
use std::process::Command;

fn to(buyer: &[&str]) -> Invoice {
    let line = InvoiceLine {
        words: "湯呑み · Teacup".into(),
        units: Some(1),
        unit_price_minor: Some(4200),
        rate: Rate::from_percent(19.into()).unwrap(),
        amount_minor: 4200,
        tax_minor: 671,
    };
    Invoice {
        kind: InvoiceKind::Invoice,
        number: "INV-2026-000001".into(),
        issued_at_ms: 0,
        issued_on: None,
        order_number: "ORD-000001".into(),
        ordered_at_ms: 0,
        ordered_on: None,
        corrects: None,
        seller: vec!["Atelier".into()],
        buyer: buyer.iter().map(ToString::to_string).collect(),
        currency: Currency::EUR,
        tax_mode: TaxMode::Inclusive,
        lines: vec![line],
        total_minor: 4200,
        tax_minor: 671,
        remarks: vec![],
    }
}

struct Printed {
    folder: std::path::PathBuf,
}

impl Printed {
    fn new(invoice: &Invoice) -> Printed {
        let folder = std::env::temp_dir().join(format!("atelier-pdf-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("invoice.pdf"), pdf(invoice).unwrap()).unwrap();
        Printed { folder }
    }

    fn run(&self, line: &[&str]) -> Vec<u8> {
        let mut command = Command::new(line[0]);
        let done = command.args(&line[1..]).current_dir(&self.folder).output();
        let done = done.expect("poppler's programs are installed by bin/setup test");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    fn text(&self) -> String {
        String::from_utf8(self.run(&["pdftotext", "-layout", "invoice.pdf", "-"])).unwrap()
    }

    /// A part of the first page, in pixels of half a point.
    fn picture(&self, x: usize, y: usize, width: usize, height: usize) -> Vec<u8> {
        let place = [x, y, width, height].map(|number| number.to_string());
        let [x, y, width, height] = &place;
        self.run(&[
            "pdftoppm", "-gray", "-r", "144", "-x", x, "-y", y, "-W", width, "-H", height, "invoice.pdf",
        ])
    }
}

impl Drop for Printed {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn names_and_addresses_of_every_customer_can_be_read_out_of_the_file() {
    let buyer = [
        "東京都渋谷区神南1-2-3",
        "上海市南京东路100号",
        "서울특별시 중구 세종대로 110",
        "กรุงเทพมหานคร 10200",
        "Ångström Łukasz, Straße 12",
        "תל אביב 61000",
        "شارع الملك 45",
    ];
    let text = Printed::new(&to(&buyer)).text();
    for line in &buyer[..5] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    for part in ["תל אביב", "61000", "شارع الملك", "45", "湯呑み"] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains('?') && !text.contains("00016"), "{text}");
}

/// In a Hebrew line the house number stands at the left; there it must look as it does alone.
#[test]
fn figures_beside_hebrew_look_as_they_do_alone() {
    // The first line of the buyer's address begins here; five figures of 9.5 points are about 60 pixels wide.
    let place = |printed: &Printed| printed.picture(618, 216, 56, 30);
    let alone = place(&Printed::new(&to(&["61000"])));
    let ink = alone.iter().filter(|grey| **grey < 128).count();
    assert!(ink > 40, "the place is where the figures are: {ink}");
    assert!(place(&Printed::new(&to(&["תל אביב 61000"]))) == alone);
    assert!(place(&Printed::new(&to(&["00016"]))) != alone);
}
