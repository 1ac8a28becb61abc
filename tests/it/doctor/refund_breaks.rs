//! How the rules of refunds are broken.

use super::breaks::{Break, simply};

pub const REFUND_BREAKS: &[Break] = &[
    simply("refunds_add_up", &["UPDATE refund_lines SET amount_minor = 499"]),
    simply("refunds_add_up", &["UPDATE refunds SET tax_minor = 1"]),
    simply("refunds_add_up", &["UPDATE refunds SET shipping_minor = NULL"]),
    simply("lines_go_back_once", &["UPDATE refund_lines SET units = 3"]),
    simply("lines_go_back_once", &["UPDATE refund_lines SET amount_minor = 10001"]),
    simply("lines_go_back_once", &["UPDATE refund_lines SET tax_minor = 1598, amount_minor = 1598"]),
    simply("shipping_goes_back_once", &["UPDATE refunds SET shipping_minor = 501"]),
    simply("shipping_goes_back_once", &["UPDATE refunds SET shipping_minor = 90, shipping_tax_minor = 81"]),
    simply(
        "books_give_back_what_they_have",
        &["INSERT INTO ledger (seq, posting, account, currency, amount_minor, order_id, memo, at_ms, previous_hash, hash)
            VALUES (99, 'p99', 'shipping', 'EUR', 421, 'o1', 'Too much', 1, 'x', 'y')"],
    ),
];
