//! The API through the Stripe client, which refuses any object that is not complete.

use std::collections::HashMap;

use serde_json::json;
use stripe::{IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ListCheckoutSession,
    ListLineItemsCheckoutSession, ProductData, RetrieveCheckoutSession,
};
use stripe_core::balance::RetrieveForMyAccountBalance;
use stripe_core::charge::{ListCharge, RetrieveCharge};
use stripe_core::dispute::{ListDispute, RetrieveDispute, UpdateDispute};
use stripe_core::event::{ListEvent, RetrieveEvent};
use stripe_core::payment_intent::{
    CancelPaymentIntent, ConfirmPaymentIntent, CreatePaymentIntent, ListPaymentIntent,
    RetrievePaymentIntent, UpdatePaymentIntent,
};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_shared::{PaymentIntent, PaymentIntentStatus};
use stripe_types::Currency;

use super::Running;

fn metadata() -> HashMap<String, String> {
    HashMap::from([("order_id".to_owned(), "o1".to_owned())])
}

async fn paid(running: &Running, token: &str) -> PaymentIntent {
    let client = running.client();
    let open = CreatePaymentIntent::new(2500, Currency::EUR)
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();
    ConfirmPaymentIntent::new(open.id)
        .payment_method(token)
        .send(&client)
        .await
        .unwrap()
}

#[tokio::test]
async fn intents_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let create = CreatePaymentIntent::new(2500, Currency::EUR)
        .metadata(metadata())
        .receipt_email("ada@example.test")
        .description("Order 1");
    let key = || RequestStrategy::Idempotent(IdempotencyKey::new("order-1-a1").unwrap());
    let open = create
        .customize()
        .request_strategy(key())
        .send(&client)
        .await
        .unwrap();
    let again = create
        .customize()
        .request_strategy(key())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(open.id, again.id, "the same key gives the same intent");
    assert_eq!(open.status, PaymentIntentStatus::RequiresPaymentMethod);
    assert!(
        open.client_secret
            .as_deref()
            .unwrap()
            .starts_with(&format!("{}_secret_", open.id))
    );

    let changed = UpdatePaymentIntent::new(open.id.clone())
        .amount(3000)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(changed.amount, 3000);
    let found = RetrievePaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (found.amount, found.metadata["order_id"].as_str()),
        (3000, "o1")
    );

    let waiting = ConfirmPaymentIntent::new(open.id.clone())
        .payment_method("pm_card_threeDSecure2Required")
        .return_url("http://shop.test/back")
        .send(&client)
        .await
        .unwrap();
    assert_eq!(waiting.status, PaymentIntentStatus::RequiresAction);
    assert!(
        waiting
            .next_action
            .unwrap()
            .redirect_to_url
            .unwrap()
            .url
            .unwrap()
            .contains("/sandbox/3ds/")
    );
    let closed = CancelPaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(closed.status, PaymentIntentStatus::Canceled);

    for _ in 0..3 {
        CreatePaymentIntent::new(500, Currency::JPY)
            .send(&client)
            .await
            .unwrap();
    }
    let page = ListPaymentIntent::new()
        .limit(3)
        .send(&client)
        .await
        .unwrap();
    assert!(
        page.has_more
            && page
                .data
                .iter()
                .all(|intent| intent.currency == Currency::JPY)
    );
    let rest = ListPaymentIntent::new()
        .starting_after(page.data[2].id.to_string())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        rest.data
            .iter()
            .map(|intent| intent.id.clone())
            .collect::<Vec<_>>(),
        [open.id.clone()]
    );
    let later = stripe_types::RangeBoundsTs {
        gte: Some(open.created + 3600),
        ..Default::default()
    };
    let none = ListPaymentIntent::new()
        .created(stripe_types::RangeQueryTs::Bounds(later))
        .send(&client)
        .await
        .unwrap();
    assert!(none.data.is_empty());
    let since = stripe_types::RangeBoundsTs {
        gte: Some(open.created),
        ..Default::default()
    };
    let all = ListPaymentIntent::new()
        .created(stripe_types::RangeQueryTs::Bounds(since))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(all.data.len(), 4);
}

