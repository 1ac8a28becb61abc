//! Lists at Stripe, paged through to their end and read object by object: one that can't be read is named, and hides
//! none of the others.

use super::objects::{dispute_of, intent_of, link_of, refund_of, session_of};
use super::{Answer, Gateway};
use crate::server::gateway::{
    HostedSession, Intent, Listed, PaymentLink, ProviderDispute, ProviderRefund, Unreadable,
};
use miniserde::json::{self, Number, Value};
use stripe::StripeRequest;
use stripe_checkout::checkout_session::ListCheckoutSession;
use stripe_client_core::RequestBuilder;
use stripe_core::dispute::ListDispute;
use stripe_core::payment_intent::ListPaymentIntent;
use stripe_core::refund::ListRefund;
use stripe_payment::payment_link::ListPaymentLink;
use stripe_types::{List, RangeQueryTs};

/// Objects asked for in one call: Stripe's own limit.
const PAGE: i64 = 100;

/// A request for a list, answered with its objects as they came.
struct Raw<'a, R>(&'a R);

impl<R: StripeRequest> StripeRequest for Raw<'_, R> {
    type Output = List<Value>;

    fn build(&self) -> RequestBuilder {
        self.0.build()
    }
}

impl Gateway {
    /// Every intent created at or after a time (unix seconds), newest first.
    pub async fn intents_since(&self, created_s: i64) -> Answer<Listed<Intent>> {
        let page = |after: Option<String>| {
            let mut list = ListPaymentIntent::new()
                .created(RangeQueryTs::gte(created_s))
                .limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, intent_of).await
    }

    /// Every hosted session created at or after a time (unix seconds), newest first.
    pub async fn sessions_since(&self, created_s: i64) -> Answer<Listed<HostedSession>> {
        let page = |after: Option<String>| {
            let mut list = ListCheckoutSession::new()
                .created(RangeQueryTs::gte(created_s))
                .limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, |session| Ok(session_of(session))).await
    }

    /// Every payment link that still opens sessions, newest first. Stripe keeps no time of their creation.
    pub async fn open_links(&self) -> Answer<Listed<PaymentLink>> {
        let page = |after: Option<String>| {
            let mut list = ListPaymentLink::new().active(true).limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, |link| Ok(link_of(link))).await
    }

    /// Every refund created at or after a time (unix seconds), newest first.
    pub async fn refunds_since(&self, created_s: i64) -> Answer<Listed<ProviderRefund>> {
        let page = |after: Option<String>| {
            let mut list = ListRefund::new()
                .created(RangeQueryTs::gte(created_s))
                .limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, refund_of).await
    }

    /// Every dispute created at or after a time (unix seconds), newest first.
    pub async fn disputes_since(&self, created_s: i64) -> Answer<Listed<ProviderDispute>> {
        let page = |after: Option<String>| {
            let mut list = ListDispute::new()
                .created(RangeQueryTs::gte(created_s))
                .limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, dispute_of).await
    }

    async fn all<R, T, U>(
        &self,
        page_after: impl Fn(Option<String>) -> R,
        read: impl Fn(T) -> Answer<U>,
    ) -> Answer<Listed<U>>
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
    read: impl Fn(T) -> Answer<U>,
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

    #[test]
    fn an_object_of_an_unknown_shape_is_named_and_dated() {
        let object: Value = json::from_str(r#"{"id":"pi_1","created":1800000000}"#).unwrap();
        assert_eq!(id_of(&object).as_deref(), Some("pi_1"));
        assert_eq!(created_of(&object), 1_800_000_000);
        let read = read_one(&object, intent_of).unwrap_err();
        assert!(read.contains("shape"), "{read}");
    }
}
