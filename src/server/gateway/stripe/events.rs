//! Stripe's events, read leniently.

use crate::server::gateway::{EventSubject, ProviderEvent};
use serde_json::Value;

/// Reads an event whose signature holds.
pub fn read(body: &[u8]) -> Option<ProviderEvent> {
    let event: Value = serde_json::from_slice(body).ok()?;
    let object = event.pointer("/data/object")?;
    let text = |value: &Value| value.as_str().map(String::from);
    let (id, name) = (
        event.get("id").and_then(text)?,
        event.get("type").and_then(text)?,
    );
    let object_id = object.get("id").and_then(text).unwrap_or_default();
    let intent_id = object.get("payment_intent").and_then(text);
    let reference = match name.as_str() {
        "payment_intent.payment_failed" => {
            let charge = object.pointer("/last_payment_error/charge").and_then(text);
            charge.or(Some(format!("event {id}")))
        }
        "charge.failed" => Some(object_id.clone()),
        _ => None,
    };
    let declined = reference.map(|reference| {
        let intent = intent_id.clone().unwrap_or_else(|| object_id.clone());
        (intent, reference)
    });
    let of_object = object_id.clone();
    let subject = match name.as_str() {
        name if name.starts_with("payment_intent.") => EventSubject::Intent { id: of_object },
        name if name.starts_with("checkout.session.") => EventSubject::Session {
            id: of_object,
            link_id: object.get("payment_link").and_then(text),
        },
        // A charge no longer lists its refunds; the refund events and the reconciler bring each one.
        "charge.refunded" => match intent_id {
            Some(intent_id) => EventSubject::RefundsOf { intent_id },
            None => EventSubject::Other,
        },
        "charge.refund.updated" | "refund.created" | "refund.updated" | "refund.failed" => {
            EventSubject::Refund { id: of_object }
        }
        name if name.starts_with("charge.dispute.") => EventSubject::Dispute { id: of_object },
        _ => EventSubject::Other,
    };
    Some(ProviderEvent {
        livemode: event
            .get("livemode")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        id,
        name,
        object_id,
        subject,
        declined,
    })
}
