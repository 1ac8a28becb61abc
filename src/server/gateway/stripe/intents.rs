//! Payment intents, and the charges of them that a bank declined.

use super::lists::PAGE;
use super::objects::{currency_of, intent_of};
use super::{Stripe, metadata};
use crate::server::gateway::{Charge, GatewayError, GatewayResult, Intent, Intents, Listed};
use async_trait::async_trait;
use futures::FutureExt;
use serde::Serialize;
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};
use stripe_core::payment_intent::{
    CancelPaymentIntent, CreatePaymentIntent, CreatePaymentIntentAutomaticPaymentMethods,
    ListPaymentIntent, RetrievePaymentIntent,
};
use stripe_types::RangeQueryTs;

/// The list of an intent's charges, of which nothing but this is read.
struct ChargesOf {
    intent_id: String,
}

#[derive(Serialize)]
struct Query<'a> {
    payment_intent: &'a str,
    limit: u8,
}

#[derive(miniserde::Deserialize)]
struct Charges {
    data: Vec<ListedCharge>,
}

#[derive(miniserde::Deserialize)]
struct ListedCharge {
    id: String,
    status: String,
}

impl StripeRequest for ChargesOf {
    type Output = Charges;

    fn build(&self) -> RequestBuilder {
        RequestBuilder::new(StripeMethod::Get, "/charges").query(&Query {
            payment_intent: &self.intent_id,
            limit: 100,
        })
    }
}

#[async_trait]
impl Intents for Stripe {
    async fn open_intent(&self, charge: &Charge) -> GatewayResult<Intent> {
        let methods = CreatePaymentIntentAutomaticPaymentMethods {
            allow_redirects: None,
            enabled: true,
        };
        let request =
            CreatePaymentIntent::new(charge.amount.to_stripe(), currency_of(charge.amount)?)
                .automatic_payment_methods(methods)
                .description(format!("Order {}", charge.order_number))
                .receipt_email(charge.email.clone())
                .metadata(metadata(charge));
        let known = || {
            let made = self.intents_for(&charge.attempt_id, charge.since_s);
            async { Ok::<_, GatewayError>(made.await?.into_iter().find(Intent::is_payable)) }
                .boxed()
        };
        self.make(&request, &charge.idempotency_key, known, intent_of)
            .await
    }

    async fn fetch_intent(&self, id: &str) -> GatewayResult<Intent> {
        intent_of(self.send(&RetrievePaymentIntent::new(id)).await?)
    }

    async fn cancel_intent(&self, id: &str) -> GatewayResult<Intent> {
        intent_of(self.send(&CancelPaymentIntent::new(id)).await?)
    }

    async fn declines_of(&self, intent_id: &str) -> GatewayResult<Vec<String>> {
        let request = ChargesOf {
            intent_id: intent_id.into(),
        };
        let charges = self.send(&request).await?.data;
        let declined = charges.into_iter().filter(|c| c.status == "failed");
        Ok(declined.map(|charge| charge.id).collect())
    }

    async fn intents_since(&self, created_s: i64) -> GatewayResult<Listed<Intent>> {
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
}
