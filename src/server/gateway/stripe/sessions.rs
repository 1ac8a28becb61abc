//! Hosted checkout: Stripe's own page for one amount.

use super::objects::{currency_of, session_of};
use super::{Answer, Gateway, metadata};
use crate::server::gateway::{Charge, GatewayError, HostedSession};
use futures::FutureExt;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ProductData,
    RetrieveCheckoutSession,
};
use stripe_shared::CheckoutSessionMode;

impl Gateway {
    /// Opens a page of the provider's that takes exactly this amount and lives until `expires_at_ms`.
    pub async fn open_session(
        &self,
        charge: &Charge,
        success_url: &str,
        cancel_url: &str,
        expires_at_ms: i64,
    ) -> Answer<HostedSession> {
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

    pub async fn fetch_session(&self, id: &str) -> Answer<HostedSession> {
        Ok(session_of(
            self.send(&RetrieveCheckoutSession::new(id)).await?,
        ))
    }

    /// Closes a page that is still open; one that was completed or has expired answers [`GatewayError::OutOfStep`].
    pub async fn expire_session(&self, id: &str) -> Answer<HostedSession> {
        match self.send(&ExpireCheckoutSession::new(id)).await {
            // The provider has no code of its own for this refusal, so the session is asked for its state.
            Err(GatewayError::Misconfigured(text)) => match self.fetch_session(id).await? {
                session if session.open => Err(GatewayError::Misconfigured(text)),
                _ => Err(GatewayError::OutOfStep(text)),
            },
            answer => Ok(session_of(answer?)),
        }
    }
}