#[tokio::test]
async fn refusals_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let missing = RetrievePaymentIntent::new("pi_none")
        .send(&client)
        .await
        .unwrap_err();
    assert!(
        matches!(missing, StripeError::Stripe(error, 404) if error.code == Some(stripe_shared::ApiErrorsCode::ResourceMissing))
    );
    let small = CreatePaymentIntent::new(1, Currency::EUR)
        .send(&client)
        .await
        .unwrap_err();
    assert!(
        matches!(small, StripeError::Stripe(error, 400) if error.code == Some(stripe_shared::ApiErrorsCode::AmountTooSmall))
    );
    let stranger = stripe::ClientBuilder::new("sk_test_other")
        .url(running.base.clone())
        .build()
        .unwrap();
    let refused = RetrievePaymentIntent::new("pi_none")
        .send(&stranger)
        .await
        .unwrap_err();
    assert!(matches!(refused, StripeError::Stripe(_, 401)));

    let open = CreatePaymentIntent::new(2500, Currency::EUR)
        .send(&client)
        .await
        .unwrap();
    let declined = ConfirmPaymentIntent::new(open.id.clone())
        .payment_method("pm_card_chargeDeclinedInsufficientFunds")
        .send(&client)
        .await
        .unwrap_err();
    let StripeError::Stripe(error, 402) = declined else {
        panic!("{declined}")
    };
    assert_eq!(error.decline_code.as_deref(), Some("insufficient_funds"));
    assert_eq!(error.payment_intent.unwrap().id, open.id);
    let after = RetrievePaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(after.status, PaymentIntentStatus::RequiresPaymentMethod);
    assert!(after.last_payment_error.is_some());

    let with = |amount: i64| {
        CreatePaymentIntent::new(amount, Currency::EUR)
            .customize()
            .request_strategy(RequestStrategy::Idempotent(
                IdempotencyKey::new("same").unwrap(),
            ))
    };
    with(2500).send(&client).await.unwrap();
    let reused = with(2600).send(&client).await.unwrap_err();
    assert!(
        matches!(reused, StripeError::Stripe(error, 400) if error.type_ == stripe_shared::ApiErrorsType::IdempotencyError)
    );
}

