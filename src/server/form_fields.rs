//! The fields of a form from its body, and the version that it was read at.

use super::error::Result;
use crate::domain::form::Fields;
use crate::domain::form_values::FormNumber;
use crate::domain::problem::Problems;
use crate::domain::text;
use std::borrow::Cow;

/// A form's body as name and value pairs, in the order they were sent, each in its one form.
pub fn pairs(body: &[u8]) -> Fields {
    let clean = |part: Cow<str>| text::clean(&part).into_owned();
    url::form_urlencoded::parse(body)
        .map(|(name, value)| (clean(name), clean(value)))
        .collect()
}

/// The version that a form was read at.
pub fn version(read: &FormNumber) -> Result<i64> {
    Ok(read.whole().ok_or_else(|| {
        Problems::one(
            "version",
            "required",
            "This form is incomplete. Open the page again and repeat your change.",
        )
    })?)
}
