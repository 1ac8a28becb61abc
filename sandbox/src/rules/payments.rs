//! Paying: confirming an intent, and everything that follows until the money is there or not.

use super::cards::{self, Method, Refusal, Verdict};
use super::{disputes, sessions};
use crate::errors::ApiError;
use crate::ids;
use crate::objects::{
    Attempt, Charge, ChargeStatus, Effect, Instrument, Intent, IntentStatus, NextStep,
};
use crate::transaction::Transaction;

/// How long after its success the charge of a disputing card is disputed.
const DISPUTE_AFTER_MS: i64 = 1_000;

const AUTHENTICATION_FAILED: Refusal = Refusal {
    code: "payment_intent_authentication_failure",
    decline_code: None,
    message: "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};
const WALLET_REFUSED: Refusal = Refusal {
    code: "payment_intent_payment_attempt_failed",
    decline_code: None,
    message: "The wallet did not authorise the payment. Please try again or choose another way to pay.",
};
const DEBIT_REFUSED: Refusal = Refusal {
    code: "payment_intent_payment_attempt_failed",
    decline_code: Some("insufficient_funds"),
    message: "The bank refused the debit because the account has insufficient funds.",
};

/// The intent with this id.
pub fn find(transaction: &Transaction, id: &str) -> Result<Intent, ApiError> {
    transaction
        .books
        .intents
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::missing("payment_intent", id))
}

/// The intent with this id, for whoever knows its client secret; anyone else learns nothing.
pub fn find_with_secret(
    transaction: &Transaction,
    id: &str,
    client_secret: &str,
) -> Result<Intent, ApiError> {
    find(transaction, id)
        .ok()
        .filter(|intent| intent.client_secret == client_secret)
        .ok_or_else(|| ApiError::missing("payment_intent", id))
}

/// A refusal because the intent is past the point.
pub fn unexpected_state(transaction: &Transaction, intent: &Intent, wanted: &str) -> ApiError {
    let message = format!(
        "This PaymentIntent could not be {wanted} because it has a status of {}.",
        intent.status.word()
    );
    let mut error = ApiError::invalid(message).code("payment_intent_unexpected_state");
    error.payment_intent = Some(intent.render(transaction.public_base));
    error
}

/// Confirms an intent with a method. `Ok` holds the intent as it then stands, a declined one too:
/// `decline` turns that into the answer. `Err` means that nothing changed.
pub fn confirm(
    transaction: &mut Transaction,
    mut intent: Intent,
    method: &Method,
    return_url: Option<String>,
) -> Result<Intent, ApiError> {
    if !intent.status.is_open() {
        return Err(unexpected_state(transaction, &intent, "confirmed"));
    }
    let (instrument, verdict) = cards::examine(method, transaction.now_ms)?;
    if !intent
        .methods
        .iter()
        .any(|offered| offered == instrument.method())
    {
        let message = format!(
            "The payment method {} is not offered for this PaymentIntent.",
            instrument.method()
        );
        return Err(ApiError::invalid(message).param("payment_method"));
    }
    if instrument == Instrument::Wallet && return_url.is_none() {
        return Err(ApiError::invalid("This payment method needs a return_url.")
            .code("parameter_missing")
            .param("return_url"));
    }
    intent.payment_method = Some(cards::payment_method_id());
    intent.last_error = None;
    intent.attempt = None;
    let await_customer = |intent: &mut Intent, next: NextStep, instrument: Instrument| {
        intent.status = IntentStatus::RequiresAction;
        intent.attempt = Some(Attempt {
            instrument,
            next,
            return_url: return_url.clone(),
        });
    };
    match (verdict, instrument) {
        (Verdict::Refuses(refusal), instrument) => {
            Ok(refuse(transaction, intent, instrument, refusal))
        }
        (_, Instrument::Wallet) => {
            await_customer(&mut intent, NextStep::Authorise, Instrument::Wallet);
            Ok(keep(transaction, intent, "payment_intent.requires_action"))
        }
        (Verdict::NeedsAuthentication, instrument) => {
            await_customer(&mut intent, NextStep::Authenticate, instrument);
            Ok(keep(transaction, intent, "payment_intent.requires_action"))
        }
        (Verdict::Pays, instrument @ Instrument::BankDebit { .. }) => {
            Ok(start_debit(transaction, intent, instrument, return_url))
        }
        (Verdict::Pays, instrument) => Ok(succeed(transaction, intent, instrument)),
    }
}

