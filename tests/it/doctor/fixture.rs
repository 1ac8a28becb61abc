//! A small consistent shop on each database: a paid order that was refunded in part, one that waits for its payment, one
//! that was cancelled.

use atelier::domain::money::Currency;
use atelier::server::db::Conn;
use atelier::server::db::ledger::{self, Account};
use atelier::server::state::App;
use sqlx::AssertSqlSafe;

/// The time at which the shop is looked at, in unix milliseconds.
pub const NOW: i64 = 1_800_000_000_000;

/// Of these: eight rows of orders' histories, six of custom orders', five steps of returns, four addresses, two documents,
/// three entries of the audit log.
pub const ROWS_THAT_ARE_SEALED: i64 = 8 + 6 + 5 + 4 + 2 + 3;

/// Fills an empty shop.
pub async fn fill(app: &App) {
    let mut tx = app.db.begin().await.unwrap();
    write(&mut tx).await;
    tx.commit().await.unwrap();
}

pub async fn execute(conn: &mut Conn, sql: &str) {
    let outcome = match conn {
        Conn::Sqlite(link) => sqlx::query(AssertSqlSafe(sql))
            .execute(link.connection())
            .await
            .map(drop),
        Conn::Pg(link) => sqlx::query(AssertSqlSafe(sql))
            .execute(link.connection())
            .await
            .map(drop),
    };
    if let Err(error) = outcome {
        panic!("{error}\n{sql}");
    }
}

async fn write(conn: &mut Conn) {
    for sql in ROWS
        .iter()
        .chain(RETURN_ROWS)
        .chain(COMMISSION_ROWS)
        .chain(CUSTOMER_ROWS)
        .chain(AUDIT_ROWS)
    {
        execute(conn, &sql.replace(":now", &NOW.to_string())).await;
    }
    let paid = [
        (Account::Provider, 30_500),
        (Account::Sales, -25_210),
        (Account::Shipping, -420),
        (Account::Tax, -4_870),
    ];
    ledger::post(
        conn,
        &paid,
        Currency::EUR,
        "o1",
        "Payment for ORD-000001",
        NOW - 5,
    )
    .await
    .unwrap();
    let deposit = [
        (Account::Provider, 3_000),
        (Account::Sales, -2_395),
        (Account::Shipping, -126),
        (Account::Tax, -479),
    ];
    let memo = "Payment for ORD-000004";
    ledger::post(conn, &deposit, Currency::EUR, "o4", memo, NOW - 5)
        .await
        .unwrap();
    let back = [(Account::Provider, -500), (Account::Sales, 500)];
    ledger::post(
        conn,
        &back,
        Currency::EUR,
        "o1",
        "Refund for ORD-000001",
        NOW - 4,
    )
    .await
    .unwrap();
}

