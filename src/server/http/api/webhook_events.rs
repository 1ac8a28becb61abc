//! What the shop sends to webhook endpoints, as the API's description documents it.

use crate::domain::webhooks::Event;
use serde_json::{Map, Value, json};

/// What the shop sends, for the description (OpenAPI 3.1, `webhooks`): each event with its body.
pub fn described() -> Value {
    let header = |name: &str, description: &str| {
        json!({
            "name": name, "in": "header", "required": true, "description": description, "schema": {"type": "string"},
        })
    };
    let headers = json!([
        header(
            "webhook-id",
            "Stays the same at each try: what was seen before is left alone."
        ),
        header("webhook-timestamp", "Unix seconds of this try."),
        header(
            "webhook-signature",
            "`v1,` and the HMAC-SHA256 over id, timestamp and body, in Base64; two while a secret is being replaced."
        ),
    ]);
    let one = |event: Event| {
        let name = event.name();
        let body = json!({
            "type": "object", "required": ["type", "timestamp", "data"],
            "properties": {
                "type": {"const": name},
                "timestamp": {"type": "string", "format": "date-time"},
                "data": {"type": "object"},
            },
            "example": {"type": name, "timestamp": "2026-11-21T12:00:00Z", "data": sample(event)},
        });
        let operation = json!({
            "tags": ["Webhooks"], "summary": event.description(), "operationId": format!("hears {name}"),
            "parameters": headers,
            "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
            "responses": {
                "2XX": {"description": "It was taken."},
                "410": {"description": "The endpoint is gone and is told nothing more."},
                "default": {"description": "It is sent again, over about three days. A redirect is not followed."},
            },
        });
        (name, json!({"post": operation}))
    };
    let all: Map<String, Value> = Event::choosable().into_iter().map(one).collect();
    all.into()
}

/// What the data of an event look like.
fn sample(event: Event) -> Value {
    let id = "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a15";
    let name = event.name();
    let state = name.rsplit('.').next().unwrap_or_default();
    match event {
        Event::Order(status) => json!({
            "id": id, "number": "ORD-000042", "kind": "ready_made", "status": status.as_str(), "cancel_reason": null,
            "version": 3, "placed_at": "2026-11-21T12:00:00Z", "currency": "EUR", "subtotal": "45.00",
            "shipping": "4.90", "discount": "0.00", "tax": "7.97", "total": "49.90",
        }),
        Event::Payment(_) => json!({
            "id": id, "order_id": id, "order_number": "ORD-000042", "method": "card", "amount": "49.90",
            "currency": "EUR", "provider_ref": "pi_…",
        }),
        Event::Refund(_) => json!({
            "id": id, "payment_id": id, "order_id": id, "order_number": "ORD-000042", "state": state,
            "amount": "49.90", "currency": "EUR",
        }),
        Event::Commission(_) => json!({
            "id": id, "number": "CO-000007", "status": state, "version": 2, "quote_version": 1,
            "asked_at": "2026-11-21T12:00:00Z", "currency": "EUR", "order_id": null,
        }),
        Event::Stock(_) => json!({
            "variant_id": id, "product_id": id, "sku": "BOWL", "change": "hold", "quantity": 1, "available": 0,
            "held": 1, "sold": 9,
        }),
        Event::Test => json!({"endpoint_id": id}),
    }
}