/// The card error that a declined confirmation is answered with, `None` when it was not declined.
pub fn decline(transaction: &Transaction, intent: &Intent) -> Option<ApiError> {
    let last = intent.last_error.as_ref()?;
    if intent.status != IntentStatus::RequiresPaymentMethod {
        return None;
    }
    let text = |name: &str| last[name].as_str().unwrap_or_default().to_owned();
    let mut error =
        ApiError::card(&text("code"), text("message")).decline_code(last["decline_code"].as_str());
    error.charge = last["charge"].as_str().map(str::to_owned);
    error.payment_intent = Some(intent.render(transaction.public_base));
    Some(error)
}

/// The customer's answer on the 3-D Secure page or the wallet's page. A late click on a finished intent changes nothing.
pub fn answer_step(transaction: &mut Transaction, mut intent: Intent, agreed: bool) -> Intent {
    let Some(attempt) = intent
        .attempt
        .clone()
        .filter(|_| intent.status == IntentStatus::RequiresAction)
    else {
        return intent;
    };
    intent.attempt = None;
    let declined_after = matches!(
        attempt.instrument,
        Instrument::Card {
            effect: Effect::DeclinedAfterAuthentication,
            ..
        }
    );
    match (agreed, attempt.next) {
        (true, _) if declined_after => {
            refuse(transaction, intent, attempt.instrument, cards::declined())
        }
        (true, _) => succeed(transaction, intent, attempt.instrument),
        (false, NextStep::Authorise) => {
            refuse(transaction, intent, attempt.instrument, WALLET_REFUSED)
        }
        (false, _) => refuse(
            transaction,
            intent,
            attempt.instrument,
            AUTHENTICATION_FAILED,
        ),
    }
}

/// What was due at this intent: the bank's word on a debit, or the dispute of a disputing card.
pub fn act_when_due(transaction: &mut Transaction, mut intent: Intent) {
    intent.due_at_ms = None;
    match (intent.status, intent.attempt.take()) {
        (IntentStatus::Processing, Some(attempt)) => match attempt.instrument {
            Instrument::BankDebit { fails: true, .. } => {
                refuse(transaction, intent, attempt.instrument, DEBIT_REFUSED);
            }
            instrument => {
                succeed(transaction, intent, instrument);
            }
        },
        (IntentStatus::Succeeded, _) => {
            transaction.put(intent.clone());
            let charge = intent
                .latest_charge
                .as_ref()
                .and_then(|id| transaction.books.charges.get(id))
                .cloned();
            if let Some(charge) = charge.filter(|charge| !charge.disputed) {
                disputes::open(transaction, charge, None, "fraudulent", None);
            }
        }
        _ => transaction.put(intent),
    }
}

fn keep(transaction: &mut Transaction, intent: Intent, event: &str) -> Intent {
    transaction.put(intent.clone());
    let rendered = intent.render(transaction.public_base);
    transaction.emit(event, rendered);
    intent
}

fn start_debit(
    transaction: &mut Transaction,
    mut intent: Intent,
    instrument: Instrument,
    return_url: Option<String>,
) -> Intent {
    let charge = new_charge(transaction, &intent, &instrument, ChargeStatus::Pending);
    transaction.put(charge.clone());
    transaction.emit("charge.pending", charge.render());
    intent.latest_charge = Some(charge.id);
    intent.status = IntentStatus::Processing;
    intent.due_at_ms = Some(transaction.now_ms + transaction.settle_after_ms);
    intent.attempt = Some(Attempt {
        instrument,
        next: NextStep::Settle,
        return_url,
    });
    let intent = keep(transaction, intent, "payment_intent.processing");
    sessions::note_processing(transaction, &intent);
    intent
}

