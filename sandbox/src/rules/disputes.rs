//! Disputes: opened by the cardholder's bank, answered with evidence, won or lost.

use std::collections::BTreeMap;

use super::intents;
use crate::errors::ApiError;
use crate::form::Form;
use crate::ids;
use crate::objects::{Charge, Dispute, DisputeStatus};
use crate::transaction::Transaction;

/// How long evidence may be given.
const ANSWER_WITHIN_SECS: i64 = 9 * 86_400;

/// Opens a dispute over `amount` (the whole charge when `None`) and withdraws the money, from a balance in another currency
/// where `settled_as` names one.
pub fn open(
    transaction: &mut Transaction,
    mut charge: Charge,
    amount: Option<i64>,
    reason: &str,
    settled_as: Option<(String, i64)>,
) -> Dispute {
    let dispute = Dispute {
        id: ids::fresh("dp"),
        sequence: transaction.next_sequence(),
        created: transaction.now(),
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        amount: amount.unwrap_or(charge.amount),
        currency: charge.currency.clone(),
        reason: reason.to_owned(),
        status: DisputeStatus::NeedsResponse,
        brand: charge.instrument.brand().map(str::to_owned),
        due_by: transaction.now() + ANSWER_WITHIN_SECS,
        evidence: BTreeMap::new(),
        submissions: 0,
        metadata: BTreeMap::new(),
        settled_as,
    };
    charge.disputed = true;
    transaction.put(charge);
    transaction.put(dispute.clone());
    transaction.emit("charge.dispute.created", dispute.render());
    transaction.emit("charge.dispute.funds_withdrawn", dispute.render());
    dispute
}

/// Adds evidence and metadata; evidence counts as submitted unless `submit=false`.
pub fn update(transaction: &mut Transaction, id: &str, form: &Form) -> Result<Dispute, ApiError> {
    let mut dispute = find_open(transaction, id)?;
    intents::merge_metadata(&mut dispute.metadata, form)?;
    let evidence = form.children("evidence");
    if !evidence.is_empty() {
        dispute.evidence.extend(evidence);
        if form.text("submit") != Some("false") {
            dispute.status = DisputeStatus::UnderReview;
            dispute.submissions += 1;
        }
    }
    transaction.put(dispute.clone());
    transaction.emit("charge.dispute.updated", dispute.render());
    Ok(dispute)
}

/// Ends a dispute; when won, the money comes back.
pub fn close(transaction: &mut Transaction, id: &str, won: bool) -> Result<Dispute, ApiError> {
    let mut dispute = find_open(transaction, id)?;
    dispute.status = if won {
        DisputeStatus::Won
    } else {
        DisputeStatus::Lost
    };
    transaction.put(dispute.clone());
    transaction.emit("charge.dispute.closed", dispute.render());
    if won {
        transaction.emit("charge.dispute.funds_reinstated", dispute.render());
    }
    Ok(dispute)
}

fn find_open(transaction: &Transaction, id: &str) -> Result<Dispute, ApiError> {
    let dispute = transaction
        .books
        .disputes
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::missing("dispute", id))?;
    if dispute.is_closed() {
        return Err(ApiError::invalid("This dispute is already closed.").code("dispute_closed"));
    }
    Ok(dispute)
}
