//! Stock: nothing is sold twice, and every unit is somewhere.

use super::Check;

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "stock_adds_up",
            "For every SKU, received + adjusted + restocked = available + held + sold, and none is negative.",
            "SELECT sku AS id FROM variants
            WHERE received + adjusted + restocked <> available + held + sold
                OR received < 0 OR restocked < 0 OR available < 0 OR held < 0 OR sold < 0 OR sold_short < 0",
        ),
        Check::new(
            "stock_follows_its_moves",
            "Each counter of a SKU is the sum of its stock moves.",
            "SELECT v.sku AS id FROM variants v LEFT JOIN (
                SELECT variant_id,
                    SUM(CASE WHEN kind = 'receive' THEN quantity ELSE 0 END) AS received,
                    SUM(CASE WHEN kind = 'adjust' THEN quantity ELSE 0 END) AS adjusted,
                    SUM(CASE WHEN kind = 'restock' THEN quantity ELSE 0 END) AS restocked,
                    SUM(CASE WHEN kind = 'sell' THEN quantity ELSE 0 END) AS sold,
                    SUM(CASE WHEN kind = 'sell_short' THEN quantity ELSE 0 END) AS sold_short
                FROM stock_moves GROUP BY variant_id) m ON m.variant_id = v.id
            WHERE v.received <> COALESCE(m.received, 0) OR v.adjusted <> COALESCE(m.adjusted, 0)
                OR v.restocked <> COALESCE(m.restocked, 0) OR v.sold <> COALESCE(m.sold, 0)
                OR v.sold_short <> COALESCE(m.sold_short, 0)",
        ),
        Check::new(
            "held_is_on_hold",
            "What a SKU has on hold is the sum of its active holds.",
            "SELECT v.sku AS id FROM variants v LEFT JOIN (
                SELECT variant_id, SUM(quantity) AS quantity FROM holds WHERE state = 'active' GROUP BY variant_id
            ) h ON h.variant_id = v.id WHERE v.held <> COALESCE(h.quantity, 0)",
        ),
        Check::new(
            "a_piece_is_sold_once",
            "Each life of a one-of-a-kind piece has at most one live sale.",
            "SELECT DISTINCT sku AS id FROM (
                SELECT v.sku FROM holds h JOIN variants v ON v.id = h.variant_id
                WHERE h.one_of_a_kind AND h.state IN ('active', 'sold') GROUP BY v.sku, h.life HAVING COUNT(*) > 1) twice",
        ),
        Check::new(
            "what_is_offered_can_be_sold",
            "A one-of-a-kind piece that is on the shelf can be sold: it is marked as available, and its present life has no sale yet.",
            "SELECT v.sku AS id FROM variants v JOIN products p ON p.id = v.product_id
            WHERE v.one_of_a_kind AND v.available > 0 AND (
                (v.piece_state <> 'available' AND v.active AND p.status = 'published')
                OR EXISTS (SELECT 1 FROM holds h WHERE h.variant_id = v.id AND h.one_of_a_kind AND h.life = v.life
                    AND h.state IN ('active', 'sold')))",
        ),
        Check::new(
            "a_piece_is_where_it_says",
            "A one-of-a-kind piece is available, reserved or sold just as its stock says.",
            "SELECT sku AS id FROM variants WHERE one_of_a_kind AND NOT (
                (piece_state = 'available' AND held = 0 AND (available = 1 OR received + adjusted = 0))
                OR (piece_state = 'reserved' AND held = 1 AND available = 0)
                OR (piece_state = 'sold' AND held = 0 AND available = 0)
                OR (piece_state = 'archived' AND held = 0))",
        ),
        Check::new(
            "holds_belong_to_pending_orders",
            "Only an order that waits for its payment has active holds.",
            "SELECT h.id FROM holds h JOIN orders o ON o.id = h.order_id
            WHERE h.state = 'active' AND o.status <> 'pending'",
        ),
        Check::new(
            "holds_end_in_time",
            "No hold outlives its time by more than a minute, unless its payment is being confirmed.",
            "SELECT h.id FROM holds h JOIN orders o ON o.id = h.order_id
            WHERE h.state = 'active' AND o.hold_expires_at_ms < :now - 60000 AND NOT EXISTS (
                SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id AND a.state = 'processing')",
        ),
        Check::new(
            "pending_orders_are_held",
            "Every line of an order that waits for its payment is on hold.",
            "SELECT DISTINCT 'ORD-' || o.number AS id FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.status = 'pending' AND o.kind = 'ready_made'
                AND (SELECT COALESCE(SUM(l2.quantity), 0) FROM order_lines l2
                    WHERE l2.order_id = o.id AND l2.variant_id = l.variant_id)
                <> (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h
                    WHERE h.order_id = o.id AND h.variant_id = l.variant_id AND h.state = 'active')",
        ),
        Check::new(
            "paid_pieces_are_taken",
            "Every line of a paid order has its units, or the order is flagged as short.",
            "SELECT DISTINCT 'ORD-' || o.number AS id FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.status IN ('confirmed', 'in_production', 'shipped', 'completed') AND o.kind = 'ready_made'
                AND NOT o.stock_shortage
                AND (SELECT COALESCE(SUM(l2.quantity), 0) FROM order_lines l2
                    WHERE l2.order_id = o.id AND l2.variant_id = l.variant_id)
                > (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h
                    WHERE h.order_id = o.id AND h.variant_id = l.variant_id AND h.state IN ('sold', 'returned'))",
        ),
        Check::new(
            "lists_know_what_is_in_stock",
            "A product says that it is in stock just when one of its active variants is.",
            "SELECT p.slug AS id FROM products p WHERE p.in_stock <> EXISTS (
                SELECT 1 FROM variants v WHERE v.product_id = p.id AND v.active AND v.available > 0)",
        ),
        Check::new(
            "lists_know_the_prices",
            "A product's kept price range is the range of its active variants' prices.",
            "SELECT p.slug AS id FROM products p WHERE EXISTS (
                SELECT 1 FROM (
                    SELECT v.product_id, r.currency, MIN(r.amount_minor) AS low, MAX(r.amount_minor) AS high
                    FROM variants v JOIN prices r ON r.variant_id = v.id WHERE v.active
                    GROUP BY v.product_id, r.currency) true_range
                WHERE true_range.product_id = p.id AND NOT EXISTS (
                    SELECT 1 FROM product_prices k WHERE k.product_id = p.id AND k.currency = true_range.currency
                        AND k.from_minor = true_range.low AND k.to_minor = true_range.high))
            OR EXISTS (
                SELECT 1 FROM product_prices k WHERE k.product_id = p.id AND NOT EXISTS (
                    SELECT 1 FROM variants v JOIN prices r ON r.variant_id = v.id
                    WHERE v.product_id = p.id AND v.active AND r.currency = k.currency))",
        ),
        Check::new(
            "prices_know_their_category",
            "The category kept beside a product's prices is the product's.",
            "SELECT p.slug AS id FROM products p JOIN product_prices k ON k.product_id = p.id
            WHERE COALESCE(k.category_id, '') <> COALESCE(p.category_id, '')",
        ),
    ]
}