fn succeed(transaction: &mut Transaction, mut intent: Intent, instrument: Instrument) -> Intent {
    let charge = match pending_charge(transaction, &intent) {
        Some(pending) => Charge {
            status: ChargeStatus::Succeeded,
            ..pending
        },
        None => new_charge(transaction, &intent, &instrument, ChargeStatus::Succeeded),
    };
    transaction.put(charge.clone());
    transaction.emit("charge.succeeded", charge.render());
    intent.latest_charge = Some(charge.id);
    intent.status = IntentStatus::Succeeded;
    intent.amount_received = intent.amount;
    intent.last_error = None;
    intent.attempt = None;
    let disputed = matches!(
        instrument,
        Instrument::Card {
            effect: Effect::Disputed,
            ..
        }
    );
    intent.due_at_ms = disputed.then_some(transaction.now_ms + DISPUTE_AFTER_MS);
    let intent = keep(transaction, intent, "payment_intent.succeeded");
    sessions::note_success(transaction, &intent);
    intent
}

fn refuse(
    transaction: &mut Transaction,
    mut intent: Intent,
    instrument: Instrument,
    refusal: Refusal,
) -> Intent {
    let was_processing = intent.status == IntentStatus::Processing;
    let charge = match pending_charge(transaction, &intent) {
        Some(pending) => Charge {
            status: ChargeStatus::Failed,
            ..pending
        },
        None => new_charge(transaction, &intent, &instrument, ChargeStatus::Failed),
    };
    let charge = Charge {
        failure_code: Some(refusal.code.to_owned()),
        failure_message: Some(refusal.message.to_owned()),
        ..charge
    };
    transaction.put(charge.clone());
    transaction.emit("charge.failed", charge.render());
    let mut error =
        ApiError::card(refusal.code, refusal.message).decline_code(refusal.decline_code);
    error.charge = Some(charge.id.clone());
    if refusal.code.starts_with("payment_intent_") {
        error.kind = "invalid_request_error";
    }
    intent.last_error = Some(error.body());
    intent.latest_charge = Some(charge.id);
    intent.status = IntentStatus::RequiresPaymentMethod;
    intent.payment_method = None;
    intent.attempt = None;
    intent.due_at_ms = None;
    let intent = keep(transaction, intent, "payment_intent.payment_failed");
    if was_processing {
        sessions::note_failure(transaction, &intent);
    }
    intent
}

fn pending_charge(transaction: &Transaction, intent: &Intent) -> Option<Charge> {
    let id = intent.latest_charge.as_ref()?;
    transaction
        .books
        .charges
        .get(id)
        .filter(|charge| charge.status == ChargeStatus::Pending)
        .cloned()
}

fn new_charge(
    transaction: &mut Transaction,
    intent: &Intent,
    instrument: &Instrument,
    status: ChargeStatus,
) -> Charge {
    Charge {
        id: ids::fresh("ch"),
        sequence: transaction.next_sequence(),
        created: transaction.now(),
        intent: intent.id.clone(),
        amount: intent.amount,
        amount_refunded: 0,
        currency: intent.currency.clone(),
        status,
        disputed: false,
        failure_code: None,
        failure_message: None,
        payment_method: intent
            .payment_method
            .clone()
            .unwrap_or_else(cards::payment_method_id),
        instrument: instrument.clone(),
        metadata: intent.metadata.clone(),
        description: intent.description.clone(),
        receipt_email: intent.receipt_email.clone(),
        shipping: intent.shipping.clone(),
    }
}
