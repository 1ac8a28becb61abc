//! What makes two submissions the same order: the same lines of the cart with the same answers at the prices that were seen,
//! for the same person and account, sent and paid in the same way.

use super::place::Draft;
use sha2::{Digest, Sha256};

/// SHA-256 in hex over the lines, a point, and the same over the form. The order of the lines does not matter.
pub fn fingerprint(draft: &Draft) -> String {
    let mut lines: Vec<String> = draft
        .lines
        .iter()
        .map(|l| {
            let seen = l.seen.map(|price| price.minor);
            let place = l.cart_line_id.as_deref().unwrap_or_default();
            format!(
                "{} {} {seen:?} {} {place}",
                l.variant_id,
                l.quantity,
                l.answers.key()
            )
        })
        .collect();
    lines.sort_unstable();
    format!("{}.{}", hash(&serde_json::json!(lines)), of_form(draft))
}

/// What was typed and chosen, without what it was for: a form that comes again finds the order whose lines have left the
/// cart.
pub fn of_form(draft: &Draft) -> String {
    let input = &draft.input;
    hash(&serde_json::json!([
        draft.currency,
        draft.seen_total_minor,
        input.email.key(),
        input.shipping,
        input.billing,
        input.shipping_method,
        input.payment_method,
        input.note,
        input.gift_message,
        draft.customer_id,
    ]))
}

fn hash(value: &serde_json::Value) -> String {
    hex::encode(Sha256::digest(value.to_string().as_bytes()))
}
