//! What makes two submissions the same order: the same things with the same answers at the prices that were seen, for the same person and account, sent
//! and paid in the same way.

use super::place::Draft;
use sha2::{Digest, Sha256};

/// SHA-256 in hex over everything that was chosen; the order of the lines does not matter.
pub fn fingerprint(draft: &Draft) -> String {
    let mut lines: Vec<String> = draft
        .lines
        .iter()
        .map(|l| {
            let seen = l.seen.map(|price| price.minor);
            format!(
                "{} {} {seen:?} {}",
                l.variant_id,
                l.quantity,
                l.answers.key()
            )
        })
        .collect();
    lines.sort_unstable();
    let input = &draft.input;
    let text = serde_json::json!([
        draft.currency,
        lines,
        draft.seen_total_minor,
        input.email.key(),
        input.shipping,
        input.billing,
        input.shipping_method,
        input.payment_method,
        input.note,
        input.gift_message,
        draft.customer_id,
    ]);
    hex::encode(Sha256::digest(text.to_string().as_bytes()))
}
