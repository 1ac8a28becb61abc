//! Accounts: what belongs to a customer belongs to one.

use super::Check;

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "a_checkout_begins_with_ones_own_address",
            "The addresses that a customer's checkout begins with are in that customer's book.",
            "SELECT c.id FROM customers c
            WHERE (c.shipping_address_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer_addresses a
                    WHERE a.id = c.shipping_address_id AND a.customer_id = c.id))
                OR (c.billing_address_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer_addresses a
                    WHERE a.id = c.billing_address_id AND a.customer_id = c.id))",
        ),
        Check::new(
            "a_custom_order_has_one_owner",
            "A custom order and the orders it became belong to the same account, or to none.",
            "SELECT 'CUS-' || k.number AS id FROM commission_acceptances a
            JOIN commissions k ON k.id = a.commission_id JOIN orders o ON o.id = a.order_id
            WHERE COALESCE(k.customer_id, '') <> COALESCE(o.customer_id, '')",
        ),
    ]
}
