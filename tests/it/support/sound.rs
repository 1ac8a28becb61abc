//! What must always hold, recomputed from the database and compared with the provider after every test.

use super::shop::Shop;
use atelier::server::db::Db;
use atelier::server::doctor;
use atelier::server::db::ledger::entry_hash;

/// Each counts rows that may not be. The sentence says what is wrong with them.
const NEVER: &[(&str, &str)] = &[
    (
        "stock does not add up",
        "SELECT COUNT(*) FROM variants WHERE received + adjusted + restocked <> available + held + sold
            OR available < 0 OR held < 0 OR sold < 0",
    ),
    (
        "what is held is not what active holds say",
        "SELECT COUNT(*) FROM variants v WHERE v.held <>
            (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h WHERE h.variant_id = v.id AND h.state = 'active')",
    ),
    (
        "what is sold is not what holds say",
        "SELECT COUNT(*) FROM variants v WHERE v.sold <>
            (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h WHERE h.variant_id = v.id AND h.state IN ('sold', 'returned'))",
    ),
    (
        "stock is not what its movements say",
        "SELECT COUNT(*) FROM variants v WHERE v.received <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.variant_id = v.id AND m.kind = 'receive')
            OR v.restocked <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.variant_id = v.id AND m.kind = 'restock')
            OR v.sold <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.variant_id = v.id AND m.kind = 'sell')
            OR v.sold_short <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_moves m WHERE m.variant_id = v.id AND m.kind = 'sell_short')",
    ),
    (
        "a piece has more than one live sale",
        "SELECT COUNT(*) FROM (SELECT variant_id FROM holds WHERE one_of_a_kind AND state IN ('active', 'sold')
            GROUP BY variant_id HAVING COUNT(*) > 1) x",
    ),
    (
        "a product's stock flag is wrong",
        "SELECT COUNT(*) FROM products p WHERE p.in_stock <>
            EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id AND v.active AND v.available > 0)",
    ),
    (
        "an order that is not pending holds stock",
        "SELECT COUNT(*) FROM holds h JOIN orders o ON o.id = h.order_id WHERE h.state = 'active' AND o.status <> 'pending'",
    ),
    (
        "a cancelled order keeps sold pieces",
        "SELECT COUNT(*) FROM holds h JOIN orders o ON o.id = h.order_id WHERE h.state = 'sold' AND o.status = 'cancelled'",
    ),
    (
        "order numbers have gaps",
        "SELECT CAST((SELECT value FROM counters WHERE name = 'order') AS BIGINT) - COUNT(*)
            + COALESCE(MAX(number), 0) - COUNT(*) FROM orders",
    ),
    (
        "a history has gaps or an order's version is another",
        "SELECT COUNT(*) FROM orders o WHERE o.version <> (SELECT MAX(h.version) FROM order_history h WHERE h.order_id = o.id)
            OR o.version <> (SELECT COUNT(*) FROM order_history h WHERE h.order_id = o.id)",
    ),
    (
        "an order's status is not the last of its history",
        "SELECT COUNT(*) FROM orders o WHERE o.status <> (SELECT h.to_status FROM order_history h
            WHERE h.order_id = o.id AND h.to_status IS NOT NULL ORDER BY h.version DESC LIMIT 1)",
    ),
    (
        "a step of a history does not begin where the last one ended",
        "SELECT COUNT(*) FROM order_history h WHERE h.to_status IS NOT NULL AND h.version > 1 AND h.from_status <>
            (SELECT b.to_status FROM order_history b WHERE b.order_id = h.order_id AND b.version < h.version
                AND b.to_status IS NOT NULL ORDER BY b.version DESC LIMIT 1)",
    ),
    (
        "a cancelled order can still be paid",
        "SELECT COUNT(*) FROM payment_attempts a JOIN orders o ON o.id = a.order_id
            WHERE o.status = 'cancelled' AND a.state IN ('created', 'requires_action', 'processing')",
    ),
    (
        "a request has more than one accepted payment",
        "SELECT COUNT(*) FROM (SELECT request_id FROM payment_attempts WHERE state = 'succeeded' AND refused_reason IS NULL
            GROUP BY request_id HAVING COUNT(*) > 1) x",
    ),
    (
        "an order went on without being paid",
        "SELECT COUNT(*) FROM orders o WHERE o.status IN ('confirmed', 'in_production', 'shipped', 'completed')
            AND NOT EXISTS (SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id AND a.state = 'succeeded' AND a.refused_reason IS NULL)",
    ),
    (
        "a request says paid and nothing paid it, or the reverse",
        "SELECT COUNT(*) FROM payment_requests r WHERE (r.state IN ('paid', 'partially_refunded', 'refunded')) <>
            EXISTS (SELECT 1 FROM payment_attempts a WHERE a.request_id = r.id AND a.state = 'succeeded' AND a.refused_reason IS NULL)",
    ),
    (
        "a posting does not balance",
        "SELECT COUNT(*) FROM (SELECT posting FROM ledger GROUP BY posting, currency HAVING SUM(amount_minor) <> 0) x",
    ),
    (
        "the ledger's money is not what came less what went back",
        "SELECT COUNT(*) FROM orders o WHERE
            (SELECT COALESCE(SUM(l.amount_minor), 0) FROM ledger l WHERE l.order_id = o.id AND l.account IN ('provider', 'bank', 'cash', 'disputed'))
            <> (SELECT COALESCE(SUM(a.amount_minor), 0) FROM payment_attempts a WHERE a.order_id = o.id AND a.state = 'succeeded'
                AND (a.refused_reason IS NULL OR a.refused_reason <> 'mismatch'))
            - (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r WHERE r.order_id = o.id AND r.state IN ('pending', 'succeeded'))
            AND NOT EXISTS (SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id AND a.refused_reason = 'mismatch')",
    ),
    (
        "more was given back than came",
        "SELECT COUNT(*) FROM payment_attempts a WHERE (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r
            WHERE r.attempt_id = a.id AND r.state IN ('requested', 'pending', 'succeeded')) > a.amount_minor",
    ),
    (
        "an order's total is not the sum of its lines, shipping and tax",
        "SELECT COUNT(*) FROM orders o WHERE o.total_minor <> o.subtotal_minor + o.shipping_minor - o.discount_minor
            + CASE WHEN o.tax_mode = 'exclusive' THEN o.tax_minor ELSE 0 END
            OR o.subtotal_minor <> (SELECT SUM(l.total_minor) FROM order_lines l WHERE l.order_id = o.id)
            OR o.tax_minor <> o.shipping_tax_minor + (SELECT SUM(l.tax_minor) FROM order_lines l WHERE l.order_id = o.id)",
    ),
];

