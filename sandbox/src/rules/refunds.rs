//! Giving money back, in parts until nothing is left; it may be pending and it may bounce.

use std::collections::BTreeMap;

use super::{amounts, intents, payments};
use crate::errors::ApiError;
use crate::form::Form;
use crate::ids;
use crate::objects::{
    Charge, ChargeStatus, Dispute, DisputeStatus, Effect, Instrument, Refund, RefundStatus,
};
use crate::transaction::Transaction;

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

/// Makes a refund from the fields of `POST /v1/refunds`.
pub fn create(transaction: &mut Transaction, form: &Form) -> Result<Refund, ApiError> {
    let charge = match (form.filled("charge"), form.filled("payment_intent")) {
        (Some(id), _) => transaction
            .books
            .charges
            .get(id)
            .cloned()
            .ok_or_else(|| ApiError::missing("charge", id))?,
        (None, Some(id)) => {
            let intent = payments::find(transaction, id)?;
            let charge = intent
                .latest_charge
                .as_ref()
                .and_then(|charge| transaction.books.charges.get(charge))
                .cloned();
            charge
                .filter(|charge| charge.status == ChargeStatus::Succeeded)
                .ok_or_else(|| {
                    let message = format!(
                        "This PaymentIntent ({id}) does not have a successful charge to refund."
                    );
                    ApiError::invalid(message)
                        .code("payment_intent_unexpected_state")
                        .param("payment_intent")
                })?
        }
        (None, None) => {
            return Err(ApiError::invalid(
                "One of the following params should be provided: payment_intent or charge.",
            )
            .code("parameter_missing"));
        }
    };
    let reason = form.filled("reason");
    if let Some(reason) = reason.filter(|reason| !REASONS.contains(reason)) {
        return Err(ApiError::invalid(format!("Invalid reason: {reason}.")).param("reason"));
    }
    let amount = form.integer("amount")?;
    let mut metadata = BTreeMap::new();
    intents::merge_metadata(&mut metadata, form)?;
    give_back(
        transaction,
        charge,
        amount,
        reason.map(str::to_owned),
        metadata,
    )
}

/// Gives back `amount` (all that is left when `None`) of a charge.
pub fn give_back(
    transaction: &mut Transaction,
    mut charge: Charge,
    amount: Option<i64>,
    reason: Option<String>,
    metadata: BTreeMap<String, String>,
) -> Result<Refund, ApiError> {
    if charge.status != ChargeStatus::Succeeded {
        return Err(ApiError::invalid(format!(
            "Charge {} was not successful, so there is nothing to refund.",
            charge.id
        )));
    }
    let charged_back =
        |dispute: &Dispute| dispute.charge == charge.id && dispute.status != DisputeStatus::Won;
    if charge.disputed && transaction.books.disputes.newest_first().any(charged_back) {
        let message = format!(
            "Charge {} has been charged back; cannot issue a refund.",
            charge.id
        );
        return Err(ApiError::invalid(message).code("charge_disputed"));
    }
    let left = charge.refundable();
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::invalid(message).code("charge_already_refunded"));
    }
    let amount = amount.unwrap_or(left);
    if amount < 1 {
        return Err(ApiError::invalid("Invalid positive integer")
            .code("parameter_invalid_integer")
            .param("amount"));
    }
    amounts::check_steps(amount, &charge.currency, "amount")?;
    if amount > left {
        let shown = |amount| amounts::shown(amount, &charge.currency);
        let message = format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({}).",
            shown(amount),
            shown(left)
        );
        return Err(ApiError::invalid(message).param("amount"));
    }
    let to_card = matches!(charge.instrument, Instrument::Card { .. });
    let bounces = matches!(
        charge.instrument,
        Instrument::Card {
            effect: Effect::RefundFails,
            ..
        }
    );
    let refund = Refund {
        id: ids::fresh("re"),
        sequence: transaction.next_sequence(),
        created: transaction.now(),
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        amount,
        currency: charge.currency.clone(),
        status: if to_card {
            RefundStatus::Succeeded
        } else {
            RefundStatus::Pending
        },
        reason,
        failure_reason: None,
        metadata,
        to_card,
        due_at_ms: (bounces || !to_card)
            .then_some(transaction.now_ms + transaction.settle_after_ms),
    };
    charge.amount_refunded += amount;
    transaction.put(charge.clone());
    transaction.put(refund.clone());
    transaction.emit("refund.created", refund.render());
    transaction.emit("charge.refunded", charge.render());
    Ok(refund)
}

/// Cancels a refund that has not arrived yet.
pub fn cancel(transaction: &mut Transaction, id: &str) -> Result<Refund, ApiError> {
    let refund = find(transaction, id)?;
    if refund.status != RefundStatus::Pending {
        return Err(ApiError::invalid("Only a pending refund can be canceled."));
    }
    take_back(transaction, &refund);
    let refund = Refund {
        status: RefundStatus::Canceled,
        due_at_ms: None,
        ..refund
    };
    Ok(tell(transaction, refund))
}

/// Changes a refund's metadata.
pub fn update(transaction: &mut Transaction, id: &str, form: &Form) -> Result<Refund, ApiError> {
    let mut refund = find(transaction, id)?;
    intents::merge_metadata(&mut refund.metadata, form)?;
    Ok(tell(transaction, refund))
}

/// The refund with this id.
pub fn find(transaction: &Transaction, id: &str) -> Result<Refund, ApiError> {
    transaction
        .books
        .refunds
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::missing("refund", id))
}

/// The bank's word on a refund: a pending one arrives, one to a closed card bounces.
pub fn act_when_due(transaction: &mut Transaction, refund: Refund) {
    let refund = Refund {
        due_at_ms: None,
        ..refund
    };
    match refund.status {
        RefundStatus::Pending => {
            tell(
                transaction,
                Refund {
                    status: RefundStatus::Succeeded,
                    ..refund
                },
            );
        }
        RefundStatus::Succeeded => fail(transaction, refund),
        RefundStatus::Failed | RefundStatus::Canceled => transaction.put(refund),
    }
}

/// The money comes back to the account because the card takes nothing any more.
pub fn fail(transaction: &mut Transaction, refund: Refund) {
    take_back(transaction, &refund);
    let refund = Refund {
        status: RefundStatus::Failed,
        failure_reason: Some("expired_or_canceled_card".into()),
        due_at_ms: None,
        ..refund
    };
    transaction.emit("refund.failed", refund.render());
    tell(transaction, refund);
}

fn take_back(transaction: &mut Transaction, refund: &Refund) {
    if let Some(mut charge) = transaction.books.charges.get(&refund.charge).cloned() {
        charge.amount_refunded -= refund.amount;
        transaction.put(charge);
    }
}

fn tell(transaction: &mut Transaction, refund: Refund) -> Refund {
    transaction.put(refund.clone());
    transaction.emit("refund.updated", refund.render());
    transaction.emit("charge.refund.updated", refund.render());
    refund
}
