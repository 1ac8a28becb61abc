//! Hosted checkout: Stripe's own page for one amount.

use super::lists::PAGE;
use super::objects::{currency_of, session_of};
use super::{Stripe, metadata};
use crate::server::gateway::{
    Charge, GatewayError, GatewayResult, HostedSession, HostedSessions, Listed,
};
use async_trait::async_trait;
use futures::FutureExt;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ListCheckoutSession,
    ProductData, RetrieveCheckoutSession,
};
use stripe_shared::CheckoutSessionMode;
use stripe_types::RangeQueryTs;

#[async_trait]
impl HostedSessions for Stripe {
    async fn open_session(
        &self,
        charge: &Charge,
        success_url: &str,
        cancel_url: &str,
        expires_at_ms: i64,
    ) -> GatewayResult<HostedSession> {
        let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency_of(charge.amount)?);
        price.product_data = Some(ProductData::new(format!("Order {}", charge.order_number)));
        price.unit_amount = Some(charge.amount.to_stripe());
        let mut item = CreateCheckoutSessionLineItems::new();
        item.price_data = Some(price);
        item.quantity = Some(1);
        let mut intent = CreateCheckoutSessionPaymentIntentData::new();
        intent.description = Some(format!("Order {}", charge.order_number));
        intent.metadata = Some(metadata(charge));
        let request = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Payment)
            .line_items(vec![item])
            .payment_intent_data(intent)
            .metadata(metadata(charge))
            .client_reference_id(charge.order_id.clone())
            .customer_email(charge.email.clone())
            .success_url(success_url)
            .cancel_url(cancel_url)
            .expires_at(expires_at_ms / 1000);
        let known = || {
            let made = self.sessions_for(&charge.attempt_id, charge.since_s);
            async { Ok::<_, GatewayError>(made.await?.into_iter().find(|session| session.open)) }
                .boxed()
        };
        let read = |session| Ok(session_of(session));
        self.make(&request, &charge.idempotency_key, known, read)
            .await
    }

    async fn fetch_session(&self, id: &str) -> GatewayResult<HostedSession> {
        Ok(session_of(
            self.send(&RetrieveCheckoutSession::new(id)).await?,
        ))
    }

    async fn expire_session(&self, id: &str) -> GatewayResult<HostedSession> {
        match self.send(&ExpireCheckoutSession::new(id)).await {
            // The provider has no code of its own for this refusal, so the session is asked for its state.
            Err(GatewayError::Misconfigured(text)) => match self.fetch_session(id).await? {
                session if session.open => Err(GatewayError::Misconfigured(text)),
                _ => Err(GatewayError::OutOfStep(text)),
            },
            answer => Ok(session_of(answer?)),
        }
    }

    async fn sessions_since(&self, created_s: i64) -> GatewayResult<Listed<HostedSession>> {
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
}
