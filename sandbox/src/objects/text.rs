//! JSON kept in memory as text and written to the journal as JSON.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The value behind a text that this program wrote; `null` should it ever be something else.
pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    parsed(text).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Value::deserialize(deserializer).map(|value| value.to_string())
}
