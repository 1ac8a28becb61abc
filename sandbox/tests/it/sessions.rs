//! Checkout sessions through the Stripe client and the hosted page.

use stripe::StripeError;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ListCheckoutSession,
    ListLineItemsCheckoutSession, ProductData, RetrieveCheckoutSession,
};
use stripe_core::payment_intent::RetrievePaymentIntent;
use stripe_shared::PaymentIntentStatus;
use stripe_types::Currency;

use super::Running;
use super::api::metadata;

#[tokio::test]
async fn sessions_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let price = CreateCheckoutSessionLineItemsPriceData {
        unit_amount: Some(1250),
        product_data: Some(ProductData::new("Beaded bowl")),
        ..CreateCheckoutSessionLineItemsPriceData::new(Currency::EUR)
    };
    let line = CreateCheckoutSessionLineItems {
        price_data: Some(price),
        quantity: Some(2),
        ..CreateCheckoutSessionLineItems::new()
    };
    let data = CreateCheckoutSessionPaymentIntentData {
        metadata: Some(metadata()),
        ..CreateCheckoutSessionPaymentIntentData::new()
    };
    let create = CreateCheckoutSession::new()
        .mode(stripe_shared::CheckoutSessionMode::Payment)
        .success_url("http://shop.test/done?session={CHECKOUT_SESSION_ID}")
        .cancel_url("http://shop.test/checkout")
        .client_reference_id("o1")
        .customer_email("ada@example.test")
        .metadata(metadata())
        .payment_intent_data(data)
        .line_items(vec![line]);
    let session = create.send(&client).await.unwrap();
    assert_eq!(
        (session.amount_total, session.payment_intent.is_none()),
        (Some(2500), true)
    );
    assert!(
        session
            .url
            .unwrap()
            .starts_with("http://shop.test/sandbox/checkout/cs_test_")
    );
    let lines = ListLineItemsCheckoutSession::new(session.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(lines.data[0].amount_total, 2500);

    let page = format!("{}/sandbox/checkout/{}", running.base, session.id);
    let form = "method=card&number=4242+4242+4242+4242&expiry=12+%2F+34&cvc=123";
    let content_type = "application/x-www-form-urlencoded";
    let answer = running
        .http
        .post(page)
        .header("content-type", content_type)
        .body(form)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.headers()["location"],
        format!("http://shop.test/done?session={}", session.id)
    );
    let done = RetrieveCheckoutSession::new(session.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        done.payment_status,
        stripe_shared::CheckoutSessionPaymentStatus::Paid
    );
    let intent = RetrievePaymentIntent::new(done.payment_intent.unwrap().id().clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (intent.status, intent.metadata["order_id"].as_str()),
        (PaymentIntentStatus::Succeeded, "o1")
    );
    let refused = ExpireCheckoutSession::new(session.id.clone())
        .send(&client)
        .await
        .unwrap_err();
    assert!(matches!(refused, StripeError::Stripe(_, 400)));

    let other = create.send(&client).await.unwrap();
    let expired = ExpireCheckoutSession::new(other.id)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        expired.status,
        Some(stripe_shared::CheckoutSessionStatus::Expired)
    );
    let expanded = RetrieveCheckoutSession::new(session.id)
        .expand(["payment_intent".to_owned(), "line_items".to_owned()])
        .send(&client)
        .await
        .unwrap();
    assert!(
        expanded.payment_intent.unwrap().as_object().is_some() && expanded.line_items.is_some()
    );
    assert_eq!(
        ListCheckoutSession::new()
            .send(&client)
            .await
            .unwrap()
            .data
            .len(),
        2
    );
}
