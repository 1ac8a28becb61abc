//! Lists at Stripe, paged through to their end and read object by object: one that can't be read is named, and hides
//! none of the others.

use super::Stripe;
use crate::server::gateway::{GatewayResult, Listed, Unreadable};
use miniserde::json::{self, Number, Value};
use stripe::StripeRequest;
use stripe_client_core::RequestBuilder;
use stripe_types::List;

/// Objects asked for in one call: Stripe's own limit.
pub(super) const PAGE: i64 = 100;

/// A request for a list, answered with its objects as they came.
struct Raw<'a, R>(&'a R);

impl<R: StripeRequest> StripeRequest for Raw<'_, R> {
    type Output = List<Value>;

    fn build(&self) -> RequestBuilder {
        self.0.build()
    }
}

impl Stripe {
    pub(super) async fn all<R, T, U>(
        &self,
        page_after: impl Fn(Option<String>) -> R,
        read: impl Fn(T) -> GatewayResult<U>,
    ) -> GatewayResult<Listed<U>>
    where
        R: StripeRequest<Output = List<T>> + Sync,
        T: miniserde::Deserialize,
    {
        let mut listed = Listed::default();
        let mut after = None;
        loop {
            let page = self.send(&Raw(&page_after(after))).await?;
            after = page.data.last().and_then(id_of);
            for object in &page.data {
                listed.newest_s = listed.newest_s.max(created_of(object));
                match read_one(object, &read) {
                    Ok(one) => listed.items.push(one),
                    Err(why) => listed.unreadable.push(Unreadable {
                        id: id_of(object).unwrap_or_default(),
                        why,
                    }),
                }
            }
            if !page.has_more || after.is_none() {
                return Ok(listed);
            }
        }
    }
}

fn read_one<T: miniserde::Deserialize, U>(
    object: &Value,
    read: impl Fn(T) -> GatewayResult<U>,
) -> Result<U, String> {
    let text = json::to_string(object);
    let typed = json::from_str(&text).map_err(|_| "its shape is not known here".to_string())?;
    read(typed).map_err(|error| error.to_string())
}

fn field<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    match object {
        Value::Object(fields) => fields.get(name),
        _ => None,
    }
}

fn id_of(object: &Value) -> Option<String> {
    match field(object, "id") {
        Some(Value::String(id)) => Some(id.clone()),
        _ => None,
    }
}

fn created_of(object: &Value) -> i64 {
    match field(object, "created") {
        Some(Value::Number(Number::U64(at))) => i64::try_from(*at).unwrap_or(0),
        Some(Value::Number(Number::I64(at))) => *at,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::gateway::stripe::objects::intent_of;

    #[test]
    fn an_object_of_an_unknown_shape_is_named_and_dated() {
        let object: Value = json::from_str(r#"{"id":"pi_1","created":1800000000}"#).unwrap();
        assert_eq!(id_of(&object).as_deref(), Some("pi_1"));
        assert_eq!(created_of(&object), 1_800_000_000);
        let read = read_one(&object, intent_of).unwrap_err();
        assert!(read.contains("shape"), "{read}");
    }
}
