//! The fields of a form as they are sent, and a struct read from them.

use super::error::{Error, Result};
use crate::domain::problem::Problems;
use crate::domain::text;
use std::borrow::Cow;

/// A form's body as name and value pairs, in the order they were sent, each in its one form.
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    let clean = |part: Cow<str>| text::clean(&part).into_owned();
    url::form_urlencoded::parse(body)
        .map(|(name, value)| (clean(name), clean(value)))
        .collect()
}

/// The value of one field; empty when it wasn't sent.
pub fn field<'a>(values: &'a [(String, String)], name: &str) -> &'a str {
    values
        .iter()
        .find(|(n, _)| n == name)
        .map_or("", |(_, v)| v.as_str())
}

/// A form read into its struct; a field that the form doesn't have is refused.
pub fn form<T: serde::de::DeserializeOwned>(values: &[(String, String)]) -> Result<T> {
    let object: serde_json::Map<String, serde_json::Value> = values
        .iter()
        .map(|(k, v)| (k.clone(), serde_json::Value::String(v.clone())))
        .collect();
    serde_json::from_value(object.into()).map_err(|error| {
        let message = format!("The form has something that does not belong to it ({error}). Reload the page and try again.");
        Error::Invalid(Problems::one("form", "invalid", message))
    })
}

/// The version that a form was read at.
pub fn version(text: &str) -> Result<i64> {
    let read = text.trim().parse();
    Ok(read.map_err(|_| {
        Problems::one(
            "version",
            "required",
            "This form is incomplete. Open the page again and repeat your change.",
        )
    })?)
}
