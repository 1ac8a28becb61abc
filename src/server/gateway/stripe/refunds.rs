//! Money on its way back: refunds and disputes.

use super::lists::PAGE;
use super::objects::{dispute_of, refund_of};
use super::{Stripe, pause};
use crate::domain::money::Money;
use crate::server::gateway::{
    GatewayError, GatewayResult, Listed, ProviderDispute, ProviderRefund, Refunds,
};
use async_trait::async_trait;
use std::collections::HashMap;
use stripe_core::dispute::{ListDispute, RetrieveDispute};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_types::RangeQueryTs;

#[async_trait]
impl Refunds for Stripe {
    async fn refund(
        &self,
        intent_id: &str,
        amount: Money,
        refund_id: &str,
        key: &str,
    ) -> GatewayResult<ProviderRefund> {
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

    async fn fetch_refund(&self, id: &str) -> GatewayResult<ProviderRefund> {
        refund_of(self.send(&RetrieveRefund::new(id)).await?)
    }

    async fn refunds_of(&self, intent_id: &str) -> GatewayResult<Vec<ProviderRefund>> {
        let list = ListRefund::new().payment_intent(intent_id).limit(100);
        self.send(&list)
            .await?
            .data
            .into_iter()
            .map(refund_of)
            .collect()
    }

    async fn fetch_dispute(&self, id: &str) -> GatewayResult<ProviderDispute> {
        dispute_of(self.send(&RetrieveDispute::new(id)).await?)
    }

    async fn refunds_since(&self, created_s: i64) -> GatewayResult<Listed<ProviderRefund>> {
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

    async fn disputes_since(&self, created_s: i64) -> GatewayResult<Listed<ProviderDispute>> {
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
}