const AUDIT_ROWS: &[&str] = &["INSERT INTO audit_log (id, at_ms, actor, actor_name, kind, subject, ip) VALUES
    ('g1', 1, 'staff', 'Ines', 'password_changed', 'Ines', '127.0.0.1'), ('g2', 2, 'staff', 'Ines', 'noted', 'ORD-000001', '127.0.0.1'),
    ('g3', 3, 'staff', 'Ines', 'signed_out', 'Ines', '127.0.0.1')"];

const ROWS: &[&str] = &[
    "INSERT INTO products (id, slug, title, status, in_stock, created_at_ms, updated_at_ms)
        VALUES ('p1', 'bowl', 'Bowl', 'published', TRUE, 1, 1), ('p2', 'collar', 'Collar', 'published', FALSE, 1, 1)",
    "INSERT INTO variants (id, product_id, sku, one_of_a_kind, piece_state, received, available, held, sold)
        VALUES ('v1', 'p1', 'BOWL', FALSE, NULL, 10, 7, 1, 2), ('v2', 'p2', 'COLLAR', TRUE, 'sold', 1, 0, 0, 1)",
    "INSERT INTO prices (variant_id, currency, amount_minor) VALUES ('v1', 'EUR', 5000), ('v2', 'EUR', 20000)",
    "INSERT INTO product_prices (product_id, currency, from_minor, to_minor)
        VALUES ('p1', 'EUR', 5000, 5000), ('p2', 'EUR', 20000, 20000)",
    "INSERT INTO stock_moves (id, variant_id, kind, quantity, actor, at_ms) VALUES
        ('m1', 'v1', 'receive', 10, 'shop', 1), ('m2', 'v2', 'receive', 1, 'shop', 1), ('m3', 'v1', 'hold', 2, 'shop', 2),
        ('m4', 'v2', 'hold', 1, 'shop', 2), ('m5', 'v1', 'sell', 2, 'shop', 3), ('m6', 'v2', 'sell', 1, 'shop', 3),
        ('m7', 'v1', 'hold', 1, 'shop', 4), ('m8', 'v1', 'hold', 1, 'shop', 5), ('m9', 'v1', 'release', 1, 'shop', 6)",
    "INSERT INTO orders (id, number, status, cancel_reason, version, link_hash, email, email_key, customer_name, currency,
            tax_mode, subtotal_minor, shipping_minor, shipping_tax_minor, shipping_rate_ppm, tax_minor, total_minor,
            shipping_method, delivery_estimate, hold_expires_at_ms, placed_at_ms, updated_at_ms)
        VALUES
        ('o1', 1, 'confirmed', NULL, 2, 'h1', 'a@example.org', 'a@example.org', 'Ada', 'EUR', 'inclusive',
            30000, 500, 80, 190000, 4870, 30500, 'Parcel', '3 days', NULL, 1, 1),
        ('o2', 2, 'pending', NULL, 1, 'h2', 'b@example.org', 'b@example.org', 'Bo', 'EUR', 'exclusive',
            5000, 0, 0, 200000, 1000, 6000, 'Parcel', '3 days', :now + 3600000, 1, 1),
        ('o3', 3, 'cancelled', 'customer', 2, 'h3', 'c@example.org', 'c@example.org', 'Cy', 'EUR', 'inclusive',
            5000, 0, 0, 0, 0, 5000, 'Parcel', '3 days', NULL, 1, 1)",
    "INSERT INTO order_lines (id, order_id, position, variant_id, product_slug, sku, title, variant_name, product_status,
            one_of_a_kind, quantity, unit_price_minor, total_minor, tax_minor, rate_ppm)
        VALUES
        ('l1', 'o1', 0, 'v1', 'bowl', 'BOWL', 'Bowl', '', 'available', FALSE, 2, 5000, 10000, 1597, 190000),
        ('l2', 'o1', 1, 'v2', 'collar', 'COLLAR', 'Collar', '', 'available', TRUE, 1, 20000, 20000, 3193, 190000),
        ('l3', 'o2', 0, 'v1', 'bowl', 'BOWL', 'Bowl', '', 'available', FALSE, 1, 5000, 5000, 1000, 200000),
        ('l4', 'o3', 0, 'v1', 'bowl', 'BOWL', 'Bowl', '', 'available', FALSE, 1, 5000, 5000, 0, 0)",
    "INSERT INTO order_addresses (order_id, role, full_name, line1, line2, city, region, postal_code, country, phone)
        SELECT id, 'shipping', customer_name, '1 Row', '', 'Town', '', '1', 'DE', '' FROM orders",
    "INSERT INTO order_history (order_id, version, at_ms, actor, from_status, to_status, kind, args) VALUES
        ('o1', 1, 1, 'customer', NULL, 'pending', 'placed', '{}'), ('o2', 1, 1, 'customer', NULL, 'pending', 'placed', '{}'),
        ('o1', 2, 2, 'provider', 'pending', 'confirmed', 'payment_received', '{\"amount\":{\"minor\":30500,\"currency\":\"EUR\"}}'),
        ('o3', 1, 1, 'customer', NULL, 'pending', 'placed', '{}'),
        ('o3', 2, 2, 'customer', 'pending', 'cancelled', 'cancelled', '{\"confirming\":null}')",
    "UPDATE counters SET value = 4 WHERE name = 'order'",
    "INSERT INTO holds (id, order_id, variant_id, quantity, one_of_a_kind, state, created_at_ms) VALUES
        ('h1', 'o1', 'v1', 2, FALSE, 'sold', 1), ('h2', 'o1', 'v2', 1, TRUE, 'sold', 1),
        ('h3', 'o2', 'v1', 1, FALSE, 'active', 1), ('h4', 'o3', 'v1', 1, FALSE, 'released', 1)",
    "INSERT INTO payment_requests (id, order_id, position, label, amount_minor, currency, state, created_at_ms) VALUES
        ('r1', 'o1', 0, 'Order', 30500, 'EUR', 'partially_refunded', 1), ('r2', 'o2', 0, 'Order', 6000, 'EUR', 'open', 1),
        ('r3', 'o3', 0, 'Order', 5000, 'EUR', 'cancelled', 1)",
    "INSERT INTO payment_attempts (id, request_id, order_id, method, state, amount_minor, currency, idempotency_key,
            intent_id, created_at_ms, updated_at_ms)
        VALUES ('a1', 'r1', 'o1', 'card', 'succeeded', 30500, 'EUR', 'k1', 'pi_1', 1, 1),
            ('a2', 'r2', 'o2', 'card', 'created', 6000, 'EUR', 'k2', 'pi_2', 1, 1),
            ('a3', 'r3', 'o3', 'card', 'cancelled', 5000, 'EUR', 'k3', 'pi_3', 1, 1)",
    "INSERT INTO payment_objects (id, attempt_id, kind, state, created_at_ms, updated_at_ms) VALUES
        ('pi_1', 'a1', 'intent', 'paid', 1, 1), ('pi_2', 'a2', 'intent', 'open', 1, 1), ('pi_3', 'a3', 'intent', 'closed', 1, 1)",
    "INSERT INTO refunds (id, order_id, request_id, attempt_id, amount_minor, currency, state, cause, reason, idempotency_key,
            provider_ref, actor, created_at_ms, updated_at_ms, tax_minor, shipping_minor, shipping_tax_minor)
        VALUES ('f1', 'o1', 'r1', 'a1', 500, 'EUR', 'succeeded', 'staff', 'A chip', 'k4', 're_1', 'Ines', 1, 1, 0, 0, 0)",
    "INSERT INTO refund_lines (refund_id, line_id, units, amount_minor, tax_minor) VALUES ('f1', 'l1', 0, 500, 0)",
    "UPDATE payment_requests SET paid_at_ms = 1 WHERE id = 'r1'",
    "INSERT INTO counters (name, value) VALUES ('invoice 2026', 1), ('credit_note 2026', 1)",
    "INSERT INTO invoices (id, kind, year, number, order_id, refund_id, currency, total_minor, tax_minor, document, issued_on, issued_at_ms)
        VALUES ('i1', 'invoice', 2026, 1, 'o1', NULL, 'EUR', 30500, 4870,
            '{\"kind\":\"invoice\",\"number\":\"INV-2026-000001\",\"issued_at_ms\":1,\"order_number\":\"ORD-000001\",\"ordered_at_ms\":1,\"corrects\":null,\"seller\":[],\"buyer\":[],\"currency\":\"EUR\",\"tax_mode\":\"inclusive\",\"lines\":[{\"words\":\"All\",\"units\":null,\"unit_price_minor\":null,\"rate\":190000,\"amount_minor\":30500,\"tax_minor\":4870}],\"total_minor\":30500,\"tax_minor\":4870,\"remarks\":[]}', 20454, 1),
        ('i2', 'credit_note', 2026, 1, 'o1', 'f1', 'EUR', 500, 0,
            '{\"kind\":\"credit_note\",\"number\":\"CRN-2026-000001\",\"issued_at_ms\":1,\"order_number\":\"ORD-000001\",\"ordered_at_ms\":1,\"corrects\":null,\"seller\":[],\"buyer\":[],\"currency\":\"EUR\",\"tax_mode\":\"inclusive\",\"lines\":[{\"words\":\"All\",\"units\":null,\"unit_price_minor\":null,\"rate\":0,\"amount_minor\":500,\"tax_minor\":0}],\"total_minor\":500,\"tax_minor\":0,\"remarks\":[]}', 20454, 1)",
    "INSERT INTO jobs (id, kind, payload, state, dedupe_key, run_at_ms, created_at_ms) VALUES
        ('j1', 'expire_hold', '{\"kind\":\"expire_hold\",\"order_id\":\"o2\"}', 'waiting', 'expire o2', :now + 3600000, 1),
        ('j2', 'deliver_mail', '{\"kind\":\"deliver_mail\",\"mail_id\":\"mail1\"}', 'waiting', NULL, :now, 1)",
    "INSERT INTO mails (id, template, recipient, data, order_id, state, created_at_ms)
        VALUES ('mail1', 'order_confirmed', 'a@example.org', '{}', 'o1', 'promised', 1)",
];

