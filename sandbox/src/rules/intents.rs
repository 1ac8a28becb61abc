//! Making, changing and cancelling intents.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{amounts, payments};
use crate::errors::ApiError;
use crate::form::Form;
use crate::ids;
use crate::objects::{Intent, IntentStatus};
use crate::transaction::Transaction;

/// The methods offered when the account chooses: cards, the redirect method and the delayed method.
pub const EVERY_METHOD: [&str; 3] = ["card", "sandbox_wallet", "sandbox_bank_debit"];
const CANCELLATION_REASONS: [&str; 4] = [
    "abandoned",
    "duplicate",
    "fraudulent",
    "requested_by_customer",
];

/// Makes an intent from the fields of `POST /v1/payment_intents`.
pub fn create(transaction: &mut Transaction, form: &Form) -> Result<Intent, ApiError> {
    form.required("amount")?;
    let amount = form.integer("amount")?.unwrap_or_default();
    let currency = amounts::currency(form.required("currency")?)?;
    amounts::check(amount, &currency, "amount")?;
    if form
        .filled("capture_method")
        .is_some_and(|method| method == "manual")
    {
        return Err(
            ApiError::invalid("The sandbox captures automatically.").param("capture_method")
        );
    }
    let methods = methods(form)?;
    let mut intent = blank(transaction, amount, currency, methods);
    apply_details(&mut intent, form)?;
    Ok(open(transaction, intent))
}

/// An intent with nothing but its amount; not yet kept.
pub fn blank(
    transaction: &mut Transaction,
    amount: i64,
    currency: String,
    methods: Vec<String>,
) -> Intent {
    let id = ids::fresh("pi");
    Intent {
        client_secret: format!("{id}_secret_{}", ids::random_text(25)),
        id,
        sequence: transaction.next_sequence(),
        created: transaction.now(),
        amount,
        amount_received: 0,
        currency,
        status: IntentStatus::RequiresPaymentMethod,
        metadata: BTreeMap::new(),
        description: None,
        receipt_email: None,
        statement_descriptor: None,
        shipping: None,
        methods,
        last_error: None,
        latest_charge: None,
        payment_method: None,
        canceled_at: None,
        cancellation_reason: None,
        attempt: None,
        session: None,
        due_at_ms: None,
    }
}

/// Stores a new intent and enqueues its event.
pub fn open(transaction: &mut Transaction, intent: Intent) -> Intent {
    transaction.put(intent.clone());
    let rendered = intent.render(transaction.public_base);
    transaction.emit("payment_intent.created", rendered);
    intent
}

/// The methods a request allows, of those that there are; all when it names none.
pub fn methods(form: &Form) -> Result<Vec<String>, ApiError> {
    let mut named = form.children("allowed_payment_method_types");
    named.extend(form.children("payment_method_types"));
    if named.is_empty() {
        return Ok(every_method());
    }
    let offered: Vec<String> = every_method()
        .into_iter()
        .filter(|method| named.values().any(|name| name == method))
        .collect();
    if offered.is_empty() {
        let message = format!(
            "The sandbox offers these payment methods only: {}.",
            EVERY_METHOD.join(", ")
        );
        return Err(ApiError::invalid(message).param("allowed_payment_method_types"));
    }
    Ok(offered)
}

/// All the sandbox offers.
pub fn every_method() -> Vec<String> {
    EVERY_METHOD.map(str::to_owned).to_vec()
}

/// Changes an intent: amount and currency only before the money moves; the rest afterwards too, but not once cancelled.
pub fn update(transaction: &mut Transaction, id: &str, form: &Form) -> Result<Intent, ApiError> {
    let mut intent = payments::find(transaction, id)?;
    let amount = form.integer("amount")?;
    let currency = form.filled("currency").map(amounts::currency).transpose()?;
    if (amount.is_some() || currency.is_some()) && !intent.status.is_open() {
        return Err(payments::unexpected_state(transaction, &intent, "updated"));
    }
    if intent.status == IntentStatus::Canceled {
        return Err(payments::unexpected_state(transaction, &intent, "updated"));
    }
    let changed = amount.is_some_and(|amount| amount != intent.amount)
        || currency
            .as_ref()
            .is_some_and(|currency| *currency != intent.currency);
    intent.amount = amount.unwrap_or(intent.amount);
    intent.currency = currency.unwrap_or(intent.currency);
    amounts::check(intent.amount, &intent.currency, "amount")?;
    apply_details(&mut intent, form)?;
    if changed && intent.status == IntentStatus::RequiresAction {
        // What the customer was about to authenticate no longer holds.
        intent.status = IntentStatus::RequiresPaymentMethod;
        intent.attempt = None;
    }
    transaction.put(intent.clone());
    Ok(intent)
}

