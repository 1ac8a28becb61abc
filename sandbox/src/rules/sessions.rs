//! Checkout sessions: made, paid on the hosted page, expired.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cards::Method;
use super::{amounts, intents, links, payments};
use crate::errors::ApiError;
use crate::form::Form;
use crate::ids;
use crate::objects::{Intent, LineItem, PaymentStatus, Session, SessionStatus};
use crate::transaction::Transaction;

const SHORTEST_SECS: i64 = 30 * 60;
const LONGEST_SECS: i64 = 24 * 3600;
/// A request is on its way for a moment; Stripe lets that pass too.
const LEEWAY_SECS: i64 = 60;

/// Makes a session from the fields of `POST /v1/checkout/sessions`.
pub fn create(transaction: &mut Transaction, form: &Form) -> Result<Session, ApiError> {
    if form.filled("mode").is_some_and(|mode| mode != "payment") {
        return Err(ApiError::invalid("The sandbox offers mode=payment only.").param("mode"));
    }
    let success_url = web_address(form.required("success_url")?, "success_url")?;
    let cancel_url = form
        .filled("cancel_url")
        .map(|url| web_address(url, "cancel_url"))
        .transpose()?;
    let now = transaction.now();
    let expires_at = form.integer("expires_at")?.unwrap_or(now + LONGEST_SECS);
    if !(now + SHORTEST_SECS - LEEWAY_SECS..=now + LONGEST_SECS + LEEWAY_SECS).contains(&expires_at)
    {
        let message = "The expires_at timestamp must be between 30 minutes and 24 hours from the creation of the session.";
        return Err(ApiError::invalid(message).param("expires_at"));
    }
    let (currency, items) = line_items(form)?;
    let mut session = Session {
        id: format!("cs_test_{}", ids::random_text(58)),
        sequence: transaction.next_sequence(),
        created: now,
        expires_at,
        status: SessionStatus::Open,
        payment_status: PaymentStatus::Unpaid,
        currency,
        items,
        shipping_amount: form
            .integer("shipping_options.0.shipping_rate_data.fixed_amount.amount")?
            .unwrap_or(0),
        success_url,
        cancel_url,
        client_reference_id: form.filled("client_reference_id").map(str::to_owned),
        customer_email: form.filled("customer_email").map(str::to_owned),
        locale: form.filled("locale").map(str::to_owned),
        metadata: BTreeMap::new(),
        intent_metadata: form.children("payment_intent_data.metadata"),
        intent_description: form
            .filled("payment_intent_data.description")
            .map(str::to_owned),
        intent_receipt_email: form
            .filled("payment_intent_data.receipt_email")
            .map(str::to_owned),
        intent_shipping: intents::shipping(form, "payment_intent_data.shipping"),
        methods: intents::methods(form)?,
        payment_intent: None,
        payment_link: None,
        shipping_countries: Vec::new(),
        shipping_details: None,
    };
    intents::merge_metadata(&mut session.metadata, form)?;
    amounts::check(session.total(), &session.currency, "line_items")?;
    transaction.put(session.clone());
    Ok(session)
}

/// The session with this id.
pub fn find(transaction: &Transaction, id: &str) -> Result<Session, ApiError> {
    transaction
        .books
        .sessions
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::missing("checkout.session", id))
}

/// Ends a session that is still open; a payment under way on it is refused, one that waits is cancelled.
pub fn expire(transaction: &mut Transaction, id: &str) -> Result<Session, ApiError> {
    let mut session = find(transaction, id)?;
    if session.status != SessionStatus::Open {
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return Err(ApiError::invalid(message)
            .code("resource_already_exists")
            .param("session"));
    }
    let intent = session
        .payment_intent
        .as_ref()
        .and_then(|id| transaction.books.intents.get(id))
        .cloned();
    if let Some(intent) = intent.filter(|intent| intent.status.is_open()) {
        intents::close(transaction, intent, None);
    }
    session.status = SessionStatus::Expired;
    Ok(tell(transaction, session, "checkout.session.expired"))
}

/// Keeps where the customer wants it sent. `Err` says what is missing, and nothing changed.
pub fn ship_to(
    transaction: &mut Transaction,
    mut session: Session,
    details: Value,
) -> Result<Session, ApiError> {
    let given = |pointer: &str| {
        let text = details.pointer(pointer).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    };
    let whole = [
        "/name",
        "/address/line1",
        "/address/city",
        "/address/postal_code",
    ]
    .into_iter()
    .all(|part| given(part).is_some());
    let country = given("/address/country");
    if !whole
        || !session
            .shipping_countries
            .iter()
            .any(|c| Some(c.as_str()) == country)
    {
        let message = "Enter the name and the whole address that it goes to.";
        return Err(ApiError::invalid(message).code("shipping_address_incomplete"));
    }
    session.shipping_details = Some(details);
    transaction.put(session.clone());
    Ok(session)
}