/// Two returns of the paid order: one that was refunded, and one that waits for an answer.
const RETURN_ROWS: &[&str] = &[
    "INSERT INTO returns (id, order_id, number, status, version, form_hash, reason, words, instructions, asked_at_ms,
            updated_at_ms)
        VALUES ('b1', 'o1', 1, 'refunded', 4, 'fh1', 'damaged', 'A chip', 'To the studio.', 1, 4),
            ('b2', 'o1', 2, 'requested', 1, 'fh2', 'changed_mind', '', '', 5, 5)",
    "INSERT INTO return_lines (return_id, line_id, units) VALUES ('b1', 'l1', 1), ('b2', 'l1', 1)",
    "INSERT INTO return_events (return_id, version, at_ms, actor, actor_name, from_status, to_status, kind, args) VALUES
        ('b1', 1, 1, 'customer', '', NULL, 'requested', 'asked', '{}'),
        ('b1', 2, 2, 'staff', 'Ines', 'requested', 'approved', 'approved', '{\"instructions\":\"To the studio.\"}'),
        ('b1', 3, 3, 'staff', 'Ines', 'approved', 'received', 'arrived', '{}'),
        ('b1', 4, 4, 'staff', 'Ines', 'received', 'refunded', 'refund_requested', '{}'),
        ('b2', 1, 5, 'customer', '', NULL, 'requested', 'asked', '{}')",
    "UPDATE refunds SET return_id = 'b1' WHERE id = 'f1'",
];