#[tokio::test]
async fn money_and_its_ways_back_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let intent = paid(&running, "pm_card_visa").await;
    assert_eq!(
        (intent.status.clone(), intent.amount_received),
        (PaymentIntentStatus::Succeeded, 2500)
    );
    let charge_id = intent.latest_charge.as_ref().unwrap().id().clone();
    let charge = RetrieveCharge::new(charge_id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (charge.amount_captured, charge.metadata["order_id"].as_str()),
        (2500, "o1")
    );
    let card = charge.payment_method_details.unwrap().card.unwrap();
    assert_eq!(card.last4.as_deref(), Some("4242"));
    let expanded = RetrievePaymentIntent::new(intent.id.clone())
        .expand(["latest_charge".to_owned()])
        .send(&client)
        .await
        .unwrap();
    assert!(expanded.latest_charge.unwrap().as_object().is_some());
    assert_eq!(
        ListCharge::new()
            .payment_intent(intent.id.to_string())
            .send(&client)
            .await
            .unwrap()
            .data
            .len(),
        1
    );

    let part = CreateRefund::new()
        .payment_intent(intent.id.to_string())
        .amount(1000)
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (part.amount, part.status.as_deref()),
        (1000, Some("succeeded"))
    );
    assert_eq!(
        RetrieveRefund::new(part.id.clone())
            .send(&client)
            .await
            .unwrap()
            .amount,
        1000
    );
    let too_much = CreateRefund::new()
        .payment_intent(intent.id.to_string())
        .amount(1501)
        .send(&client)
        .await
        .unwrap_err();
    assert!(matches!(too_much, StripeError::Stripe(_, 400)));
    CreateRefund::new()
        .charge(charge_id.to_string())
        .send(&client)
        .await
        .unwrap();
    let refunds = ListRefund::new()
        .payment_intent(intent.id.to_string())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        refunds.data.iter().map(|refund| refund.amount).sum::<i64>(),
        2500
    );
    assert!(
        RetrieveCharge::new(charge_id)
            .send(&client)
            .await
            .unwrap()
            .refunded
    );

    let other = paid(&running, "pm_card_visa").await;
    running
        .control(
            "/_events",
            json!({"action": "dispute", "payment_intent": other.id.to_string()}),
        )
        .await;
    let disputes = ListDispute::new()
        .payment_intent(other.id.to_string())
        .send(&client)
        .await
        .unwrap();
    let dispute = RetrieveDispute::new(disputes.data[0].id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(dispute.status, stripe_shared::DisputeStatus::NeedsResponse);
    assert!(dispute.evidence_details.due_by.is_some());
    UpdateDispute::new(dispute.id.clone())
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();

    let events = ListEvent::new()
        .type_("payment_intent.succeeded")
        .send(&client)
        .await
        .unwrap();
    assert_eq!(events.data.len(), 2);
    RetrieveEvent::new(events.data[0].id.clone())
        .send(&client)
        .await
        .unwrap();
    let balance = RetrieveForMyAccountBalance::new()
        .send(&client)
        .await
        .unwrap();
    assert_eq!(balance.available[0].amount, 2500);

    running.quick_settling().await;
    for token in ["pm_sandbox_bank_debit", "pm_sandbox_wallet"] {
        let open = CreatePaymentIntent::new(2500, Currency::EUR)
            .send(&client)
            .await
            .unwrap();
        let under_way = ConfirmPaymentIntent::new(open.id.clone())
            .payment_method(token)
            .return_url("http://shop.test/back")
            .send(&client)
            .await
            .unwrap();
        assert_ne!(under_way.status, PaymentIntentStatus::Succeeded);
        if let Some(charge) = &under_way.latest_charge {
            RetrieveCharge::new(charge.id().clone())
                .send(&client)
                .await
                .unwrap();
        }
    }
}

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

#[tokio::test]
async fn faults_do_what_they_say() {
    let running = Running::start().await;
    let body = "amount=2500&currency=eur";
    running
        .control(
            "/_faults",
            json!({"fail_next_5xx": 1, "path_prefix": "/v1/payment_intents"}),
        )
        .await;
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("a"))
            .await
            .0,
        500
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("a"))
            .await
            .0,
        500,
        "replayed"
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("b"))
            .await
            .0,
        200
    );
    running
        .control(
            "/_faults",
            json!({"reset": true, "fail_next_5xx": 1, "fail_status": 503}),
        )
        .await;
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("c"))
            .await
            .0,
        503
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("c"))
            .await
            .0,
        200,
        "503 never began"
    );

    running
        .control(
            "/_faults",
            json!({"reset": true, "reset_after_processing": 1}),
        )
        .await;
    let url = format!("{}/v1/payment_intents", running.base);
    let request = running
        .http
        .post(url)
        .header("authorization", "Bearer sk_test_sandbox")
        .header("idempotency-key", "d");
    let answer = request.body(body).send().await;
    let broken = match answer {
        Err(_) => true,
        Ok(answer) => answer.bytes().await.is_err(),
    };
    assert!(broken, "no answer arrives");
    assert_eq!(
        running.state().await["intents"]["requires_payment_method"],
        3,
        "but the work was done"
    );
    assert_eq!(
        running
            .call("POST", "/v1/payment_intents", body, Some("d"))
            .await
            .0,
        200
    );
    assert_eq!(
        running.state().await["intents"]["requires_payment_method"],
        3,
        "once"
    );
}
