//! How the rules of invoices are broken.

use super::breaks::{Break, simply};

const OPEN_PG: &[&str] = &["DROP TRIGGER invoices_are_never_changed ON invoices"];
const OPEN: &[&str] = &["DROP TRIGGER invoices_are_never_changed"];

const fn rewritten(check: &'static str, sql: &'static [&'static str]) -> Break {
    Break {
        check,
        sql,
        postgres_first: OPEN_PG,
        sqlite_first: OPEN,
    }
}

pub const INVOICE_BREAKS: &[Break] = &[
    simply(
        "invoice_numbers_have_no_gaps",
        &["UPDATE counters SET value = 2 WHERE name = 'invoice 2026'"],
    ),
    simply(
        "invoice_numbers_have_no_gaps",
        &["INSERT INTO counters (name, value) VALUES ('credit_note 2027', 1)"],
    ),
    rewritten(
        "invoice_numbers_have_no_gaps",
        &["UPDATE invoices SET number = 2 WHERE kind = 'invoice'"],
    ),
    simply(
        "invoices_say_what_was_sold",
        &["UPDATE orders SET tax_minor = 4871 WHERE id = 'o1'"],
    ),
    simply(
        "invoices_say_what_was_sold",
        &["UPDATE payment_requests SET state = 'open' WHERE id = 'r1'"],
    ),
    simply(
        "paid_orders_have_an_invoice",
        &["UPDATE payment_requests SET state = 'paid', paid_at_ms = 5 WHERE id = 'r2'"],
    ),
    simply(
        "refunds_have_a_credit_note",
        &["UPDATE refunds SET amount_minor = 501"],
    ),
    rewritten(
        "refunds_have_a_credit_note",
        &[
            "UPDATE invoices SET refund_id = NULL, kind = 'invoice', order_id = 'o2', number = 2 WHERE kind = 'credit_note'",
        ],
    ),
    simply(
        "failed_refunds_keep_no_credit_note",
        &["UPDATE refunds SET state = 'failed' WHERE id = 'f1'"],
    ),
    simply(
        "failed_refunds_keep_no_credit_note",
        &[
            "INSERT INTO invoices (id, kind, year, number, order_id, refund_id, currency, total_minor, tax_minor, document, issued_on, issued_at_ms)
                SELECT 'i3', 'credit_note_reversal', year, 1, order_id, refund_id, currency, total_minor, tax_minor, document, issued_on, issued_at_ms
                FROM invoices WHERE id = 'i2'",
        ],
    ),
    rewritten(
        "invoices_add_up",
        &[
            "UPDATE invoices SET document = REPLACE(document, '\"amount_minor\":30500', '\"amount_minor\":30499')",
        ],
    ),
    rewritten(
        "invoices_add_up",
        &["UPDATE invoices SET total_minor = 501 WHERE kind = 'credit_note'"],
    ),
];
