//! Payment links: addresses at Stripe that open a hosted page for one amount, for whoever visits them, until it is paid.

use super::lists::PAGE;
use super::objects::{currency_of, link_of, session_of};
use super::{Stripe, metadata};
use crate::server::gateway::{
    Charge, GatewayError, GatewayResult, HostedSession, HostedSessions, LinkWords, Listed,
    PaymentLink, PaymentLinks,
};
use async_trait::async_trait;
use futures::FutureExt;
use stripe_checkout::checkout_session::ListCheckoutSession;
use stripe_payment::payment_link::{
    AfterCompletionRedirectParams, CompletedSessionsParams, CreatePaymentLink,
    CreatePaymentLinkAfterCompletion, CreatePaymentLinkAfterCompletionType,
    CreatePaymentLinkLineItems, CreatePaymentLinkLineItemsPriceData,
    CreatePaymentLinkLineItemsPriceDataProductData, CreatePaymentLinkPaymentIntentData,
    CreatePaymentLinkShippingAddressCollection,
    CreatePaymentLinkShippingAddressCollectionAllowedCountries, ListPaymentLink,
    RestrictionsParams, RetrievePaymentLink, UpdatePaymentLink,
};
use stripe_shared::CheckoutSessionStatus;

/// Pages of open sessions that are closed in one go; what is left is closed when it is tried again.
const PAGES_AT_ONCE: usize = 10;

#[async_trait]
impl PaymentLinks for Stripe {
    async fn open_link(&self, charge: &Charge, words: &LinkWords) -> GatewayResult<PaymentLink> {
        let mut price = CreatePaymentLinkLineItemsPriceData::new(currency_of(charge.amount)?);
        let product = CreatePaymentLinkLineItemsPriceDataProductData::new(words.title.clone());
        price.product_data = Some(product);
        price.unit_amount = Some(charge.amount.to_stripe());
        let mut item = CreatePaymentLinkLineItems::new(1u64);
        item.price_data = Some(price);
        let mut intent = CreatePaymentLinkPaymentIntentData::new();
        intent.description = Some(format!("Order {}", charge.order_number));
        intent.metadata = Some(metadata(charge));
        let mut then =
            CreatePaymentLinkAfterCompletion::new(CreatePaymentLinkAfterCompletionType::Redirect);
        then.redirect = Some(AfterCompletionRedirectParams::new(words.back.clone()));
        // One that Stripe doesn't know is refused by Stripe.
        let Ok(country) = words
            .country
            .parse::<CreatePaymentLinkShippingAddressCollectionAllowedCountries>();
        let request = CreatePaymentLink::new(vec![item])
            .payment_intent_data(intent)
            .metadata(metadata(charge))
            .after_completion(then)
            .restrictions(RestrictionsParams::new(CompletedSessionsParams::new(1)))
            .shipping_address_collection(CreatePaymentLinkShippingAddressCollection::new(vec![
                country,
            ]))
            .inactive_message(words.closed.clone());
        let known = || {
            let made = self.links_for(&charge.attempt_id);
            async { Ok::<_, GatewayError>(made.await?.into_iter().next()) }.boxed()
        };
        self.make(&request, &charge.idempotency_key, known, |link| {
            Ok(link_of(link))
        })
        .await
    }

    async fn fetch_link(&self, id: &str) -> GatewayResult<PaymentLink> {
        Ok(link_of(self.send(&RetrievePaymentLink::new(id)).await?))
    }

    async fn sessions_of_link(&self, id: &str, open: bool) -> GatewayResult<Vec<HostedSession>> {
        let status = match open {
            true => CheckoutSessionStatus::Open,
            false => CheckoutSessionStatus::Complete,
        };
        let list = ListCheckoutSession::new()
            .payment_link(id)
            .status(status)
            .limit(100);
        let page = self.send(&list).await?;
        Ok(page.data.into_iter().map(session_of).collect())
    }

    async fn close_link(&self, id: &str) -> GatewayResult<()> {
        self.send(&UpdatePaymentLink::new(id).active(false)).await?;
        for _ in 0..PAGES_AT_ONCE {
            let open = self.sessions_of_link(id, true).await?;
            if open.is_empty() {
                return self.was_completed(id).await;
            }
            // Each that is closed leaves the list.
            for session in open {
                match self.expire_session(&session.id).await {
                    Ok(_) | Err(GatewayError::OutOfStep(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Err(GatewayError::Unavailable(format!(
            "{id} has more open sessions than can be closed at once"
        )))
    }

    async fn open_links(&self) -> GatewayResult<Listed<PaymentLink>> {
        let page = |after: Option<String>| {
            let mut list = ListPaymentLink::new().active(true).limit(PAGE);
            if let Some(id) = after {
                list = list.starting_after(id);
            }
            list
        };
        self.all(page, |link| Ok(link_of(link))).await
    }
}

impl Stripe {
    async fn was_completed(&self, id: &str) -> GatewayResult<()> {
        match self.sessions_of_link(id, false).await?.first() {
            Some(session) => Err(GatewayError::OutOfStep(format!(
                "{id} was completed by {}",
                session.id
            ))),
            None => Ok(()),
        }
    }
}
