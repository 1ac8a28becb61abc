//! Consistency checks, recomputed from the database and compared with the provider after every test.

use super::shop::Shop;
use atelier::server::doctor;
use atelier::server::payments::compare::compare;
use atelier::server::sealing;
use atelier::server::search::catch_up;
use serde_json::json;
use std::time::Duration;

/// What the doctor does not ask. Each counts rows that may not be; the sentence says what is wrong with them.
pub const NEVER: &[(&str, &str)] = &[
    (
        "what is sold is not what orders took",
        "SELECT COUNT(*) FROM variants v WHERE v.sold <>
            (SELECT COALESCE(SUM(h.quantity), 0) FROM holds h WHERE h.variant_id = v.id AND h.state IN ('sold', 'returned'))",
    ),
    (
        "a cancelled order keeps sold pieces",
        "SELECT COUNT(*) FROM holds h JOIN orders o ON o.id = h.order_id WHERE h.state = 'sold' AND o.status = 'cancelled'",
    ),
    (
        "an order went on without being paid",
        "SELECT COUNT(*) FROM orders o WHERE o.status NOT IN ('pending', 'cancelled') AND NOT EXISTS
            (SELECT 1 FROM payment_attempts a WHERE a.order_id = o.id AND a.state = 'succeeded' AND a.refused_reason IS NULL)",
    ),
    (
        "a paid order was confirmed to its customer more than once, or never",
        "SELECT COUNT(*) FROM orders o WHERE o.kind = 'ready_made' AND (SELECT COUNT(*) FROM mails m WHERE m.order_id = o.id AND m.template = 'order_confirmed')
            <> (SELECT COUNT(*) FROM payment_attempts a WHERE a.order_id = o.id AND a.state = 'succeeded' AND a.refused_reason IS NULL)",
    ),
    (
        "money that could not be used was kept and nobody was told",
        "SELECT COUNT(*) FROM payment_attempts a WHERE a.refused_reason IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.attempt_id = a.id)
            AND NOT EXISTS (SELECT 1 FROM attention t WHERE t.order_id = a.order_id)",
    ),
];

impl Shop {
    /// Recomputes every invariant, asks the provider whether it knows the same payments, and refuses leftovers.
    pub async fn is_consistent(&self) {
        // From here on nothing arrives by itself; what the provider did not report is asked for.
        self.provider.suffers(json!({"drop_webhooks": true})).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.reconciles().await;
        for (wrong, sql) in NEVER {
            assert_eq!(self.number(*sql).await, 0, "{wrong}");
        }
        let now = self.app.now_ms();
        let due = format!(
            "SELECT kind FROM jobs WHERE state = 'running' OR (state = 'waiting' AND run_at_ms <= {now})"
        );
        assert_eq!(self.texts(due).await, [""; 0], "jobs are left over");
        sealing::gather(&self.app).await.unwrap();
        let findings = doctor::examine(&self.app).await.unwrap();
        let wrong: Vec<_> = findings.iter().filter(|f| !f.is_well()).collect();
        assert!(wrong.is_empty(), "the doctor finds: {wrong:#?}");
        let strangers = "SELECT COUNT(*) FROM attention WHERE kind = 'unknown_payment'";
        let differences = compare(&self.app).await.unwrap();
        assert_eq!(
            differences.len() as i64,
            self.number(strangers).await,
            "the provider knows otherwise: {differences:?}"
        );
    }

    /// What a test changed behind the shop's back is found by its new words.
    pub async fn finds_anew(&self) {
        catch_up::rebuild(&self.app.db).await.unwrap();
    }

    /// What an account of the books holds, over all orders: debits less credits.
    pub async fn balance(&self, account: &str) -> i64 {
        self.number(format!(
            "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger WHERE account = '{account}'"
        ))
        .await
    }
}
