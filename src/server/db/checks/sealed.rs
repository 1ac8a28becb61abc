//! What is sealed: every row, from its seal on to the end of its chain, and every chain up to its head.

use super::Check;
use crate::server::db::seals::Kind;

pub fn checks() -> Vec<Check> {
    let unsealed: Vec<String> = Kind::ALL.into_iter().map(Kind::without_seal).collect();
    vec![
        Check::new(
            "sealing_has_begun",
            "Rows that must not change are sealed since the shop was first started with seals.",
            "SELECT 'nothing is sealed before the shop was started once' AS id WHERE NOT EXISTS (SELECT 1 FROM sealing_began)",
        ),
        Check::new(
            "every_row_is_sealed",
            "Every entry of the audit log, row of a history, address of an order and document was sealed by the shop.",
            format!(
                "SELECT id FROM ({}) AS unsealed WHERE EXISTS (SELECT 1 FROM sealing_began)",
                unsealed.join(" UNION ALL ")
            ),
        ),
        Check::new(
            "chains_end_where_they_say",
            "Every chain of seals ends with the row that is written down as its end.",
            "SELECT e.chain AS id FROM chain_ends e LEFT JOIN record_seals s ON s.chain = e.chain AND s.position = e.position
            WHERE s.digest IS NULL OR s.digest <> e.digest
                OR EXISTS (SELECT 1 FROM record_seals n WHERE n.chain = e.chain AND n.position = e.position + 1)
                OR (e.gathered AND NOT EXISTS (
                    SELECT 1 FROM chain_head_entries h WHERE h.chain = e.chain AND h.position = e.position))
            UNION SELECT s.chain FROM record_seals s
            WHERE s.position = 1 AND NOT EXISTS (SELECT 1 FROM chain_ends e WHERE e.chain = s.chain)",
        ),
        // One statement: what a head gathered is there for good, so an end that is missing was cut off.
        Check::new(
            "chains_reach_their_heads",
            "Every chain still has the row that it ended with when a head gathered its end.",
            "SELECT h.chain || ' was cut off before its row ' || h.position AS id FROM chain_head_entries h
            LEFT JOIN record_seals s ON s.chain = h.chain AND s.position = h.position
            LEFT JOIN ledger l ON h.chain = 'ledger' AND l.seq = h.position
            WHERE COALESCE(s.digest, l.hash, '') <> h.digest",
        ),
    ]
}