/// Pays a session from the hosted page; its intent is made at the first try. `Err` means that nothing changed.
pub fn pay(
    transaction: &mut Transaction,
    session: &Session,
    method: &Method,
) -> Result<Intent, ApiError> {
    if session.status != SessionStatus::Open || session.expires_at <= transaction.now() {
        return Err(ApiError::invalid(
            "This checkout is no longer open. Please go back to the shop.",
        )
        .code("checkout_not_open"));
    }
    // A mistake in the form must not leave an intent behind.
    super::cards::examine(method, transaction.now_ms)?;
    let existing = session
        .payment_intent
        .as_ref()
        .and_then(|id| transaction.books.intents.get(id))
        .cloned();
    let intent = match existing {
        Some(intent) => intent,
        None => {
            let mut intent = intents::blank(
                transaction,
                session.total(),
                session.currency.clone(),
                session.methods.clone(),
            );
            intent.metadata = session.intent_metadata.clone();
            intent.description = session.intent_description.clone();
            intent.receipt_email = session
                .intent_receipt_email
                .clone()
                .or_else(|| session.customer_email.clone());
            intent.shipping = session
                .intent_shipping
                .clone()
                .or_else(|| session.shipping_details.clone());
            intent.session = Some(session.id.clone());
            let intent = intents::open(transaction, intent);
            transaction.put(Session {
                payment_intent: Some(intent.id.clone()),
                ..session.clone()
            });
            intent
        }
    };
    let return_url = format!(
        "{}/sandbox/checkout/{}",
        transaction.public_base, session.id
    );
    payments::confirm(transaction, intent, method, Some(return_url))
}

/// The session's payment is on its way: the customer is done, the money is not there yet.
pub fn note_processing(transaction: &mut Transaction, intent: &Intent) {
    if let Some(mut session) = of(transaction, intent) {
        session.status = SessionStatus::Complete;
        links::note_completed(transaction, &session);
        tell(transaction, session, "checkout.session.completed");
    }
}

/// The session's payment has succeeded, at once or after a while.
pub fn note_success(transaction: &mut Transaction, intent: &Intent) {
    if let Some(mut session) = of(transaction, intent) {
        let waited = session.status == SessionStatus::Complete;
        session.status = SessionStatus::Complete;
        session.payment_status = PaymentStatus::Paid;
        let event = if waited {
            "checkout.session.async_payment_succeeded"
        } else {
            links::note_completed(transaction, &session);
            "checkout.session.completed"
        };
        tell(transaction, session, event);
    }
}

/// The session's payment was on its way and has failed.
pub fn note_failure(transaction: &mut Transaction, intent: &Intent) {
    if let Some(session) = of(transaction, intent) {
        tell(
            transaction,
            session,
            "checkout.session.async_payment_failed",
        );
    }
}

fn of(transaction: &Transaction, intent: &Intent) -> Option<Session> {
    transaction
        .books
        .sessions
        .get(intent.session.as_ref()?)
        .cloned()
}

fn tell(transaction: &mut Transaction, session: Session, event: &str) -> Session {
    transaction.put(session.clone());
    let rendered = session.render(transaction.public_base);
    transaction.emit(event, rendered);
    session
}

/// The currency and the lines of a session or link that is being made.
pub fn line_items(form: &Form) -> Result<(String, Vec<LineItem>), ApiError> {
    let entries = form.entries("line_items");
    let mut currency: Option<String> = None;
    let mut items = Vec::new();
    for entry in &entries {
        if entry.filled("price").is_some() {
            return Err(
                ApiError::invalid("The sandbox keeps no prices; give price_data.")
                    .param("line_items"),
            );
        }
        let own = amounts::currency(entry.required("price_data.currency")?)?;
        if currency.as_ref().is_some_and(|first| *first != own) {
            return Err(
                ApiError::invalid("All line items must have the same currency.")
                    .param("line_items"),
            );
        }
        currency = Some(own);
        let unit_amount = entry.integer("price_data.unit_amount")?.unwrap_or(-1);
        let quantity = entry.integer("quantity")?.unwrap_or(0);
        if unit_amount < 0 || quantity < 1 {
            return Err(ApiError::invalid(
                "Each line item needs a unit_amount of 0 or more and a quantity of 1 or more.",
            )
            .param("line_items"));
        }
        items.push(LineItem {
            id: ids::fresh("li"),
            name: entry.required("price_data.product_data.name")?.to_owned(),
            description: entry
                .filled("price_data.product_data.description")
                .map(str::to_owned),
            unit_amount,
            quantity,
        });
    }
    match currency {
        Some(currency) => Ok((currency, items)),
        None => Err(
            ApiError::invalid("The line_items parameter is required in payment mode.")
                .code("parameter_missing")
                .param("line_items"),
        ),
    }
}

/// An address that a browser can be sent to.
pub fn web_address(text: &str, param: &str) -> Result<String, ApiError> {
    let parsed = url::Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    parsed.map(|_| text.to_owned()).ok_or_else(|| {
        ApiError::invalid("Not a valid URL")
            .code("url_invalid")
            .param(param)
    })
}

/// Where the customer goes when the session is complete: the shop's address with the session's id filled in.
pub fn success_address(session: &Session) -> String {
    session
        .success_url
        .replace("{CHECKOUT_SESSION_ID}", &session.id)
        .replace("%7BCHECKOUT_SESSION_ID%7D", &session.id)
}
