//! Nothing is forgotten: what was enqueued has a job, and jobs run.

use super::Check;

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "mails_are_delivered",
            "Every promised mail has a job that delivers it.",
            "SELECT m.id FROM mails m WHERE m.state = 'promised' AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state <> 'done'
                    AND j.payload = '{\"kind\":\"deliver_mail\",\"mail_id\":\"' || m.id || '\"}')",
        ),
        Check::new(
            "webhooks_are_delivered",
            "Every webhook that is still to be delivered has a job that delivers it.",
            "SELECT d.id FROM webhook_deliveries d WHERE d.state = 'pending' AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state <> 'done'
                    AND j.payload = '{\"kind\":\"deliver_webhook\",\"delivery_id\":\"' || d.id || '\"}')",
        ),
        Check::new(
            "holds_will_be_ended",
            "Every order that waits for its payment has a job that ends its hold.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            WHERE o.status = 'pending' AND o.hold_expires_at_ms IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state IN ('waiting', 'running')
                    AND j.payload = '{\"kind\":\"expire_hold\",\"order_id\":\"' || o.id || '\"}')",
        ),
        Check::new(
            "no_job_is_dead",
            "No job was given up on.",
            "SELECT kind || ' ' || id AS id FROM jobs WHERE state = 'dead'",
        ),
        Check::new(
            "repeating_jobs_succeed",
            "No job that repeats itself has failed three times in a row.",
            "SELECT kind || ' ' || id AS id FROM jobs WHERE kind IN ('reconcile', 'gather_chain_ends', 'housekeeping')
                AND state IN ('waiting', 'running') AND last_error IS NOT NULL AND attempts >= 3",
        ),
        Check::new(
            "no_job_is_overdue",
            "No job has been due, or silent while running, for more than five minutes.",
            "SELECT kind || ' ' || id AS id FROM jobs
            WHERE (state = 'waiting' AND run_at_ms < :now - 300000)
                OR (state = 'running' AND lease_until_ms < :now - 300000)",
        ),
    ]
}