/// Two customers with an address each; one of them has the custom order that is being made.
const CUSTOMER_ROWS: &[&str] = &[
    "INSERT INTO customers (id, email, email_key, name, created_at_ms)
        VALUES ('c1', 'b@example.org', 'b@example.org', 'Bo', 1), ('c2', 'c@example.org', 'c@example.org', 'Cy', 1)",
    "INSERT INTO customer_addresses (id, customer_id, full_name, line1, line2, city, region, postal_code, country, phone,
            created_at_ms)
        VALUES ('d1', 'c1', 'Bo', '1 Row', '', 'Town', '', '1', 'DE', '', 1),
            ('d2', 'c2', 'Cy', '2 Row', '', 'Town', '', '1', 'DE', '', 1)",
    "UPDATE customers SET shipping_address_id = 'd1', billing_address_id = 'd1' WHERE id = 'c1'",
    "UPDATE commissions SET customer_id = 'c1' WHERE id = 'k2'",
    "UPDATE orders SET customer_id = 'c1' WHERE id = 'o4'",
];

/// Two custom orders: one whose quote waits for an answer, and one in production after its deposit.
const COMMISSION_ROWS: &[&str] = &[
    "UPDATE counters SET value = 2 WHERE name = 'commission'",
    "INSERT INTO commissions (id, number, status, version, link_hash, name, email, email_key, description, colours, size,
            budget, country, currency, quote_version, answer_by_day, promise_day, asked_at_ms, updated_at_ms)
        VALUES
        ('k1', 1, 'quoted', 2, 'hk1', 'Ada', 'a@example.org', 'a@example.org', 'A collar', '', '', '', 'DE', 'EUR', 1,
            20000, NULL, 1, 1),
        ('k2', 2, 'in_production', 4, 'hk2', 'Bo', 'b@example.org', 'b@example.org', 'A vase', '', '', '', 'DE', 'EUR', 1,
            20000, 20050, 1, 1)",
    "INSERT INTO commission_events (commission_id, version, at_ms, actor, actor_name, from_status, to_status, kind, args) VALUES
        ('k1', 1, 1, 'customer', '', NULL, 'requested', 'requested', '{}'),
        ('k1', 2, 2, 'staff', 'Ines', 'requested', 'quoted', 'quote_sent',
            '{\"version\":1,\"total\":{\"minor\":5000,\"currency\":\"EUR\"}}'),
        ('k2', 1, 1, 'customer', '', NULL, 'requested', 'requested', '{}'),
        ('k2', 2, 2, 'staff', 'Ines', 'requested', 'quoted', 'quote_sent',
            '{\"version\":1,\"total\":{\"minor\":10000,\"currency\":\"EUR\"}}'),
        ('k2', 3, 3, 'customer', '', 'quoted', 'accepted', 'quote_accepted',
            '{\"version\":1,\"total\":{\"minor\":10000,\"currency\":\"EUR\"}}'),
        ('k2', 4, 4, 'provider', '', 'accepted', 'in_production', 'payment_received',
            '{\"label\":\"Deposit\",\"amount\":{\"minor\":3000,\"currency\":\"EUR\"}}')",
    "INSERT INTO commission_quotes (commission_id, version, document, currency, total_minor, promise_day, sent_by, sent_at_ms,
            valid_until_ms)
        VALUES ('k1', 1, '{}', 'EUR', 5000, 20050, 'Ines', 2, :now + 3600000),
            ('k2', 1, '{}', 'EUR', 10000, 20050, 'Ines', 2, 3)",
    "INSERT INTO orders (id, number, kind, status, version, link_hash, email, email_key, customer_name, currency, tax_mode,
            subtotal_minor, shipping_minor, shipping_tax_minor, shipping_rate_ppm, tax_minor, total_minor, shipping_method,
            delivery_estimate, placed_at_ms, updated_at_ms)
        VALUES ('o4', 4, 'commission', 'in_production', 3, 'h4', 'b@example.org', 'b@example.org', 'Bo', 'EUR', 'inclusive',
            9500, 500, 80, 190000, 1597, 10000, 'Parcel', '3 days', 1, 1)",
    "INSERT INTO order_lines (id, order_id, position, variant_id, product_slug, sku, title, variant_name, product_status,
            one_of_a_kind, quantity, unit_price_minor, total_minor, tax_minor, rate_ppm)
        VALUES ('l5', 'o4', 0, '', '', 'CUS-000002', 'Vase', '', 'made to order', FALSE, 1, 9500, 9500, 1517, 190000)",
    "INSERT INTO order_addresses (order_id, role, full_name, line1, line2, city, region, postal_code, country, phone)
        VALUES ('o4', 'shipping', 'Bo', '1 Row', '', 'Town', '', '1', 'DE', '')",
    "INSERT INTO order_history (order_id, version, at_ms, actor, from_status, to_status, kind, args) VALUES
        ('o4', 1, 1, 'customer', NULL, 'pending', 'quote_accepted', '{\"version\":1,\"commission\":2}'),
        ('o4', 2, 2, 'provider', 'pending', 'confirmed', 'payment_received', '{\"amount\":{\"minor\":3000,\"currency\":\"EUR\"}}'),
        ('o4', 3, 2, 'shop', 'confirmed', 'in_production', 'in_production', '{}')",
    "INSERT INTO commission_acceptances (order_id, commission_id, version, accepted_at_ms) VALUES ('o4', 'k2', 1, 3)",
    "INSERT INTO payment_requests (id, order_id, position, label, amount_minor, currency, state, created_at_ms, asked_at_ms)
        VALUES ('r4', 'o4', 1, 'Deposit', 3000, 'EUR', 'paid', 1, 1), ('r5', 'o4', 2, 'Balance', 7000, 'EUR', 'open', 1, NULL)",
    "INSERT INTO payment_attempts (id, request_id, order_id, method, state, amount_minor, currency, idempotency_key,
            intent_id, created_at_ms, updated_at_ms)
        VALUES ('a4', 'r4', 'o4', 'card', 'succeeded', 3000, 'EUR', 'ka4', 'pi_4', 1, 1)",
    "INSERT INTO payment_objects (id, attempt_id, kind, state, created_at_ms, updated_at_ms)
        VALUES ('pi_4', 'a4', 'intent', 'paid', 1, 1)",
    "INSERT INTO jobs (id, kind, payload, state, dedupe_key, run_at_ms, created_at_ms) VALUES
        ('j3', 'expire_commission', '{\"kind\":\"expire_commission\",\"commission_id\":\"k1\",\"version\":1}', 'waiting',
            'expire_commission k1 1', :now + 3600000, 1)",
];
