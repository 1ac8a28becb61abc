//! Charges that a bank declined.

use super::{Answer, Gateway};
use serde::Serialize;
use stripe_client_core::{RequestBuilder, StripeMethod, StripeRequest};

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
    data: Vec<Charge>,
}

#[derive(miniserde::Deserialize)]
struct Charge {
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

impl Gateway {
    /// Ids of the charges of an intent that were declined, newest first, of the last hundred.
    pub async fn declines_of(&self, intent_id: &str) -> Answer<Vec<String>> {
        let request = ChargesOf {
            intent_id: intent_id.into(),
        };
        let charges = self.send(&request).await?.data;
        let declined = charges.into_iter().filter(|c| c.status == "failed");
        Ok(declined.map(|charge| charge.id).collect())
    }
}
