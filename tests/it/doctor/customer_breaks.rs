//! How each rule about customers' accounts is broken, in SQL that both databases understand.

use super::breaks::{Break, simply};

pub const CUSTOMER_BREAKS: &[Break] = &[
    simply(
        "a_checkout_begins_with_ones_own_address",
        &["UPDATE customers SET shipping_address_id = 'd2' WHERE id = 'c1'"],
    ),
    simply(
        "a_checkout_begins_with_ones_own_address",
        &["UPDATE customers SET billing_address_id = 'gone' WHERE id = 'c2'"],
    ),
    simply(
        "a_custom_order_has_one_owner",
        &["UPDATE orders SET customer_id = 'c2' WHERE id = 'o4'"],
    ),
    simply(
        "a_custom_order_has_one_owner",
        &["UPDATE commissions SET customer_id = NULL WHERE id = 'k2'"],
    ),
];