/// Cancels an intent that still waits for the customer.
pub fn cancel(transaction: &mut Transaction, id: &str, form: &Form) -> Result<Intent, ApiError> {
    let intent = payments::find(transaction, id)?;
    let reason = form.filled("cancellation_reason");
    if let Some(reason) = reason.filter(|reason| !CANCELLATION_REASONS.contains(reason)) {
        return Err(
            ApiError::invalid(format!("Invalid cancellation_reason: {reason}."))
                .param("cancellation_reason"),
        );
    }
    if intent.session.is_some() {
        let message = "This PaymentIntent was made by a Checkout Session; expire the session instead of cancelling it.";
        return Err(ApiError::invalid(message).code("payment_intent_unexpected_state"));
    }
    if !intent.status.is_open() {
        return Err(payments::unexpected_state(transaction, &intent, "canceled"));
    }
    Ok(close(transaction, intent, reason.map(str::to_owned)))
}

/// Cancels without asking; the caller has checked that it still waits.
pub fn close(transaction: &mut Transaction, mut intent: Intent, reason: Option<String>) -> Intent {
    intent.status = IntentStatus::Canceled;
    intent.canceled_at = Some(transaction.now());
    intent.cancellation_reason = reason;
    intent.attempt = None;
    intent.due_at_ms = None;
    transaction.put(intent.clone());
    let rendered = intent.render(transaction.public_base);
    transaction.emit("payment_intent.canceled", rendered);
    intent
}

/// Merges metadata as Stripe does: an empty value takes the key away, empty metadata takes all away.
pub fn merge_metadata(
    metadata: &mut BTreeMap<String, String>,
    form: &Form,
) -> Result<(), ApiError> {
    if form.text("metadata") == Some("") {
        metadata.clear();
    }
    for (key, value) in form.children("metadata") {
        if key.len() > 40 || value.len() > 500 {
            let message =
                format!("Metadata keys have at most 40 characters and values at most 500: {key}.");
            return Err(ApiError::invalid(message).param("metadata"));
        }
        if value.is_empty() {
            metadata.remove(&key);
        } else {
            metadata.insert(key, value);
        }
    }
    if metadata.len() > 50 {
        return Err(ApiError::invalid("Metadata has at most 50 keys.").param("metadata"));
    }
    Ok(())
}

/// `shipping[…]` as an object, below any path; `None` when absent.
pub fn shipping(form: &Form, path: &str) -> Option<Value> {
    if !form.has(path) || form.text(path) == Some("") {
        return None;
    }
    let text = |name: &str| form.filled(&format!("{path}.{name}"));
    Some(json!({
        "address": {
            "city": text("address.city"),
            "country": text("address.country"),
            "line1": text("address.line1"),
            "line2": text("address.line2"),
            "postal_code": text("address.postal_code"),
            "state": text("address.state"),
        },
        "carrier": text("carrier"),
        "name": text("name"),
        "phone": text("phone"),
        "tracking_number": text("tracking_number"),
    }))
}

fn apply_details(intent: &mut Intent, form: &Form) -> Result<(), ApiError> {
    merge_metadata(&mut intent.metadata, form)?;
    let texts = [
        ("description", &mut intent.description),
        ("receipt_email", &mut intent.receipt_email),
        ("statement_descriptor", &mut intent.statement_descriptor),
    ];
    for (name, place) in texts {
        if let Some(value) = form.text(name) {
            *place = Some(value.to_owned()).filter(|value| !value.is_empty());
        }
    }
    if form.has("shipping") {
        intent.shipping = shipping(form, "shipping");
    }
    Ok(())
}