impl Shop {
    /// Recomputes every invariant and refuses leftovers in the queue.
    pub async fn is_sound(&self) {
        self.drains().await;
        for (wrong, sql) in NEVER {
            assert_eq!(self.number(*sql).await, 0, "{wrong}");
        }
        let now = self.app.now_ms();
        let due = format!(
            "SELECT kind FROM jobs WHERE state = 'running' OR (state = 'waiting' AND run_at_ms <= {now})"
        );
        assert_eq!(self.texts(due).await, [""; 0], "jobs are left over");
        let late = format!(
            "SELECT COUNT(*) FROM orders WHERE status = 'pending' AND hold_expires_at_ms < {}",
            now - 60_000
        );
        assert_eq!(self.number(late).await, 0, "a hold outlives its time");
        self.ledger_chain_holds().await;
        let findings = doctor::examine(&self.app).await.unwrap();
        let wrong: Vec<_> = findings.iter().filter(|f| !f.is_well()).collect();
        assert!(wrong.is_empty(), "the doctor finds: {wrong:#?}");
    }

    async fn ledger_chain_holds(&self) {
        type Row = (i64, String, String, String, i64, String, String, i64, String, String);
        let sql = "SELECT seq, posting, account, currency, amount_minor, order_id, memo, at_ms, previous_hash, hash
            FROM ledger ORDER BY seq";
        let rows: Vec<Row> = match &self.app.db {
            Db::Sqlite { readers, .. } => sqlx::query_as(sql).fetch_all(readers).await.unwrap(),
            Db::Pg(pool) => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
        };
        let mut last = String::new();
        for (place, row) in rows.iter().enumerate() {
            let (seq, posting, account, currency, amount, order, memo, at, previous, hash) = row;
            assert_eq!(*seq, place as i64 + 1, "the ledger has a gap");
            assert_eq!(*previous, last, "the ledger's chain is broken at {seq}");
            let own = entry_hash(
                previous, *seq, posting, account, currency, *amount, order, memo, *at,
            );
            assert_eq!(*hash, own, "the ledger's entry {seq} was changed");
            last = hash.clone();
        }
        assert_eq!(self.text("SELECT hash FROM ledger_head").await, last);
    }

    /// What an account of the books holds, over all orders: debits less credits.
    pub async fn balance(&self, account: &str) -> i64 {
        self.number(format!(
            "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger WHERE account = '{account}'"
        ))
        .await
    }
}
