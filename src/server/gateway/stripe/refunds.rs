//! Money on its way back: refunds and disputes.

use super::objects::{dispute_of, refund_of};
use super::{Answer, Gateway, pause};
use crate::domain::money::Money;
use crate::server::gateway::{GatewayError, ProviderDispute, ProviderRefund};
use std::collections::HashMap;
use stripe_core::dispute::RetrieveDispute;
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};

impl Gateway {
    /// Refunds part or all of an intent. The provider may already know this refund from a call whose answer was lost
    /// or was a 5xx: it is looked for before each try, so that money is never sent twice.
    pub async fn refund(
        &self,
        intent_id: &str,
        amount: Money,
        refund_id: &str,
        key: &str,
    ) -> Answer<ProviderRefund> {
        let request = CreateRefund::new()
            .payment_intent(intent_id)
            .amount(amount.to_stripe())
            .metadata(HashMap::from([(
                "refund_id".to_string(),
                refund_id.to_string(),
            )]));
        let mut key = key.to_string();
        for attempt in 1.. {
            let known = self.refunds_of(intent_id).await?;
            let ours = |told: &ProviderRefund| told.refund_id.as_deref() == Some(refund_id);
            if let Some(told) = known.into_iter().find(ours) {
                return Ok(told);
            }
            match self.once(&request, Some(&key)).await {
                Ok(answer) => return refund_of(answer),
                Err(missed) if !missed.worth_another(attempt) => return Err(missed.error),
                Err(missed) => key = missed.next_key(key),
            }
            tokio::time::sleep(pause(attempt)).await;
        }
        Err(GatewayError::Unavailable("no answer".into()))
    }

    pub async fn fetch_refund(&self, id: &str) -> Answer<ProviderRefund> {
        refund_of(self.send(&RetrieveRefund::new(id)).await?)
    }

    /// Every refund of an intent, newest first, at most a hundred.
    pub async fn refunds_of(&self, intent_id: &str) -> Answer<Vec<ProviderRefund>> {
        let list = ListRefund::new().payment_intent(intent_id).limit(100);
        self.send(&list)
            .await?
            .data
            .into_iter()
            .map(refund_of)
            .collect()
    }

    pub async fn fetch_dispute(&self, id: &str) -> Answer<ProviderDispute> {
        dispute_of(self.send(&RetrieveDispute::new(id)).await?)
    }
}
