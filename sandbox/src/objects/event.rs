//! The event: something happened, with the object as it then was.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The version of Stripe's API that the objects are written in.
pub const API_VERSION: &str = "2026-09-30.endive";

/// An event as the books keep it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventRecord {
    pub id: String,
    pub sequence: u64,
    /// Unix seconds.
    pub created: i64,
    pub kind: String,
    /// The rendered object, as compact text: a tree of values would take many times the memory.
    #[serde(with = "super::text")]
    pub object: String,
    pub request: Option<String>,
    pub idempotency_key: Option<String>,
}

impl EventRecord {
    /// The complete object; `pending_webhooks` is 1 until the shop has taken it.
    pub fn render(&self, delivered: bool) -> Value {
        json!({
            "id": self.id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.created,
            "data": {"object": super::text::parsed(&self.object)},
            "livemode": false,
            "pending_webhooks": u8::from(!delivered),
            "request": {"id": self.request, "idempotency_key": self.idempotency_key},
            "type": self.kind,
        })
    }
}
