//! How the rules of returns are broken.

use super::breaks::{Break, simply};

const fn history(check: &'static str, sql: &'static [&'static str]) -> Break {
    Break {
        check,
        sql,
        postgres_first: &["DROP TRIGGER return_events_are_never_changed ON return_events"],
        sqlite_first: &[
            "DROP TRIGGER return_events_are_never_changed",
            "DROP TRIGGER return_events_are_never_deleted",
        ],
    }
}

pub const RETURN_BREAKS: &[Break] = &[
    simply(
        "returns_are_of_what_was_sold",
        &["UPDATE return_lines SET units = 2 WHERE return_id = 'b2'"],
    ),
    simply(
        "returns_are_of_what_was_sold",
        &["UPDATE return_lines SET line_id = 'l3' WHERE return_id = 'b2'"],
    ),
    simply(
        "refunded_returns_have_their_refund",
        &["UPDATE refunds SET return_id = NULL"],
    ),
    simply(
        "refunded_returns_have_their_refund",
        &["UPDATE refunds SET state = 'failed' WHERE return_id = 'b1'"],
    ),
    simply(
        "refunded_returns_have_their_refund",
        &["UPDATE returns SET order_id = 'o3' WHERE id = 'b1'"],
    ),
    // A withdrawal begins as declared, and not as a request that could be refused.
    simply(
        "returns_follow_the_machine",
        &["UPDATE returns SET kind = 'withdrawal' WHERE id = 'b2'"],
    ),
    simply(
        "return_history_has_no_gaps",
        &["UPDATE returns SET version = 5 WHERE id = 'b1'"],
    ),
    simply(
        "return_history_has_no_gaps",
        &["UPDATE returns SET number = 3 WHERE id = 'b2'"],
    ),
    history(
        "return_history_has_no_gaps",
        &["DELETE FROM return_events WHERE return_id = 'b1' AND version = 2"],
    ),
    simply(
        "returns_follow_the_machine",
        &["UPDATE returns SET status = 'received' WHERE id = 'b1'"],
    ),
    history(
        "returns_follow_the_machine",
        &[
            "UPDATE return_events SET to_status = 'refused' WHERE return_id = 'b1' AND version = 2",
            "UPDATE return_events SET from_status = 'refused' WHERE return_id = 'b1' AND version = 3",
        ],
    ),
    history(
        "returns_follow_the_machine",
        &[
            "UPDATE return_events SET to_status = 'approved' WHERE return_id = 'b2' AND version = 1",
            "UPDATE returns SET status = 'approved' WHERE id = 'b2'",
        ],
    ),
    history(
        "returns_follow_the_machine",
        &[
            "UPDATE return_events SET from_status = 'requested' WHERE return_id = 'b1' AND version = 4",
        ],
    ),
];
