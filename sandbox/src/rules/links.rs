//! Payment links: made, visited, used up, closed.

use super::{amounts, intents, sessions};
use crate::errors::ApiError;
use crate::form::Form;
use crate::ids;
use crate::objects::{PaymentLink, PaymentStatus, Session, SessionStatus};
use crate::transaction::Transaction;

/// How long a session lives that a visitor opened, in seconds.
const SESSION_SECS: i64 = 24 * 3600;

/// Makes a link from the fields of `POST /v1/payment_links`.
pub fn create(transaction: &mut Transaction, form: &Form) -> Result<PaymentLink, ApiError> {
    if form.filled("after_completion.type") != Some("redirect") {
        let message = "The sandbox offers after_completion[type]=redirect only.";
        return Err(ApiError::invalid(message).param("after_completion"));
    }
    let redirect = "after_completion.redirect.url";
    let redirect_url = sessions::web_address(form.required(redirect)?, redirect)?;
    let limit = form.integer("restrictions.completed_sessions.limit")?;
    if limit.is_some_and(|limit| limit < 1) {
        let message = "This value must be greater than or equal to 1.";
        return Err(ApiError::invalid(message).param("restrictions[completed_sessions][limit]"));
    }
    let countries = form.children("shipping_address_collection.allowed_countries");
    let countries: Vec<String> = countries.into_values().collect();
    let a_country = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if let Some(odd) = countries.iter().find(|code| !a_country(code)) {
        let message = format!("Invalid country: {odd}.");
        return Err(ApiError::invalid(message).param("shipping_address_collection"));
    }
    let (currency, items) = sessions::line_items(form)?;
    let mut link = PaymentLink {
        id: ids::fresh("plink"),
        sequence: transaction.next_sequence(),
        created: transaction.now(),
        active: true,
        currency,
        items,
        metadata: Default::default(),
        intent_metadata: form.children("payment_intent_data.metadata"),
        intent_description: form
            .filled("payment_intent_data.description")
            .map(str::to_owned),
        limit,
        completed: 0,
        shipping_countries: countries,
        redirect_url,
        inactive_message: form.filled("inactive_message").map(str::to_owned),
        methods: intents::methods(form)?,
    };
    intents::merge_metadata(&mut link.metadata, form)?;
    let total = link.items.iter().map(|item| item.total()).sum();
    amounts::check(total, &link.currency, "line_items")?;
    transaction.put(link.clone());
    let rendered = link.render(transaction.public_base);
    transaction.emit("payment_link.created", rendered);
    Ok(link)
}

/// The link with this id.
pub fn find(transaction: &Transaction, id: &str) -> Result<PaymentLink, ApiError> {
    transaction
        .books
        .links
        .get(id)
        .cloned()
        .ok_or_else(|| ApiError::missing("payment_link", id))
}

/// Opens or closes a link. Sessions that visitors have opened before stay as they are.
pub fn update(
    transaction: &mut Transaction,
    id: &str,
    form: &Form,
) -> Result<PaymentLink, ApiError> {
    let mut link = find(transaction, id)?;
    match form.filled("active") {
        Some("true") => link.active = true,
        Some("false") => link.active = false,
        None => {}
        Some(other) => {
            let message = format!("Invalid boolean: {other}");
            return Err(ApiError::invalid(message).param("active"));
        }
    }
    intents::merge_metadata(&mut link.metadata, form)?;
    transaction.put(link.clone());
    let rendered = link.render(transaction.public_base);
    transaction.emit("payment_link.updated", rendered);
    Ok(link)
}

/// A visitor comes: a session of their own, or what is said of a link that is closed.
pub fn visit(transaction: &mut Transaction, id: &str) -> Result<Session, ApiError> {
    let link = find(transaction, id)?;
    if !link.is_open() {
        return Err(ApiError::invalid(link.closed_message()).code("payment_link_inactive"));
    }
    let now = transaction.now();
    let session = Session {
        id: format!("cs_test_{}", ids::random_text(58)),
        sequence: transaction.next_sequence(),
        created: now,
        expires_at: now + SESSION_SECS,
        status: SessionStatus::Open,
        payment_status: PaymentStatus::Unpaid,
        currency: link.currency,
        items: link.items,
        shipping_amount: 0,
        success_url: link.redirect_url,
        cancel_url: None,
        client_reference_id: None,
        customer_email: None,
        locale: None,
        metadata: link.metadata,
        intent_metadata: link.intent_metadata,
        intent_description: link.intent_description,
        intent_receipt_email: None,
        intent_shipping: None,
        methods: link.methods,
        payment_intent: None,
        payment_link: Some(link.id),
        shipping_countries: link.shipping_countries,
        shipping_details: None,
    };
    transaction.put(session.clone());
    Ok(session)
}

/// The link that a session was opened by, if it takes no further payment.
pub fn used_up(transaction: &Transaction, session: &Session) -> Option<PaymentLink> {
    let link = find(transaction, session.payment_link.as_ref()?).ok()?;
    (session.status == SessionStatus::Open && link.is_used_up()).then_some(link)
}

/// One of a link's sessions is complete.
pub fn note_completed(transaction: &mut Transaction, session: &Session) {
    let link = session
        .payment_link
        .as_ref()
        .map(|id| find(transaction, id));
    if let Some(Ok(mut link)) = link {
        link.completed += 1;
        transaction.put(link);
    }
}
